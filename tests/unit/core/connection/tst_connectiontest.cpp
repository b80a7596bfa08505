#include "core/connection/connectiontest.h"
#include "core/connection/reaper.h"
#include "core/connection/tunnels/sshwords.h"
#include "core/connection/tunnels/tunnelroute.h"
#include "core/plugins/driverregistry.h"
#include "tests/fakedriver/fakedriver.h"

#include <QTest>

using namespace dumbo;
using namespace std::chrono_literals;
using Cause = ConnectionAdvice::Cause;

Q_DECLARE_METATYPE(dumbo::ConnectionAdvice::Cause)

namespace {

Error failed(ErrorKind kind, const char *words, const char *state = "")
{
    return Error(kind, QStringLiteral("The connection could not be made."))
        .withServerMessage(QString::fromUtf8(words))
        .withSqlState(QString::fromLatin1(state));
}

ConnectionTarget serverTarget(const QString &type = QStringLiteral("PostgreSQL"))
{
    ConnectionTarget target;
    target.connector = { type, QStringLiteral("test") };
    target.options.set(QStringLiteral("host"), QStringLiteral("db.example.org"));
    target.options.set(QStringLiteral("port"), qint64(5433));
    return target;
}

} // namespace

class TestConnectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_script = std::make_shared<fake::FakeScript>();
        m_registry = std::make_unique<DriverRegistry>();
        QVERIFY(fake::addFakeDriver(*m_registry, m_script));
        m_target = {};
        m_target.connector = fake::fakeConnector();
        m_target.options.set(QStringLiteral("database"), QStringLiteral("test"));
        m_report.reset();
    }

    void cleanup()
    {
        m_script->release();
        QVERIFY(Reaper::instance().waitForAll(30s));
        QCOMPARE(m_script->liveConnections(), 0);
    }

    void aTestTellsWhatItFound()
    {
        const auto test = start();
        QTRY_VERIFY(m_report);
        QVERIFY2(*m_report, qPrintable(m_report->has_value() ? QString() : m_report->error().toText()));
        QVERIFY(!(*m_report)->server.product.isEmpty());
        QVERIFY((*m_report)->roundTrip);
        QVERIFY((*m_report)->connecting > 0us);
        QTRY_COMPARE(m_script->liveConnections(), 0);
    }

    void aTestCanBeCancelled()
    {
        m_script->blockConnects(true);
        const auto test = start();
        QVERIFY(m_script->waitUntilBlocked());
        test->cancel();
        QVERIFY(!m_report);
        QTRY_VERIFY(m_report);
        QCOMPARE(m_report->error().kind(), ErrorKind::Cancelled);
    }

    void aServerThatDoesNotAnswerIsATimeOut()
    {
        m_script->blockConnects(true);
        const auto test = start({}, 50ms);
        QTRY_VERIFY(m_report);
        QCOMPARE(m_report->error().kind(), ErrorKind::Timeout);
    }

    void destroyingATestEndsItSilently()
    {
        m_script->blockConnects(true);
        start().reset();
        QTRY_COMPARE(Reaper::instance().threadCount(), 0);
        QVERIFY(!m_report);
    }

    void credentialsAreAskedFor()
    {
        m_script->requireSecrets({ { QStringLiteral("password"), QStringLiteral("right") } });
        std::unique_ptr<ConnectionTest> test;
        SessionEvents events;
        int asked = 0;
        events.credentialsRequired = [&](const CredentialsRequest &request) {
            ++asked;
            test->answerCredentials({ { request.fields.first(), QStringLiteral("right") } });
        };
        test = start(events);
        QTRY_VERIFY(m_report);
        QVERIFY(*m_report);
        QCOMPARE(asked, 1);
    }

    void theAnswerMayDestroyTheTest()
    {
        std::unique_ptr<ConnectionTest> test;
        bool isDone = false;
        test = ConnectionTest::start(*m_registry, m_target, {}, [&](const auto &) {
            test.reset();
            isDone = true;
        });
        QTRY_VERIFY(isDone);
    }

    void failuresGetClearWords_data()
    {
        QTest::addColumn<Error>("error");
        QTest::addColumn<Cause>("cause");
        const auto row = [](const char *name, const Error &error, Cause cause) { QTest::newRow(name) << error << cause; };
        constexpr auto connection = ErrorKind::Connection;
        row("refused", failed(connection, "connection to server at \"db\" (10.0.0.1), port 5433 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"), Cause::Refused);
        row("no socket", failed(connection, "connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: No such file or directory"), Cause::Refused);
        row("host", failed(connection, "could not translate host name \"db\" to address: Name or service not known"), Cause::NoSuchHost);
        row("route", failed(connection, "connection to server at \"db\" failed: No route to host"), Cause::Unreachable);
        row("time-out", failed(connection, "connection to server at \"db\", port 5433 failed: timeout expired"), Cause::TimeOut);
        row("deadline", failed(ErrorKind::Timeout, ""), Cause::TimeOut);
        row("password", failed(ErrorKind::AuthenticationRequired, "FATAL:  password authentication failed for user \"ann\"", "28P01"), Cause::WrongPassword);
        row("password without a state", failed(connection, "FATAL:  password authentication failed for user \"ann\""), Cause::WrongPassword);
        row("pg_hba", failed(ErrorKind::AuthenticationRequired, "FATAL:  no pg_hba.conf entry for host \"10.0.0.9\"", "28000"), Cause::NotAllowed);
        row("database", failed(ErrorKind::NotFound, "FATAL:  database \"crm\" does not exist", "3D000"), Cause::NoSuchDatabase);
        row("certificate", failed(connection, "SSL error: certificate verify failed"), Cause::CertificateNotTrusted);
        row("root file", failed(connection, "root certificate file \"/home/ann/.postgresql/root.crt\" does not exist"), Cause::CertificateNotTrusted);
        row("host name", failed(connection, "server certificate for \"a\" does not match host name \"b\""), Cause::CertificateNotTrusted);
        row("no TLS", failed(connection, "server does not support SSL, but SSL was required"), Cause::EncryptionRefused);
        row("full", failed(ErrorKind::InsufficientResources, "FATAL:  sorry, too many clients already", "53300"), Cause::TooManyConnections);
        row("starting", failed(connection, "FATAL:  the database system is starting up", "57P03"), Cause::Starting);
        row("driver", failed(ErrorKind::NotRegistered, ""), Cause::NoDriver);
        row("cancelled", failed(ErrorKind::Cancelled, ""), Cause::Cancelled);
        row("ssh", sshError(*SshTunnel::fromText(QStringLiteral("ann@bastion")), QStringLiteral("ssh: connect to host bastion port 22: Connection refused"), 255), Cause::Tunnel);
        row("else", failed(ErrorKind::General, "computer says no"), Cause::Other);
        row("behind another", Error(ErrorKind::General, QStringLiteral("Failed.")).withCause(failed(connection, "x", "3D000")), Cause::NoSuchDatabase);
    }

    void failuresGetClearWords()
    {
        QFETCH(const Error, error);
        QFETCH(const Cause, cause);
        const auto advice = ConnectionAdvice::of(error, serverTarget());
        QCOMPARE(connectionCauseName(advice.cause), connectionCauseName(cause));
        QCOMPARE(advice.where, QStringLiteral("db.example.org:5433"));
        QVERIFY(!advice.what.isEmpty());
        const auto isNamed = cause != Cause::Tunnel && cause != Cause::Cancelled && cause != Cause::Other && cause != Cause::NoDriver;
        if (isNamed)
            QVERIFY(!advice.toDo.isEmpty() && (advice.what.contains(advice.where)));
    }

    void mariaDbSpeaksInNumbers()
    {
        const auto target = serverTarget(QStringLiteral("MySQL"));
        const auto cause = [&](int code, const char *text) {
            return connectionCauseName(ConnectionAdvice::of(failed(ErrorKind::Connection, text).withNativeCode(code), target).cause);
        };
        QCOMPARE(cause(1045, "Access denied for user 'ann'@'localhost'"), QStringLiteral("wrong-password"));
        QCOMPARE(cause(1049, "Unknown database 'crm'"), QStringLiteral("no-such-database"));
        QCOMPARE(cause(2005, "Unknown server host 'db' (-2)"), QStringLiteral("no-such-host"));
        QCOMPARE(cause(2002, "Can't connect to server on 'db' (111)"), QStringLiteral("refused"));
        QCOMPARE(cause(2002, "Can't connect to server on 'db' (110)"), QStringLiteral("time-out"));
        QCOMPARE(cause(2002, "Can't connect to local server through socket '/tmp/x' (2)"), QStringLiteral("refused"));
        QCOMPARE(cause(2026, "TLS/SSL error: self-signed certificate in certificate chain"), QStringLiteral("certificate-not-trusted"));
    }

    void aMissingFileIsNoServer()
    {
        ConnectionTarget target;
        target.options.set(QStringLiteral("path"), QStringLiteral("/srv/hut.db"));
        const auto advice = ConnectionAdvice::of(failed(ErrorKind::NotFound, "unable to open database file"), target);
        QCOMPARE(connectionCauseName(advice.cause), QStringLiteral("no-such-file"));
        QVERIFY(advice.what.contains(QStringLiteral("/srv/hut.db")));
    }

    void aTunnelTakesEachHostToItsPort()
    {
        auto target = serverTarget();
        target.tunnel = SshTunnel::fromText(QStringLiteral("bastion"));
        target.tunnel->addressOption = QStringLiteral("hostaddr");
        target.tunnel->defaultPort = 5432;
        target.options.set(QStringLiteral("host"), QStringLiteral("a,::1,/run/postgresql"));
        target.options.set(QStringLiteral("port"), QStringLiteral("1,2,"));
        const auto found = tunnelEnds(target);
        QVERIFY(found);
        QStringList ends;
        for (const auto &end : *found)
            ends.append(end.toText());
        QCOMPARE(ends, (QStringList { QStringLiteral("a:1"), QStringLiteral("[::1]:2"), QStringLiteral("/run/postgresql/.s.PGSQL.5432") }));
        const auto options = routedOptions(target, { 11, 12, 13 });
        QCOMPARE(options.text(u"host"), QStringLiteral("a,::1,localhost"));
        QCOMPARE(options.text(u"hostaddr"), QStringLiteral("127.0.0.1,127.0.0.1,127.0.0.1"));
        QCOMPARE(options.text(u"port"), QStringLiteral("11,12,13"));
        target.tunnel->addressOption.clear();
        QCOMPARE(routedOptions(target, { 11, 12, 13 }).text(u"host"), QStringLiteral("127.0.0.1,127.0.0.1,127.0.0.1"));
    }

    void aTunnelWithoutAHostEndsAtTheSshServer()
    {
        ConnectionTarget target;
        target.tunnel = SshTunnel::fromText(QStringLiteral("bastion"));
        QVERIFY(!tunnelEnds(target));
        target.tunnel->defaultPort = 3306;
        QCOMPARE(tunnelEnds(target)->front().toText(), QStringLiteral("localhost:3306"));
        QCOMPARE(routedOptions(target, { 11 }).value(u"port"), OptionValue(qint64(11)));
        target.options.set(QStringLiteral("service"), QStringLiteral("crm"));
        QCOMPARE(tunnelEnds(target).error().kind(), ErrorKind::Data);
    }

private:
    std::unique_ptr<ConnectionTest> start(const SessionEvents &events = {}, std::chrono::milliseconds timeout = 30s)
    {
        return ConnectionTest::start(*m_registry, m_target, events, [this](const Result<ConnectionReport> &report) { m_report = report; }, timeout);
    }

    std::shared_ptr<fake::FakeScript> m_script;
    std::unique_ptr<DriverRegistry> m_registry;
    ConnectionTarget m_target;
    std::optional<Result<ConnectionReport>> m_report;
};

QTEST_GUILESS_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
