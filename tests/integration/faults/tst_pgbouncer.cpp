#include "faultsession.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/pgbouncer.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::test;

/// In transaction mode each transaction may run in another session of the server, which others get afterwards.
class TestPgBouncer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void nothingIsLeftInTheServersSession();
    void preparedStatementsWorkWhereverTheyRun();
    void transactionsOfTwoClientsDoNotMix();
    void aReadOnlyConnectionBindsNobodyElse();
    void aResetConnectionGoesOn();
    void aCancelReachesTheServersSession();
    void notificationsAndNoticesDoNoHarm();
    void aBouncerThatGoesIsSaidAndFoundAgain();

private:
    [[nodiscard]] ConnectRequest request(bool readOnly = false) const
    {
        ConnectRequest made;
        made.options = target().options;
        made.readOnly = readOnly;
        return made;
    }
    [[nodiscard]] ConnectionTarget target() const
    {
        return targetAt(m_bouncer->socketFolder(), m_bouncer->port(), { { QStringLiteral("dbname"), m_database } });
    }
    [[nodiscard]] std::unique_ptr<Connection> connect(bool readOnly = false)
    {
        auto made = m_plugin.connect(request(readOnly), m_observer);
        if (!made)
            qFatal("%s", qPrintable(made.error().toText()));
        return std::move(*made);
    }
    static Result<qint64> ask(Connection &connection, const QByteArray &sql, const Parameters &parameters = {})
    {
        Statement statement;
        statement.text = sql;
        statement.parameters = parameters;
        const auto execution = connection.execute(statement);
        return execution ? read(**execution) : Result<qint64>(fail(execution.error()));
    }
    /// The number in the first cell of the first result, after all was read; 0 without rows.
    static Result<qint64> read(Execution &execution)
    {
        qint64 found = 0;
        for (auto isFirst = true;; isFirst = false) {
            const auto more = execution.nextResult();
            if (!more)
                return fail(more.error());
            if (!*more)
                return found;
            while (true) {
                const auto batch = execution.next({});
                if (!batch)
                    return fail(batch.error());
                if (!*batch)
                    break;
                if (isFirst && (*batch)->columnCount() > 0)
                    found = (*batch)->cell(0, 0).integer;
            }
        }
    }
    /// What a session of the server would hand to the next client.
    static qint64 leftovers(Connection &connection)
    {
        return ask(connection,
            "SELECT (SELECT count(*) FROM pg_prepared_statements )"
            " + (SELECT count(*) FROM pg_settings WHERE source = 'session' AND name <> 'application_name')"
            " + (SELECT count(*) FROM pg_listening_channels()) + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())")
            .value_or(-1);
    }

    postgresql::PostgresPlugin m_plugin;
    ConnectionObserver m_observer;
    PostgresServer *m_server = nullptr;
    std::unique_ptr<PgBouncer> m_bouncer;
    QString m_database;
};

void TestPgBouncer::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
    auto bouncer = PgBouncer::start(*m_server, { .settings = {}, .serverConnections = 1 });
    DUMBO_NEED_SERVER(bouncer);
    m_bouncer = std::move(*bouncer);
}

void TestPgBouncer::init()
{
    m_database = m_server->createDatabase();
}

void TestPgBouncer::nothingIsLeftInTheServersSession()
{
    const auto watcher = connect();
    const auto before = leftovers(*watcher);
    QVERIFY(before >= 0);
    const auto connection = connect();
    QCOMPARE(ask(*connection, "SELECT pg_backend_pid()").value_or(-1), ask(*watcher, "SELECT pg_backend_pid()").value_or(-2));
    QVERIFY(ask(*connection, "CREATE TABLE t (a integer, b text)"));
    Parameters parameters;
    parameters.positional = { Value(5), Value::text(QStringLiteral("x")) };
    for (int i = 0; i < 20; ++i)
        QVERIFY(ask(*connection, "INSERT INTO t VALUES ($1, $2)", parameters));
    const auto prepared = connection->prepare("SELECT a FROM t WHERE a = $1 AND b = $2");
    QVERIFY2(prepared, qPrintable(prepared ? QString() : prepared.error().toText()));
    QVERIFY((*prepared)->execute(parameters));
    QVERIFY(connection->catalog({}));
    QVERIFY(!connection->server().version.isEmpty());
    QVERIFY(connection->begin({}));
    QVERIFY(connection->savepoint(QStringLiteral("s")));
    QVERIFY(!ask(*connection, "SELECT * FROM nowhere"));
    QVERIFY(connection->rollbackToSavepoint(QStringLiteral("s")));
    QVERIFY(connection->commit());
    QCOMPARE(leftovers(*watcher), before);
}

void TestPgBouncer::preparedStatementsWorkWhereverTheyRun()
{
    const auto one = connect();
    const auto two = connect();
    QVERIFY(ask(*one, "CREATE TABLE t (a integer)"));
    const auto insert = one->prepare("INSERT INTO t VALUES ($1)");
    const auto select = two->prepare("SELECT count(*) FROM t WHERE a > $1");
    QVERIFY(insert && select);
    for (int i = 1; i <= 20; ++i) {
        Parameters parameters;
        parameters.positional = { Value(i) };
        {
            const auto inserted = (*insert)->execute(parameters);
            QVERIFY2(inserted, qPrintable(inserted ? QString() : inserted.error().toText()));
            QVERIFY(read(**inserted));
        }
        parameters.positional = { Value(0) };
        const auto counted = (*select)->execute(parameters);
        QVERIFY2(counted, qPrintable(counted ? QString() : counted.error().toText()));
        const auto count = read(**counted);
        QVERIFY2(count && *count == i, qPrintable(count ? QString::number(*count) : count.error().toText()));
    }
}

void TestPgBouncer::transactionsOfTwoClientsDoNotMix()
{
    auto wide = PgBouncer::start(*m_server, { .settings = {}, .serverConnections = 2 });
    DUMBO_NEED_SERVER(wide);
    const auto open = [&] {
        return Session::open(postgresProvider(),
            targetAt((*wide)->socketFolder(), (*wide)->port(), { { QStringLiteral("dbname"), m_database } }));
    };
    const auto one = open();
    const auto two = open();
    QVERIFY(one->submit(query("CREATE TABLE t (who integer)")).result());
    const auto work = [](int who) {
        return [who](Executor &executor) -> Result<qint64> {
            for (int round = 0; round < 30; ++round) {
                const auto done = executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<>> {
                    const auto pid = count(inner.query("SELECT pg_backend_pid()"));
                    if (const auto put = inner.command("INSERT INTO t VALUES (" + QByteArray::number(who) + ")"); !put)
                        return fail(put.error());
                    if (count(inner.query("SELECT pg_backend_pid()")) != pid)
                        return fail(ErrorKind::General, QStringLiteral("the session changed in a transaction"));
                    if (round % 2)
                        return Rollback {};
                    return Commit {};
                });
                if (!done)
                    return fail(done.error());
            }
            return 0;
        };
    };
    const auto first = one->submit(work(1));
    const auto second = two->submit(work(2));
    for (const auto &reply : { first, second })
        QVERIFY2(reply.result(), qPrintable(reply.result() ? QString() : reply.result().error().toText()));
    QCOMPARE(number(*one, "SELECT count(*) FROM t WHERE who = 1"), 15);
    QCOMPARE(number(*two, "SELECT count(*) FROM t WHERE who = 2"), 15);
}

void TestPgBouncer::aReadOnlyConnectionBindsNobodyElse()
{
    const auto writer = connect();
    QVERIFY(ask(*writer, "CREATE TABLE t (a integer)"));
    const auto reader = connect(true);
    for (const auto *trick : { "INSERT INTO t VALUES (1)", "SET default_transaction_read_only = off", "BEGIN READ WRITE",
             "SELECT set_config('transaction_read_only', 'off', false)", "COMMIT; INSERT INTO t VALUES (1)" })
        QVERIFY2(!ask(*reader, trick), trick);
    QCOMPARE(ask(*reader, "SELECT count(*) FROM t").value_or(-1), 0);
    // The same session of the server, and it writes.
    QVERIFY(ask(*writer, "INSERT INTO t VALUES (2)"));
    QCOMPARE(ask(*reader, "SELECT count(*) FROM t").value_or(-1), 1);
}

void TestPgBouncer::aResetConnectionGoesOn()
{
    const auto connection = connect();
    QVERIFY(ask(*connection, "CREATE TABLE t (a integer)"));
    QVERIFY(connection->begin({}));
    QVERIFY(ask(*connection, "INSERT INTO t VALUES (1)"));
    const auto reset = connection->reset();
    QVERIFY2(reset, qPrintable(reset ? QString() : reset.error().toText()));
    if (*reset == ResetOutcome::Clean) {
        QCOMPARE(ask(*connection, "SELECT count(*) FROM t").value_or(-1), 0);
        QCOMPARE(connection->transactionState(), TransactionState::Idle);
    }
}

void TestPgBouncer::aCancelReachesTheServersSession()
{
    const auto session = Session::open(postgresProvider(), target());
    QCOMPARE(number(*session, "SELECT 1"), 1);
    const auto reply = session->submit(query("SELECT pg_sleep(3600)"));
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    session->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 30'000);
    QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
    QCOMPARE(number(*session, "SELECT 2"), 2);
    const auto stillRuns = QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND datname = '%1' AND query LIKE "
                                          "'SELECT pg_sleep(3600)%'").arg(m_database);
    QCOMPARE(m_server->run(stillRuns).value_or(QString()).trimmed(), QStringLiteral("0"));
}

void TestPgBouncer::notificationsAndNoticesDoNoHarm()
{
    const auto connection = connect();
    QVERIFY(ask(*connection, "DO $$ BEGIN RAISE NOTICE 'hello'; END $$"));
    QVERIFY(ask(*connection, "NOTIFY chan, 'hello'"));
    connection->pump();
    QCOMPARE(ask(*connection, "SELECT 7").value_or(-1), 7);
}

void TestPgBouncer::aBouncerThatGoesIsSaidAndFoundAgain()
{
    auto bouncer = PgBouncer::start(*m_server);
    DUMBO_NEED_SERVER(bouncer);
    const auto session = Session::open(postgresProvider(), targetAt((*bouncer)->socketFolder(), (*bouncer)->port()));
    QCOMPARE(number(*session, "SELECT 1"), 1);
    (*bouncer)->stop();
    const auto answer = session->submit(query("SELECT 1")).result();
    QVERIFY(!answer);
    QVERIFY2(answer.error().kind() == ErrorKind::Connection || answer.error().kind() == ErrorKind::AdminShutdown,
        qPrintable(answer.error().toText()));
}

QTEST_GUILESS_MAIN(TestPgBouncer)
#include "tst_pgbouncer.moc"
