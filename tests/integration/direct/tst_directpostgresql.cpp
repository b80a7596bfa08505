#include "core/connection/reaper.h"
#include "direct/postgresql/postgresdatabase.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QFile>
#include <QTest>

#include <libpq-fe.h>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

/// A connection as another part of the program has it.
class Owner {
public:
    explicit Owner(const QString &url)
        : m_connection(PQconnectdb(url.toUtf8().constData()))
    {
        if (PQstatus(m_connection) != CONNECTION_OK)
            qFatal("%s", PQerrorMessage(m_connection));
    }
    ~Owner() { PQfinish(m_connection); }
    Owner(const Owner &) = delete;
    Owner &operator=(const Owner &) = delete;

    QByteArray run(const char *sql) const
    {
        auto *result = PQexec(m_connection, sql);
        const auto isGood = PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK;
        if (!isGood)
            qFatal("%s: %s", sql, PQresultErrorMessage(result));
        const QByteArray answer(PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : PQcmdStatus(result));
        PQclear(result);
        return answer;
    }
    [[nodiscard]] PGconn *handle() const { return m_connection; }

private:
    PGconn *m_connection;
};

Result<TransactionOutcome<>> addHut(Executor &executor)
{
    if (const auto added = executor.command("INSERT INTO hut VALUES ('x')"); !added)
        return fail(added.error());
    return Commit {};
}

Result<qint64> huts(Executor &executor)
{
    return count(executor.query("SELECT count(*) FROM hut"));
}

} // namespace

class TestDirectPostgresql : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        m_server = *server;
        m_name = m_server->createDatabase();
        QVERIFY(m_server->run(QStringLiteral("CREATE TABLE hut (name text)"), m_name));
    }

    void cleanup()
    {
        QVERIFY(Reaper::instance().waitForAll(30s));
        if (m_server)
            m_server->dropDatabase(m_name);
    }

    void typedOptionsOpenADatabase()
    {
        auto options = optionsOf();
        options.applicationName = QStringLiteral("huts 1.0");
        options.settings = QStringLiteral("-c work_mem=7MB");
        auto client = postgresql::open(options);
        QCOMPARE(single(client.query("SHOW application_name"))->text(0), QStringLiteral("huts 1.0"));
        QCOMPARE(single(client.query("SHOW work_mem"))->text(0), QStringLiteral("7MB"));
    }

    void aPasswordIsGivenAndNeverShown()
    {
        auto options = optionsOf();
        options.user = QStringLiteral("guarded");
        options.password = QStringLiteral("secret");
        QVERIFY(postgresql::open(options).query("SELECT 1"));
        options.password = QStringLiteral("wrong-secret");
        const auto refused = postgresql::open(options).query("SELECT 1");
        QCOMPARE(refused.error().kind(), ErrorKind::AuthenticationRequired);
        QVERIFY(!refused.error().toText().contains(QStringLiteral("wrong-secret")));
    }

    void noDriverModuleIsLoaded()
    {
        auto client = postgresql::open(optionsOf());
        QVERIFY(client.query("SELECT 1"));
        QFile maps(QStringLiteral("/proc/self/maps"));
        QVERIFY(maps.open(QIODevice::ReadOnly));
        QVERIFY(!maps.readAll().contains("dumbo-driver"));
    }

    void copyStreamsBothWays()
    {
        auto client = postgresql::open(optionsOf());
        int chunk = 0;
        const auto written = client.copyIn("COPY hut FROM STDIN", [&]() -> Result<std::optional<QByteArray>> {
            return chunk < 100 ? std::optional("hut " + QByteArray::number(chunk++) + '\n') : std::nullopt;
        });
        QVERIFY2(written, qPrintable(written ? QString() : written.error().toText()));
        QCOMPARE(*written, 100);
        QByteArray text;
        const auto read = client.copyOut("COPY (SELECT * FROM hut ORDER BY length(name), name LIMIT 2) TO STDOUT",
            [&](std::span<const char> bytes) -> Result<void> {
                text.append(bytes.data(), qsizetype(bytes.size()));
                return {};
            });
        QCOMPARE(read.value(), 2);
        QCOMPARE(text, "hut 0\nhut 1\n");
    }

    void copyInsideATransactionIsUndoneWithIt()
    {
        auto client = postgresql::open(optionsOf());
        const Result<qint64> ended = client.withTransaction([](Executor &executor) -> Result<TransactionOutcome<qint64>> {
            const auto bulk = postgresql::bulkOf(executor);
            if (!bulk)
                return fail(bulk.error());
            bool given = false;
            const auto written = (*bulk)->copyIn("COPY hut FROM STDIN", [&]() -> Result<std::optional<QByteArray>> {
                return std::exchange(given, true) ? std::nullopt : std::optional(QByteArray("a\nb\n"));
            });
            if (!written)
                return fail(written.error());
            return Rollback { *written };
        });
        QCOMPARE(ended.value(), 2);
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 0);
    }

    void anExecutorWithoutAConnectionHasNoExtras()
    {
        auto client = postgresql::open(optionsOf());
        QCOMPARE(postgresql::bulkOf(*client.executor()).error().kind(), ErrorKind::InvalidOperation);
        QCOMPARE(postgresql::partitionsOf(*client.executor()).error().kind(), ErrorKind::InvalidOperation);
    }

    void partitionsAreListedMadeAndDetached()
    {
        auto client = postgresql::open(optionsOf());
        QVERIFY(client.command("CREATE TABLE night (day date, beds int) PARTITION BY RANGE (day)"));
        const ObjectPath table { {}, QStringLiteral("public"), QStringLiteral("night") };
        NewPartition may;
        may.parent = table;
        may.path = { {}, QStringLiteral("public"), QStringLiteral("night_05") };
        may.bounds.kind = PartitionBounds::Kind::Range;
        may.bounds.from = { { .text = QStringLiteral("2026-05-01") } };
        may.bounds.to = { { .text = QStringLiteral("2026-06-01") } };
        const auto made = client.createPartition(may);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
        const auto tree = client.partitions(table);
        QVERIFY(tree);
        QCOMPARE(tree->key, QStringLiteral("RANGE (day)"));
        QCOMPARE(tree->children.size(), 1u);
        QCOMPARE(tree->children.front().path.name, QStringLiteral("night_05"));
        QVERIFY(client.detachPartition(may.path));
        QVERIFY(client.partitions(table)->children.empty());
        QCOMPARE(client.partitions({ {}, {}, QStringLiteral("nothing") }).error().kind(), ErrorKind::NotFound);
    }

    void aListenerHearsNotificationsInTheirOrder()
    {
        auto client = postgresql::open(optionsOf());
        const auto listener = client.listen({ QStringLiteral("huts"), QStringLiteral("Odd \"Channel\"") });
        QVERIFY2(listener, qPrintable(listener ? QString() : listener.error().toText()));
        QCOMPARE((*listener)->waitFor(0ms).value(), std::nullopt);
        QVERIFY(client.command("NOTIFY huts, 'one'; NOTIFY huts, 'two'; NOTIFY \"Odd \"\"Channel\"\"\""));
        for (const auto &[channel, payload] : { std::pair("huts", "one"), std::pair("huts", "two"), std::pair("Odd \"Channel\"", "") }) {
            const auto heard = (*listener)->waitFor(30s);
            QVERIFY(heard && *heard);
            QCOMPARE((*heard)->channel, QString::fromLatin1(channel));
            QCOMPARE((*heard)->payload, QString::fromLatin1(payload));
        }
        QVERIFY((*listener)->unlisten(QStringLiteral("huts")));
        QVERIFY(client.command("NOTIFY huts, 'three'"));
        QCOMPARE((*listener)->waitFor(50ms).value(), std::nullopt);
    }

    void aListenerSaysThatItsConnectionIsLost()
    {
        auto client = postgresql::open(optionsOf());
        const auto listener = client.listen({ QStringLiteral("huts") });
        QVERIFY(listener);
        QVERIFY(m_server->run(QStringLiteral("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '%1' "
                                             "AND query LIKE 'LISTEN%'")
                                  .arg(m_name)));
        const auto lost = (*listener)->waitFor(30s);
        QVERIFY(!lost);
        QVERIFY(lost.error().kind() == ErrorKind::Connection || lost.error().kind() == ErrorKind::AdminShutdown);
    }

    void anAmbientExecutorWorksOnSomebodysConnectionAndNeverClosesIt()
    {
        const Owner owner(m_server->url(m_name));
        {
            const auto executor = postgresql::ambientExecutor(owner.handle());
            QVERIFY(executor);
            QVERIFY((*executor)->withTransaction(addHut));
            QCOMPARE(huts(**executor).value(), 1);
        }
        QCOMPARE(PQisnonblocking(owner.handle()), 0);
        QCOMPARE(owner.run("SELECT count(*) FROM hut"), "1");
    }

    void anOpenTransactionStaysTheOwners()
    {
        const Owner owner(m_server->url(m_name));
        owner.run("BEGIN; INSERT INTO hut VALUES ('owner')");
        {
            const auto executor = postgresql::ambientExecutor(owner.handle());
            QVERIFY(executor);
            QVERIFY((*executor)->withTransaction(addHut));
            const Result<void> wrong = (*executor)->withTransaction([](Executor &inner) -> Result<TransactionOutcome<>> {
                const auto failed = inner.command("SELECT 1 / 0");
                return fail(failed.error());
            });
            QVERIFY(!wrong);
            QCOMPARE(huts(**executor).value(), 2);
        }
        QCOMPARE(PQtransactionStatus(owner.handle()), PQTRANS_INTRANS);
        owner.run("ROLLBACK");
        QCOMPARE(owner.run("SELECT count(*) FROM hut"), "0");
    }

    void nothingIsAskedBeforeTheFirstStatement()
    {
        const Owner owner(m_server->url(m_name));
        owner.run("BEGIN");
        const auto executor = postgresql::ambientExecutor(owner.handle());
        QVERIFY(executor);
        owner.run("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"); // refused after any query
        QCOMPARE(huts(**executor).value(), 0);
        owner.run("ROLLBACK");
    }

    void theOwnersSettingsAndNoticesStay()
    {
        const Owner owner(m_server->url(m_name));
        int notices = 0;
        PQsetNoticeReceiver(
            owner.handle(), [](void *counter, const PGresult *) { ++*static_cast<int *>(counter); }, &notices);
        owner.run("SET statement_timeout = '77s'; CREATE TEMP TABLE mine (a int)");
        {
            const auto executor = postgresql::ambientExecutor(owner.handle());
            QVERIFY(executor);
            QVERIFY((*executor)->command("DO $$ BEGIN RAISE NOTICE 'hello'; END $$"));
            (*executor)->setStatementTimeout(50ms);
            QCOMPARE((*executor)->query("SELECT pg_sleep(600)").error().kind(), ErrorKind::Timeout);
        }
        QCOMPARE(notices, 1);
        QCOMPARE(owner.run("SHOW statement_timeout"), "77s");
        QCOMPARE(owner.run("SELECT count(*) FROM mine"), "0");
        QCOMPARE(owner.run("SELECT count(*) FROM pg_prepared_statements"), "0");
    }

    void aConnectionThatCanNotBeSharedIsRefused()
    {
        const Owner owner(m_server->url(m_name));
        QCOMPARE(PQsendQuery(owner.handle(), "SELECT 1"), 1);
        QCOMPARE(postgresql::ambientExecutor(owner.handle()).error().kind(), ErrorKind::InvalidOperation);
        while (auto *result = PQgetResult(owner.handle()))
            PQclear(result);
        owner.run("SET client_encoding = 'LATIN1'");
        QCOMPARE(postgresql::ambientExecutor(owner.handle()).error().kind(), ErrorKind::InvalidOperation);
        owner.run("SET client_encoding = 'UTF8'");
        QVERIFY(postgresql::ambientExecutor(owner.handle()));
    }

private:
    [[nodiscard]] postgresql::PostgresOptions optionsOf() const
    {
        return { .host = QStringLiteral("127.0.0.1"), .port = QString::number(m_server->port()), .database = m_name, .user = m_server->user() };
    }

    PostgresServer *m_server = nullptr;
    QString m_name;
};

QTEST_GUILESS_MAIN(TestDirectPostgresql)
#include "tst_directpostgresql.moc"
