#include "core/connection/connectionstring.h"
#include "core/connection/connectiontest.h"
#include "core/connection/reaper.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "tests/support/servers/certificates.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTcpServer>
#include <QTest>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

/// What people read when a real server says no.
class TestConnectionAdvice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto postgres = PostgresServer::start({ .hba = { "host refused all 127.0.0.1/32 reject" }, .tls = true });
        DUMBO_NEED_SERVER(postgres);
        m_postgres = std::move(*postgres);
        const auto maria = MariaDbServer::shared();
        DUMBO_NEED_SERVER(maria);
        m_maria = *maria;
        m_registry.discover(paths::pluginFolders());
        QVERIFY(m_silent.listen(QHostAddress::LocalHost));
    }

    void cleanup() { QVERIFY(Reaper::instance().waitForAll(30s)); }

    void realFailuresGetClearWords_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("cause");
        const auto port = QString::number(m_postgres->port());
        const auto maria = QString::number(m_maria->port());
        const auto row = [](const char *name, const QString &url, const char *cause) { QTest::newRow(name) << url << QString::fromLatin1(cause); };
        row("PostgreSQL, refused", QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres").arg(freePort()), "refused");
        row("PostgreSQL, no socket", QStringLiteral("postgresql://postgres@/postgres?host=/nowhere"), "refused");
        row("PostgreSQL, no host", QStringLiteral("postgresql://postgres@nothing.invalid/postgres"), "no-such-host");
        row("PostgreSQL, password", QStringLiteral("postgresql://guarded:wrong@127.0.0.1:%1/postgres").arg(port), "wrong-password");
        row("PostgreSQL, database", QStringLiteral("postgresql://postgres@127.0.0.1:%1/nothing").arg(port), "no-such-database");
        row("PostgreSQL, rules", QStringLiteral("postgresql://postgres@127.0.0.1:%1/refused").arg(port), "not-allowed");
        row("PostgreSQL, certificate", QStringLiteral("postgresql://postgres@localhost:%1/postgres?sslmode=verify-full&sslrootcert=%2").arg(port, (*Certificates::shared())->path("stranger.crt")), "certificate-not-trusted");
        row("PostgreSQL, no root", QStringLiteral("postgresql://postgres@localhost:%1/postgres?sslmode=verify-ca&sslrootcert=/nowhere").arg(port), "certificate-not-trusted");
        row("PostgreSQL, silence", QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres").arg(m_silent.serverPort()), "time-out");
        row("MariaDB, refused", QStringLiteral("mysql://guarded@127.0.0.1:%1/mysql").arg(freePort()), "refused");
        row("MariaDB, no host", QStringLiteral("mysql://guarded@nothing.invalid/mysql"), "no-such-host");
        row("MariaDB, password", QStringLiteral("mysql://guarded:wrong@127.0.0.1:%1/mysql").arg(maria), "wrong-password");
        row("MariaDB, database", QStringLiteral("mysql://guarded:secret@127.0.0.1:%1/nothing").arg(maria), "no-such-database");
        row("SQLite, file", QStringLiteral("/nowhere/at/all.db"), "no-such-file");
    }

    void realFailuresGetClearWords()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, cause);
        const auto target = parseConnectionString(url, m_registry);
        QVERIFY2(target, qPrintable(target ? QString() : target.error().toText()));
        std::optional<Result<ConnectionReport>> report;
        const auto patience = cause == u"time-out" ? 1000ms : 60'000ms;
        const auto test = ConnectionTest::start(m_registry, *target, {}, [&](const auto &outcome) { report = outcome; }, patience);
        QTRY_VERIFY_WITH_TIMEOUT(report, 90'000);
        QVERIFY(!*report);
        const auto advice = ConnectionAdvice::of(report->error(), *target);
        QVERIFY2(connectionCauseName(advice.cause) == cause, qPrintable(connectionCauseName(advice.cause) + u'\n' + report->error().toText()));
        QVERIFY(!advice.what.isEmpty() && !advice.toDo.isEmpty());
        QVERIFY(!advice.what.contains(QStringLiteral("wrong@")));
    }

    void aGoodConnectionTellsItsServer()
    {
        for (const auto &[url, product] : std::initializer_list<std::pair<QString, const char *>> {
                 { QStringLiteral("postgresql://guarded:secret@localhost:%1/postgres?sslmode=require").arg(m_postgres->port()), "PostgreSQL" },
                 { QStringLiteral("mysql://guarded:secret@127.0.0.1:%1/mysql").arg(m_maria->port()), "MariaDB" } }) {
            const auto target = parseConnectionString(url, m_registry);
            QVERIFY(target);
            std::optional<Result<ConnectionReport>> report;
            const auto test = ConnectionTest::start(m_registry, *target, {}, [&](const auto &outcome) { report = outcome; });
            QTRY_VERIFY_WITH_TIMEOUT(report, 60'000);
            QVERIFY2(*report, qPrintable(report->has_value() ? QString() : report->error().toText()));
            QVERIFY2((*report)->server.product.contains(QLatin1StringView(product)), qPrintable((*report)->server.product));
            QVERIFY(!(*report)->server.version.isEmpty() && (*report)->server.user.startsWith(u"guarded"));
            QVERIFY((*report)->roundTrip);
            QCOMPARE(url.contains(u"sslmode") && (*report)->server.encryption.isEmpty(), false);
        }
    }

private:
    std::unique_ptr<PostgresServer> m_postgres;
    MariaDbServer *m_maria = nullptr;
    QTcpServer m_silent;
    DriverRegistry m_registry;
};

QTEST_GUILESS_MAIN(TestConnectionAdvice)
#include "tst_connectionadvice.moc"
