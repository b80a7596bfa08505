#include "core/connection/pool.h"
#include "core/connection/reaper.h"
#include "tests/unit/core/connection/fakesession.h"

#include <QTest>

#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

Result<qint64> connectionNumber(Executor &executor)
{
    return qint64(reinterpret_cast<quintptr>(&executor.connection()));
}

} // namespace

/// How long a pool waits, keeps and trusts.
class TestPoolLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_server = FakeServer(); }

    void cleanup()
    {
        m_server.script->release();
        // The timer's thread may be the last to let go of a pool, a moment after it answered.
        QTRY_COMPARE(m_server.script->liveConnections(), 0);
        QTRY_VERIFY(Reaper::instance().waitForAll(30s));
        QCOMPARE(m_server.script->wrongThreadCalls(), 0);
        QCOMPARE(m_server.script->overlappingExecutions(), 0);
    }

    void whoWaitsTooLongIsToldHowManyWaitAndHowManyAreBusy()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 1, .maxWait = 30ms });
        const auto running = pool->submit(command("SLEEP"));
        const auto one = pool->submit(command("SELECT 'one'"));
        const auto two = pool->submit(command("SELECT 'two'"));
        const auto error = one.result().error();
        QCOMPARE(error.kind(), ErrorKind::InsufficientResources);
        QVERIFY2(error.message().startsWith(QStringLiteral("No connection became free within 0.03 seconds: all 1 are busy, and ")),
            qPrintable(error.message()));
        QCOMPARE(two.result().error().kind(), ErrorKind::InsufficientResources);
        QCOMPARE(pool->status().waiting, 0);
        m_server.script->release();
        QVERIFY(running.result());
        QVERIFY(!m_server.script->statements().contains("SELECT 'one'"));
    }

    void whoIsRefusedIsToldHowManyWaitAndHowManyAreBusy()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 1, .maxWaiting = 2 });
        const auto running = pool->submit(command("SLEEP"));
        const auto one = pool->submit(command("SELECT 1"));
        const auto two = pool->submit(command("SELECT 2"));
        QCOMPARE(pool->submit(command("SELECT 3")).result().error().message(),
            QStringLiteral("All 1 connections are busy and 2 operations wait for one already."));
        m_server.script->release();
        QVERIFY(running.result() && one.result() && two.result());
    }

    void aThousandMayWaitAndAreServedInTheirOrder()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 1 });
        std::vector<Reply<CommandOutcome>> replies;
        QList<QByteArray> sent { "SLEEP" };
        replies.push_back(pool->submit(command("SLEEP")));
        for (int job = 0; job < 1000; ++job) {
            sent.append("SELECT " + QByteArray::number(job));
            replies.push_back(pool->submit(command(sent.back())));
        }
        QCOMPARE(pool->submit(command("SELECT 'too many'")).result().error().kind(), ErrorKind::InsufficientResources);
        m_server.script->release();
        for (const auto &reply : replies)
            QVERIFY(reply.result());
        QCOMPARE(m_server.script->statements(), sent);
    }

    void anIdleConnectionIsClosedAfterItsLimit()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .idleLimit = 10ms });
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QTRY_COMPARE(pool->status().connections, 0);
        QTRY_COMPARE(m_server.script->liveConnections(), 0);
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
    }

    void asManyAsThePolicySaysStayOpen()
    {
        const auto pool
            = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 3, .idleLimit = 10ms, .keptIdle = 1 });
        std::vector<Reply<CommandOutcome>> replies;
        for (int job = 0; job < 3; ++job)
            replies.push_back(pool->submit(command("SLEEP")));
        QVERIFY(m_server.script->waitUntilBlocked(3));
        m_server.script->release();
        for (const auto &reply : replies)
            QVERIFY(reply.result());
        QTRY_COMPARE(pool->status().connections, 1);
        QTRY_COMPARE(m_server.script->liveConnections(), 1);
        // The one that stays is not closed by a later look either.
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 3);
    }

    void aConnectionOlderThanItsLimitIsNotLentAgain()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .idleLimit = 0ms, .lifeLimit = 5ms });
        QVERIFY(pool->submit(command("SLEEP 20")).result());
        QVERIFY(pool->submit(command("SLEEP 20")).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
        QTRY_COMPARE(pool->status().connections, 0);
    }

    void aLongJobOutlivesTheLifeLimit()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .lifeLimit = 1ms });
        const auto running = pool->submit(command("SLEEP"));
        QVERIFY(m_server.script->waitUntilBlocked());
        QTRY_COMPARE(pool->status().busy, 1);
        m_server.script->release();
        QVERIFY(running.result());
    }

    void theMostRecentlyUsedConnectionComesFirst()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 2 });
        const auto one = pool->submit(command("SLEEP"));
        const auto two = pool->submit(connectionNumber);
        const auto last = two.result().value();
        QCOMPARE(pool->submit(connectionNumber).result().value(), last);
        m_server.script->release();
        QVERIFY(one.result());
        const auto recent = pool->submit(connectionNumber).result().value();
        QVERIFY(recent != last);
        QCOMPARE(pool->submit(connectionNumber).result().value(), recent);
    }

    void aConnectionThatWasIdleForLongIsPingedFirst()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .trustedFor = 0ms });
        QVERIFY(pool->submit(command("SELECT 'a'")).result());
        QVERIFY(pool->submit(command("SELECT 'b'")).result());
        QCOMPARE(m_server.script->statements(), (QList<QByteArray> { "SELECT 'a'", "SELECT 1", "SELECT 'b'" }));
    }

    void aRecentlyUsedConnectionIsNotPinged()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target());
        QVERIFY(pool->submit(command("SELECT 'a'")).result());
        QVERIFY(pool->submit(command("SELECT 'b'")).result());
        QCOMPARE(m_server.script->statements(), (QList<QByteArray> { "SELECT 'a'", "SELECT 'b'" }));
    }

    void aConnectionThatDoesNotAnswerThePingIsReplaced()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .trustedFor = 0ms });
        QVERIFY(pool->submit(command("SELECT 'a'")).result());
        fake::FakeResponse dead;
        dead.breaksConnection = true;
        m_server.script->on("SELECT 1", dead);
        QVERIFY(pool->submit(command("SELECT 'b'")).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
        QCOMPARE(m_server.script->liveConnections(), 1);
    }

    void aPingThatGetsNoAnswerInTimeMeansDead()
    {
        fake::FakeResponse silent;
        silent.blocks = true;
        m_server.script->on("SELECT 1", silent);
        const auto session = m_server.open({}, { .pingPatience = 10ms });
        QVERIFY(session->submit(command("SELECT 'a'")).result());
        QVERIFY(session->submit(command("SELECT 'b'"), { .trustedFor = 0ms }).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
    }

    void cancellingDuringThePingCancelsTheJob()
    {
        fake::FakeResponse silent;
        silent.blocks = true;
        m_server.script->on("SELECT 1", silent);
        const auto session = m_server.open();
        QVERIFY(session->submit(command("SELECT 'a'")).result());
        const auto reply = session->submit(command("SELECT 'b'"), { .trustedFor = 0ms });
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancel(reply.job());
        QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
        QCOMPARE(m_server.script->connectAttempts(), 1);
    }

    void anOpenTransactionIsNotPinged()
    {
        const auto session = m_server.open();
        QVERIFY(session->submit(command("BEGIN")).result());
        QVERIFY(session->submit(command("ROLLBACK"), { .trustedFor = 0ms }).result());
        QCOMPARE(m_server.script->statements(), (QList<QByteArray> { "BEGIN", "ROLLBACK" }));
    }

    void aConnectionLostWhileIdleIsReplacedUnnoticed()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 1 });
        for (int round = 0; round < 20; ++round) {
            QVERIFY(pool->submit(query("SELECT 2")).result());
            m_server.script->breakConnections();
            QVERIFY(pool->submit(query("SELECT 3")).result());
        }
        QCOMPARE(m_server.script->connectAttempts(), 21);
    }

    void aConnectionThatCanNotBeResetIsReplaced()
    {
        fake::FakeResponse stuck;
        stuck.error = Error(ErrorKind::General, QStringLiteral("no rollback today"));
        m_server.script->on("ROLLBACK", stuck);
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 1 });
        QVERIFY(pool->submit(command("BEGIN")).result());
        QVERIFY(pool->submit(query("SELECT 3")).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
    }

    void everyJobGetsAnAnswerHoweverThePoolIsClosed_data()
    {
        QTest::addColumn<bool>("force");
        QTest::addColumn<int>("deadline");
        QTest::newRow("graceful") << false << -1;
        QTest::newRow("forced") << true << -1;
        QTest::newRow("deadline") << false << 5;
    }

    void everyJobGetsAnAnswerHoweverThePoolIsClosed()
    {
        QFETCH(const bool, force);
        QFETCH(const int, deadline);
        for (int round = 0; round < 8; ++round) {
            const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 3 });
            std::vector<Reply<CommandOutcome>> replies(200);
            std::jthread submitter([&] {
                for (auto &reply : replies)
                    reply = pool->submit(command("SLEEP 1"));
            });
            QTRY_VERIFY(pool->status().connections > 0);
            pool->close({ .force = force, .deadline = deadline < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(deadline)) });
            submitter.join();
            for (const auto &reply : replies) {
                QVERIFY(reply.waitFor(30s));
                const auto result = reply.result();
                QVERIFY(result || result.error().isCancelled());
            }
        }
    }

    void aDeadlineIsACancelAndNeverAStatement()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target(), { .connections = 1 });
        const auto late = pool->submit([](Executor &executor) -> Result<CommandOutcome> {
            executor.setStatementTimeout(5ms);
            return executor.command("SLEEP");
        });
        QCOMPARE(late.result().error().kind(), ErrorKind::Timeout);
        PoolJobOptions options;
        options.timeout = 5ms;
        QCOMPARE(pool->submit(command("SLEEP"), options).result().error().kind(), ErrorKind::Timeout);
        // The next borrower of the same connection has all the time it wants.
        const auto next = pool->submit(command("SLEEP 50"));
        QVERIFY(next.result());
        QCOMPARE(m_server.script->statements(), (QList<QByteArray> { "SLEEP", "SLEEP", "SLEEP 50" }));
        QCOMPARE(m_server.script->connectAttempts(), 1);
    }

    void theWriterTakesItsLockWhenATransactionBegins()
    {
        const auto pool = Pool::writerAndReaders(m_server.provider(), FakeServer::target());
        const auto nothing = [](Executor &) -> TransactionOutcome<int> { return Commit { 1 }; };
        QVERIFY(pool->executor()->withTransaction(nothing));
        QVERIFY(pool->executor()->withTransaction(nothing, { .lock = TransactionLock::Deferred }));
        QVERIFY(pool->executor()->withTransaction(nothing, { .readOnly = true }));
        QCOMPARE(m_server.script->statements(),
            (QList<QByteArray> { "BEGIN IMMEDIATE", "COMMIT", "BEGIN", "COMMIT", "BEGIN READ ONLY", "COMMIT" }));
        QCOMPARE(m_server.script->connectAttempts(), 2);
    }

private:
    FakeServer m_server;
};

QTEST_GUILESS_MAIN(TestPoolLimits)
#include "tst_poollimits.moc"
