#include "core/connection/reaper.h"
#include "faultsession.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;
using Direction = FaultProxy::Direction;
using Cut = FaultProxy::Cut;

/// What the wire between us and a server that is well can do.
class TestFaultsWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void aCutInTheMiddleOfRowsKeepsTheRowsBefore_data();
    void aCutInTheMiddleOfRowsKeepsTheRowsBefore();
    void aCutWhileConnectingIsSaidWhereverItHappens();
    void aCutWhileALongStatementIsSentIsAnError();
    void aCutWhileIdleIsNoticedAndMended();
    void aCutInATransactionIsToldOnceAndNothingGoesOn();
    void anUnansweredCommitIsNotTakenForEither();
    void aHostThatNeverAnswersTimesOut();
    void connectingIntoABlackHoleIsCancelled();
    void aQueryInABlackHoleIsCancelled();
    void aSessionInABlackHoleIsDestroyedAtOnce();
    void aPausedWireGoesOn();
    void aSlowWireIsOnlySlow();
    void aHostThatResetsIsSaid();

private:
    PostgresServer *m_server = nullptr;
    std::unique_ptr<FaultProxy> m_proxy;
};

void TestFaultsWire::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
}

void TestFaultsWire::init()
{
    auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp(m_server->port()));
    QVERIFY(proxy);
    m_proxy = std::move(*proxy);
}

void TestFaultsWire::cleanup()
{
    m_proxy.reset();
    QVERIFY(Reaper::instance().waitForAll(60s));
}

void TestFaultsWire::aCutInTheMiddleOfRowsKeepsTheRowsBefore_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<bool>("isReset");
    for (const qint64 bytes : { 1, 5, 6, 90, 300, 1000, 4096, 8191, 8192, 10'000, 65'536, 100'001, 777'777, 3'000'000 }) {
        QTest::addRow("end after %lld", bytes) << bytes << false;
        QTest::addRow("reset after %lld", bytes) << bytes << true;
    }
}

void TestFaultsWire::aCutInTheMiddleOfRowsKeepsTheRowsBefore()
{
    QFETCH(qint64, bytes);
    QFETCH(bool, isReset);
    const auto session = openThrough(*m_proxy);
    QCOMPARE(number(*session, "SELECT 1"), 1);
    m_proxy->cutAfter(Direction::ToClient, bytes, isReset ? Cut::Reset : Cut::Close);
    const auto seen = session->submit(stream(manyRows)).result();
    QVERIFY(seen && seen->error);
    QVERIFY2(seen->error->kind() == ErrorKind::Connection, qPrintable(seen->error->toText()));
    QVERIFY(!seen->error->message().isEmpty());
    QVERIFY(seen->isInOrder);
    // A row is some 230 bytes on the wire. All that came whole are there, where the system did not throw them away with the reset.
    QVERIFY2(seen->rows <= bytes / 200, qPrintable(QString::number(seen->rows)));
    if (!isReset)
        QVERIFY2(seen->rows >= (bytes - 500) / 250, qPrintable(QString::number(seen->rows)));
    QCOMPARE(number(*session, "SELECT 2"), 2);
    QCOMPARE(m_proxy->openConnections(), 1);
}

void TestFaultsWire::aCutWhileConnectingIsSaidWhereverItHappens()
{
    int failed = 0;
    for (qint64 bytes = 1; bytes < 700; bytes += 23) {
        m_proxy->cutAfter(Direction::ToClient, bytes, bytes % 2 ? Cut::Close : Cut::Reset);
        const auto session = openThrough(*m_proxy);
        const auto answer = session->submit(query("SELECT 1")).result();
        if (!answer) {
            ++failed;
            QVERIFY2(answer.error().kind() == ErrorKind::Connection, qPrintable(answer.error().toText()));
            QVERIFY(!answer.error().message().isEmpty());
        }
        // Too far away for this one; it would hit the next.
        m_proxy->cutAfter(Direction::ToClient, 1'000'000'000, Cut::Close);
        QCOMPARE(number(*session, "SELECT 2"), 2);
    }
    QVERIFY(failed > 10);
}

void TestFaultsWire::aCutWhileALongStatementIsSentIsAnError()
{
    const auto session = openThrough(*m_proxy);
    for (const qint64 bytes : { 10, 1000, 70'000, 5'000'000 }) {
        QCOMPARE(number(*session, "SELECT 1"), 1);
        m_proxy->cutAfter(Direction::ToServer, bytes, Cut::Reset);
        const auto answer = session->submit(query("SELECT length('" + QByteArray(10'000'000, 'x') + "')")).result();
        QVERIFY(!answer);
        QVERIFY2(answer.error().kind() == ErrorKind::Connection, qPrintable(answer.error().toText()));
        QVERIFY(answer.error().toText().size() < 2000);
    }
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

void TestFaultsWire::aCutWhileIdleIsNoticedAndMended()
{
    const auto session = openThrough(*m_proxy);
    for (const auto cut : { Cut::Close, Cut::Reset }) {
        QCOMPARE(number(*session, "SELECT 1"), 1);
        m_proxy->cutAll(cut);
        QTRY_COMPARE(session->status().phase, SessionPhase::Lost);
        QVERIFY(session->status().error && !session->status().error->message().isEmpty());
        QString why;
        QVERIFY2(number(*session, "SELECT 2", &why) == 2, qPrintable(why));
        QTRY_COMPARE(session->status().phase, SessionPhase::Idle);
    }
}

void TestFaultsWire::aCutInATransactionIsToldOnceAndNothingGoesOn()
{
    const auto database = m_server->createDatabase();
    const auto session = openThrough(*m_proxy, { { QStringLiteral("dbname"), database } });
    QVERIFY(session->submit(query("CREATE TABLE t (a integer)")).result());
    QVERIFY(session->submit(query("BEGIN")).result());
    QVERIFY(session->submit(query("INSERT INTO t VALUES (1)")).result());
    m_proxy->cutAll(Cut::Reset);
    QTRY_COMPARE(session->status().phase, SessionPhase::Lost);
    // The next one belongs to the transaction that is gone: it must not run by itself.
    const auto told = session->submit(query("INSERT INTO t VALUES (2)")).result();
    QVERIFY(!told);
    QCOMPARE(told.error().kind(), ErrorKind::Connection);
    QVERIFY(!told.error().isRetryable());
    QCOMPARE(number(*session, "SELECT count(*) FROM t"), 0);

    const auto whole = session->submit([this](Executor &executor) -> Result<void> {
        return executor.withTransaction([this](Executor &inner) -> Result<TransactionOutcome<>> {
            if (const auto done = inner.command("INSERT INTO t VALUES (3)"); !done)
                return fail(done.error());
            m_proxy->cutAll(Cut::Close);
            if (const auto done = inner.command("SELECT pg_sleep(60)"); !done)
                return fail(done.error());
            return Commit {};
        });
    });
    QVERIFY(!whole.result());
    QCOMPARE(whole.result().error().kind(), ErrorKind::Connection);
    QCOMPARE(number(*session, "SELECT count(*) FROM t"), 0);
}

void TestFaultsWire::anUnansweredCommitIsNotTakenForEither()
{
    const auto database = m_server->createDatabase();
    const auto session = openThrough(*m_proxy, { { QStringLiteral("dbname"), database } });
    QVERIFY(session->submit(query("CREATE TABLE t (a integer)")).result());
    const auto whole = session->submit([this](Executor &executor) -> Result<void> {
        return executor.withTransaction([this](Executor &inner) -> Result<TransactionOutcome<>> {
            if (const auto done = inner.command("INSERT INTO t VALUES (1)"); !done)
                return fail(done.error());
            m_proxy->cutAfter(Direction::ToClient, 1, Cut::Reset);
            return Commit {};
        });
    });
    QVERIFY(!whole.result());
    QCOMPARE(whole.result().error().kind(), ErrorKind::UnknownOutcome);
    QVERIFY(!whole.result().error().isRetryable());
    QCOMPARE(session->status().transaction, TransactionState::Unknown);
    // Once, not twice: it was not tried again.
    QCOMPARE(number(*session, "SELECT count(*) FROM t"), 1);
}

void TestFaultsWire::aHostThatNeverAnswersTimesOut()
{
    m_proxy->setBlackHole(true);
    const auto session = openThrough(*m_proxy, { { QStringLiteral("connect_timeout"), QStringLiteral("2") } });
    const auto answer = session->submit(query("SELECT 1")).result();
    QVERIFY(!answer);
    QVERIFY2(answer.error().kind() == ErrorKind::Timeout, qPrintable(answer.error().toText()));
    m_proxy->setBlackHole(false);
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

void TestFaultsWire::connectingIntoABlackHoleIsCancelled()
{
    m_proxy->setBlackHole(true);
    const auto session = openThrough(*m_proxy);
    const auto reply = session->submit(query("SELECT 1"));
    QTRY_COMPARE(m_proxy->connections(), 1);
    session->cancelAll();
    QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 20'000);
    QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
    m_proxy->setBlackHole(false);
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

void TestFaultsWire::aQueryInABlackHoleIsCancelled()
{
    const auto session = openThrough(*m_proxy);
    QCOMPARE(number(*session, "SELECT 1"), 1);
    m_proxy->setBlackHole(true);
    const auto sent = m_proxy->connections();
    const auto reply = session->submit(query("SELECT pg_sleep(3600)"));
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    session->cancel();
    // The request to cancel goes the same way, and after a while nobody believes in the connection any more.
    QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 60'000);
    QVERIFY(!reply.result());
    QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
    QVERIFY(m_proxy->connections() > sent);
    m_proxy->setBlackHole(false);
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

void TestFaultsWire::aSessionInABlackHoleIsDestroyedAtOnce()
{
    auto session = openThrough(*m_proxy);
    QCOMPARE(number(*session, "SELECT 1"), 1);
    m_proxy->setBlackHole(true);
    const auto reply = session->submit(query("SELECT pg_sleep(3600)"));
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    session.reset();
    // Its thread still waits for the server, for seconds, so its destructor did not.
    QCOMPARE(Reaper::instance().threadCount(), 1);
    const auto other = openAt(*m_server);
    QCOMPARE(number(*other, "SELECT 1"), 1);
}

void TestFaultsWire::aPausedWireGoesOn()
{
    const auto session = openThrough(*m_proxy);
    const auto reply = session->submit(stream(manyRows, [this](qint64 rows) {
        if (rows == 256)
            m_proxy->setPaused(true);
    }));
    QTRY_VERIFY(m_proxy->bytes(Direction::ToClient) > 50'000);
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    m_proxy->setPaused(false);
    QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 30'000);
    QVERIFY(reply.result() && !reply.result()->error);
    QCOMPARE(reply.result()->rows, 20'000);
}

void TestFaultsWire::aSlowWireIsOnlySlow()
{
    m_proxy->setLatency(30ms);
    const auto session = openThrough(*m_proxy);
    const auto seen = session->submit(stream(manyRows)).result();
    QVERIFY(seen && !seen->error);
    QCOMPARE(seen->rows, 20'000);
    const auto reply = session->submit(query("SELECT pg_sleep(3600)"));
    QTRY_COMPARE(session->status().phase, SessionPhase::Busy);
    session->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(reply.isFinished(), 30'000);
    QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
    QCOMPARE(number(*session, "SELECT 1"), 1);
    QCOMPARE(session->status().phase, SessionPhase::Idle);
}

void TestFaultsWire::aHostThatResetsIsSaid()
{
    m_proxy->setRefusing(true);
    const auto session = openThrough(*m_proxy);
    const auto answer = session->submit(query("SELECT 1")).result();
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind(), ErrorKind::Connection);
    m_proxy->setRefusing(false);
    QCOMPARE(number(*session, "SELECT 1"), 1);
}

QTEST_GUILESS_MAIN(TestFaultsWire)
#include "tst_faultswire.moc"
