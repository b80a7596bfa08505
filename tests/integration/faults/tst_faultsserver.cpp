#include "core/connection/reaper.h"
#include "faultsession.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

/// What a server can do to us: end, be killed, hang, and lose others that it talks to.
class TestFaultsServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aServerThatStopsInTheMiddleOfRowsKeepsTheRowsBefore_data();
    void aServerThatStopsInTheMiddleOfRowsKeepsTheRowsBefore();
    void aBackendThatIsKilledIsMended();
    void aSessionThatIsTerminatedWhileIdleIsMended();
    void aSessionThatIsTerminatedInATransactionIsTold();
    void aServerThatIsAwayIsSaidAndFoundAgain();
    void aFrozenServerIsCancelledOrWaitedFor();
    void connectingToAFrozenServerTimesOut();
    void anotherServerThatIsDownKillsNoConnection();

private:
    [[nodiscard]] std::unique_ptr<Session> open() { return openAt(*m_server); }
    void killBackend(qint64 pid) const;
    std::unique_ptr<PostgresServer> m_server;
};

void TestFaultsServer::initTestCase()
{
    auto server = PostgresServer::start();
    DUMBO_NEED_SERVER(server);
    m_server = std::move(*server);
}

void TestFaultsServer::init()
{
    if (!m_server->isRunning())
        QVERIFY(m_server->startAgain());
}

void TestFaultsServer::cleanup()
{
    QVERIFY(Reaper::instance().waitForAll(60s));
}

void TestFaultsServer::aServerThatStopsInTheMiddleOfRowsKeepsTheRowsBefore_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("fast stop") << int(SIGINT);
    QTest::newRow("immediate stop") << int(SIGQUIT);
    QTest::newRow("kill of all processes") << int(SIGKILL);
}

void TestFaultsServer::aServerThatStopsInTheMiddleOfRowsKeepsTheRowsBefore()
{
    QFETCH(int, how);
    const auto session = open();
    std::atomic<qint64> rows = 0;
    // Minutes long, so that it is certainly in the middle.
    const auto reply = session->submit(
        stream("SELECT i, pg_sleep(0.0002) FROM generate_series(1::bigint, 200000) i", [&](qint64 so) { rows = so; }));
    QTRY_VERIFY_WITH_TIMEOUT(rows > 300, 30'000);
    if (how == SIGKILL) {
        for (const auto process : m_server->processes())
            kill(process, SIGKILL);
    }
    m_server->stop(how == SIGINT ? PostgresServer::StopMode::Fast : PostgresServer::StopMode::Immediate);
    QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 30'000);
    const auto seen = reply.result();
    QVERIFY(seen && seen->error && seen->isInOrder);
    QVERIFY(seen->rows >= 256);
    QVERIFY2(seen->error->kind() == ErrorKind::Connection || seen->error->kind() == ErrorKind::AdminShutdown,
        qPrintable(seen->error->toText()));
    QTRY_COMPARE(session->status().phase, SessionPhase::Lost);
    // While it is away that is said, and as soon as it is there things go on.
    const auto away = session->submit(query("SELECT 1")).result();
    QVERIFY(!away);
    QVERIFY2(away.error().kind() == ErrorKind::Connection, qPrintable(away.error().toText()));
    QVERIFY(m_server->startAgain());
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

void TestFaultsServer::killBackend(qint64 pid) const
{
    kill(pid_t(pid), SIGKILL);
}

void TestFaultsServer::aBackendThatIsKilledIsMended()
{
    const auto session = open();
    const auto pid = number(*session, "SELECT pg_backend_pid()");
    QVERIFY(pid > 0);
    const auto reply = session->submit(query("SELECT pg_sleep(3600)"));
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    killBackend(pid);
    QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 30'000);
    QVERIFY(!reply.result());
    QCOMPARE(reply.result().error().kind(), ErrorKind::Connection);
    // The server throws everybody out and recovers; who comes meanwhile is told so.
    QTRY_VERIFY_WITH_TIMEOUT(number(*session, "SELECT 1") == 1, 30'000);
    QVERIFY(number(*session, "SELECT pg_backend_pid()") != pid);
}

void TestFaultsServer::aSessionThatIsTerminatedWhileIdleIsMended()
{
    const auto session = open();
    const auto pid = number(*session, "SELECT pg_backend_pid()");
    QVERIFY(m_server->run(QStringLiteral("SELECT pg_terminate_backend(%1)").arg(pid)));
    QTRY_COMPARE(session->status().phase, SessionPhase::Lost);
    QVERIFY(session->status().error);
    const auto next = number(*session, "SELECT pg_backend_pid()");
    QVERIFY(next > 0 && next != pid);
}

void TestFaultsServer::aSessionThatIsTerminatedInATransactionIsTold()
{
    const auto database = m_server->createDatabase();
    QVERIFY(m_server->run(QStringLiteral("CREATE TABLE t (a integer)"), database));
    const auto session = Session::open(postgresProvider(),
        targetAt(m_server->socketFolder(), m_server->port(), { { QStringLiteral("dbname"), database } }));
    const auto pid = number(*session, "SELECT pg_backend_pid()");
    const auto whole = session->submit([&](Executor &executor) -> Result<void> {
        return executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<>> {
            if (const auto done = inner.command("INSERT INTO t VALUES (1)"); !done)
                return fail(done.error());
            std::ignore = m_server->run(QStringLiteral("SELECT pg_terminate_backend(%1)").arg(pid));
            if (const auto done = inner.command("INSERT INTO t VALUES (2)"); !done)
                return fail(done.error());
            return Commit {};
        });
    });
    QVERIFY(!whole.result());
    QVERIFY2(whole.result().error().kind() == ErrorKind::AdminShutdown || whole.result().error().kind() == ErrorKind::Connection,
        qPrintable(whole.result().error().toText()));
    QCOMPARE(number(*session, "SELECT count(*) FROM t"), 0);
}

void TestFaultsServer::aServerThatIsAwayIsSaidAndFoundAgain()
{
    m_server->stop();
    const auto session = open();
    const auto away = session->submit(query("SELECT 1")).result();
    QVERIFY(!away);
    QCOMPARE(away.error().kind(), ErrorKind::Connection);
    QVERIFY(!away.error().hint().isEmpty());
    QTRY_COMPARE(session->status().phase, SessionPhase::Failed);
    QVERIFY(m_server->startAgain());
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

void TestFaultsServer::aFrozenServerIsCancelledOrWaitedFor()
{
    const auto session = open();
    QCOMPARE(number(*session, "SELECT 1"), 1);
    m_server->pause();
    auto waiting = session->submit(query("SELECT 7"));
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    m_server->resume();
    QCOMPARE(count(waiting.result()).value_or(-1), 7);

    m_server->pause();
    waiting = session->submit(query("SELECT 8"));
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    session->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(waiting.isFinished(), 60'000);
    QVERIFY(!waiting.result());
    QCOMPARE(waiting.result().error().kind(), ErrorKind::Cancelled);
    m_server->resume();
    QString why;
    QVERIFY2(number(*session, "SELECT 1", &why) == 1, qPrintable(why));
}

void TestFaultsServer::connectingToAFrozenServerTimesOut()
{
    m_server->pause();
    const auto session = Session::open(postgresProvider(),
        targetAt(QStringLiteral("127.0.0.1"), m_server->port(), { { QStringLiteral("connect_timeout"), QStringLiteral("2") } }));
    const auto answer = session->submit(query("SELECT 1")).result();
    m_server->resume();
    QVERIFY(!answer);
    QVERIFY2(answer.error().kind() == ErrorKind::Timeout, qPrintable(answer.error().toText()));
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

/// SQLSTATE 08001 and 08006 from a live server, e.g. of a shard, say nothing about our connection.
void TestFaultsServer::anotherServerThatIsDownKillsNoConnection()
{
    auto shard = PostgresServer::start();
    DUMBO_NEED_SERVER(shard);
    const auto session = open();
    const auto set = QStringLiteral("CREATE EXTENSION IF NOT EXISTS postgres_fdw;"
                                    "CREATE SERVER shard FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '%1', port '%2', dbname 'postgres');"
                                    "CREATE USER MAPPING FOR postgres SERVER shard OPTIONS (user 'postgres');"
                                    "CREATE FOREIGN TABLE far (a integer) SERVER shard OPTIONS (table_name 'near')")
                         .arg((*shard)->socketFolder(), QString::number((*shard)->port()));
    QVERIFY((*shard)->run(QStringLiteral("CREATE TABLE near AS SELECT 5 AS a")));
    const auto made = m_server->run(set);
    QVERIFY2(made, qPrintable(made ? QString() : made.error().toText()));
    const auto pid = number(*session, "SELECT pg_backend_pid()");
    QCOMPARE(number(*session, "SELECT a FROM far"), 5);
    (*shard)->stop(PostgresServer::StopMode::Immediate);
    for (const auto *states : { "08006, which the cached connection gives", "08001, which a new one gives" }) {
        const auto answer = session->submit(query("SELECT a FROM far")).result();
        QVERIFY2(!answer, states);
        QVERIFY2(answer.error().sqlState().startsWith(QStringLiteral("08")) || answer.error().kind() == ErrorKind::Connection
                || answer.error().kind() == ErrorKind::AdminShutdown,
            qPrintable(answer.error().toText()));
        QCOMPARE(number(*session, "SELECT pg_backend_pid()"), pid);
    }
    const auto raised = session->submit(query("DO $$ BEGIN RAISE SQLSTATE '08006' USING MESSAGE = 'a shard is down'; END $$")).result();
    QVERIFY(!raised);
    QCOMPARE(raised.error().sqlState(), QStringLiteral("08006"));
    QCOMPARE(number(*session, "SELECT pg_backend_pid()"), pid);
    QVERIFY(m_server->run(QStringLiteral("DROP SERVER shard CASCADE")));
}

QTEST_GUILESS_MAIN(TestFaultsServer)
#include "tst_faultsserver.moc"
