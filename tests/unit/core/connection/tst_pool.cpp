#include "core/connection/client.h"
#include "core/connection/connectionexecutor.h"
#include "core/connection/reaper.h"
#include "tests/unit/core/connection/fakesession.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

class TestPool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_server = FakeServer(); }

    void cleanup()
    {
        m_server.script->release();
        QVERIFY(Reaper::instance().waitForAll(30s));
        QCOMPARE(m_server.script->liveConnections(), 0);
        QCOMPARE(m_server.script->liveExecutions(), 0);
        QCOMPARE(m_server.script->wrongThreadCalls(), 0);
        QCOMPARE(m_server.script->overlappingExecutions(), 0);
    }

    void startupSqlRunsAgainAfterAReset()
    {
        m_server.script->on("SET mood TO good", fake::FakeResult::command("SET"));
        auto target = FakeServer::target();
        target.startupSql = QStringLiteral("SET mood TO good");
        const auto pool = Pool::bounded(m_server.provider(), target);
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 1);
        QCOMPARE(m_server.script->statements().count("SET mood TO good"), 3);
    }

    void aPoolConnectsWithItsFirstJob()
    {
        const auto pool = bounded(2);
        QCOMPARE(m_server.script->connectAttempts(), 0);
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 1);
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 1);
        QCOMPARE(m_server.script->resets(), 2);
    }

    void aBoundedPoolOpensNoMoreThanItsConnections()
    {
        const auto pool = bounded(2);
        std::vector<Reply<CommandOutcome>> replies;
        for (int job = 0; job < 5; ++job)
            replies.push_back(pool->submit(command("SLEEP")));
        QVERIFY(m_server.script->waitUntilBlocked(2));
        const auto status = pool->status();
        QCOMPARE(status.connections, 2);
        QCOMPARE(status.busy, 2);
        QCOMPARE(status.waiting, 3);
        m_server.script->release();
        for (const auto &reply : replies)
            QVERIFY(reply.result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
        QCOMPARE(pool->status().idle, 2);
    }

    void waitingJobsAreServedFirstComeFirstServed()
    {
        const auto pool = bounded(1);
        const auto running = pool->submit(command("SLEEP"));
        std::vector<Reply<CommandOutcome>> replies;
        QList<QByteArray> sent { "SLEEP" };
        for (int job = 0; job < 5; ++job) {
            sent.append("SELECT " + QByteArray::number(job));
            replies.push_back(pool->submit(command(sent.back())));
        }
        QVERIFY(m_server.script->waitUntilBlocked());
        m_server.script->release();
        for (const auto &reply : replies)
            QVERIFY(reply.result());
        QCOMPARE(m_server.script->statements(), sent);
    }

    void moreThanMaxWaitingAreRefused()
    {
        const auto pool = bounded(1, 2);
        const auto running = pool->submit(command("SLEEP"));
        const auto one = pool->submit(command("SELECT 1"));
        const auto two = pool->submit(command("SELECT 2"));
        QCOMPARE(pool->submit(command("SELECT 3")).result().error().kind(), ErrorKind::InsufficientResources);
        m_server.script->release();
        QVERIFY(running.result() && one.result() && two.result());
    }

    void aBrokenConnectionIsReplaced()
    {
        const auto pool = bounded(1);
        QCOMPARE(pool->submit(command("BREAK")).result().error().kind(), ErrorKind::Connection);
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 2);
        m_server.script->breakConnections();
        QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 3);
    }

    void aFailedFirstConnectIsNotRemembered()
    {
        const auto pool = bounded(1);
        m_server.script->failNextConnect(Error(ErrorKind::Connection, QStringLiteral("no server")));
        QCOMPARE(pool->submit(query("SELECT 1")).result().error().message(), QStringLiteral("no server"));
        QVERIFY(pool->submit(query("SELECT 1")).result());
    }

    void aTransactionLeftOpenDoesNotReachTheNextJob()
    {
        const auto pool = bounded(1);
        QVERIFY(pool->submit(command("BEGIN")).result());
        const auto state = pool->submit([](Executor &executor) -> Result<TransactionState> {
            return executor.connection().transactionState();
        });
        QCOMPARE(state.result().value(), TransactionState::Idle);
    }

    void alwaysNewConnectsForEachJob()
    {
        const auto pool = Pool::alwaysNew(m_server.provider(), m_server.target());
        for (int job = 0; job < 3; ++job)
            QVERIFY(pool->submit(query("SELECT 1")).result());
        QCOMPARE(m_server.script->connectAttempts(), 3);
        QTRY_COMPARE(m_server.script->liveConnections(), 0);
    }

    void aSingletonSharesOneConnectionAndItsState()
    {
        const auto pool = Pool::singleton(m_server.provider(), m_server.target(QStringLiteral(":fake:")));
        QVERIFY(pool->submit(command("CREATE TABLE t (id integer)")).result());
        QCOMPARE(count(pool->submit(query("SELECT COUNT(*) FROM t")).result()).value(), 0);
        QCOMPARE(m_server.script->connectAttempts(), 1);
        QCOMPARE(m_server.script->resets(), 0);
    }

    void readersCanNotWriteAndBeginAfterTheWriter()
    {
        const auto pool = Pool::writerAndReaders(m_server.provider(), m_server.target());
        PoolJobOptions read;
        read.access = Access::Read;
        const auto isReadOnly = [](Executor &executor) -> Result<bool> { return executor.connection().server().readOnly; };
        QCOMPARE(pool->submit(isReadOnly, read).result().value(), false);
        QCOMPARE(pool->submit(isReadOnly, read).result().value(), true);
        QCOMPARE(pool->submit(isReadOnly).result().value(), false);
        QVERIFY(!pool->submit(command("CREATE TABLE t (id integer)"), read).result());
        QVERIFY(pool->submit(command("CREATE TABLE t (id integer)")).result());
    }

    void aTransactionOwnsTheWriter()
    {
        const auto pool = Pool::writerAndReaders(m_server.provider(), m_server.target());
        const auto transaction = pool->submit([](Executor &executor) -> Result<void> {
            return executor.withTransaction([](Executor &inside) -> Result<TransactionOutcome<>> {
                if (const auto slept = inside.command("SLEEP"); !slept)
                    return fail(slept.error());
                return Commit {};
            });
        });
        QVERIFY(m_server.script->waitUntilBlocked());
        const auto outside = pool->submit(command("SELECT 'outside'"));
        PoolJobOptions read;
        read.access = Access::Read;
        QVERIFY(pool->submit(query("SELECT 'reader'"), read).result());
        QVERIFY(!outside.isFinished());
        m_server.script->release();
        QVERIFY(transaction.result() && outside.result());
        QCOMPARE(m_server.script->statements().last(), "SELECT 'outside'");
    }

    void theAmbientPoolRunsOnWhatSomebodyElseOwns()
    {
        const auto session = m_server.open();
        const auto reply = session->submit([](Executor &executor) -> Result<qint64> {
            return executor.withTransaction([](Executor &inside) -> Result<TransactionOutcome<qint64>> {
                const auto pool = Pool::ambient(inside);
                pool->close();
                const auto answer = count(pool->submit(query("SELECT 3")).result());
                if (!answer)
                    return fail(answer.error());
                return Rollback { *answer };
            });
        });
        QCOMPARE(reply.result().value(), 3);
        QCOMPARE(m_server.script->statements(), (QList<QByteArray> { "BEGIN", "SELECT 3", "ROLLBACK" }));
    }

    void anAmbientPoolNeverRunsAnInnerTransactionAgain()
    {
        const auto session = m_server.open();
        int runs = 0;
        const auto reply = session->submit([&](Executor &executor) -> Result<int> {
            return executor.withTransaction([&](Executor &inside) -> Result<TransactionOutcome<int>> {
                const auto pool = Pool::ambient(inside);
                const Result<int> inner = pool->executor()->withTransaction(
                    [&](Executor &) -> Result<TransactionOutcome<int>> {
                        ++runs;
                        return fail(ErrorKind::Serialization, QStringLiteral("try again"));
                    },
                    {}, { .attempts = 3, .firstDelay = 1ms, .longestDelay = 1ms });
                return Rollback { inner ? 0 : 1 };
            });
        });
        QCOMPARE(reply.result().value(), 1);
        QCOMPARE(runs, 1);
    }

    void cancelReachesRunningAndWaitingJobs()
    {
        const auto pool = bounded(1);
        const auto running = pool->submit(command("SLEEP"));
        const auto waiting = pool->submit(command("SELECT 1"));
        const auto last = pool->submit(command("SELECT 2"));
        QVERIFY(m_server.script->waitUntilBlocked());
        pool->cancel(waiting.job());
        QCOMPARE(waiting.result().error().kind(), ErrorKind::Cancelled);
        pool->cancel(running.job());
        QCOMPARE(running.result().error().kind(), ErrorKind::Cancelled);
        QVERIFY(last.result());
    }

    void aCancelBeforeTheSessionTookTheJobAnswersIt()
    {
        const auto pool = Pool::alwaysNew(m_server.provider(), FakeServer::target());
        for (int round = 0; round < 200; ++round) {
            const auto reply = pool->submit(command("SELECT 1"));
            pool->cancel(reply.job());
            QVERIFY(reply.waitFor(10s));
        }
    }

    void gracefulCloseRefusesWhatWaitsAndWaitsForWhatRuns()
    {
        const auto pool = bounded(1);
        const auto running = pool->submit(command("SLEEP"));
        const auto waiting = pool->submit(command("SELECT 1"));
        QVERIFY(m_server.script->waitUntilBlocked());
        std::jthread closer([&] { pool->close(); });
        QCOMPARE(waiting.result().error().kind(), ErrorKind::Cancelled);
        QCOMPARE(pool->submit(command("SELECT 2")).result().error().kind(), ErrorKind::Cancelled);
        QVERIFY(!running.isFinished());
        m_server.script->release();
        closer.join();
        QVERIFY(running.result());
    }

    void forcedCloseCancelsWhatRuns()
    {
        const auto pool = bounded(1);
        const auto running = pool->submit(command("SLEEP"));
        QVERIFY(m_server.script->waitUntilBlocked());
        pool->close({ .force = true });
        QCOMPARE(running.result().error().kind(), ErrorKind::Cancelled);
    }

    void closeWithADeadlineWaitsAndThenCancels()
    {
        const auto pool = bounded(1);
        const auto running = pool->submit(command("SLEEP"));
        QVERIFY(m_server.script->waitUntilBlocked());
        pool->close({ .deadline = 20ms });
        QCOMPARE(running.result().error().kind(), ErrorKind::Cancelled);
    }

    void theSameCodeRunsOnConnectionTransactionAndPool()
    {
        const auto code = [](Executor &executor) -> Result<qint64> {
            const auto execution = executor.execute("SELECT * FROM numbers(3000)");
            if (!execution || !(*execution)->nextResult())
                return fail(ErrorKind::General, QStringLiteral("no result"));
            qint64 rows = qint64((*execution)->columns().size()) * 100000;
            while (true) {
                const auto batch = (*execution)->next({ .maxRows = 1000 });
                if (!batch)
                    return fail(batch.error());
                if (!*batch)
                    break;
                rows += (*batch)->rowCount();
            }
            if (const auto closed = (*execution)->close(CloseMode::Drain); !closed)
                return fail(closed.error());
            return rows;
        };
        const auto pool = bounded(1);
        const auto onPool = pool->executor();
        QVERIFY(!onPool->hasConnection());
        QCOMPARE(code(*onPool).value(), 203000);
        QCOMPARE(pool->submit(code).result().value(), 203000);
        const auto inTransaction = onPool->withTransaction([&](Executor &executor) -> Result<TransactionOutcome<qint64>> {
            const auto rows = code(executor);
            if (!rows)
                return fail(rows.error());
            return Commit { *rows };
        });
        QCOMPARE(inTransaction.value(), 203000);
        QCOMPARE(onPool->command("RAISE 'DataError'").error().kind(), ErrorKind::Data);
        QCOMPARE(pool->status().idle, 1);
    }

    void manyThreadsMayUseAPoolAtOnce()
    {
        const auto pool = bounded(3);
        std::atomic_int right = 0;
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 6; ++thread)
            threads.emplace_back([&] {
                const auto executor = pool->executor();
                for (int round = 0; round < 50; ++round)
                    right += count(executor->query("SELECT 5")) == 5;
            });
        threads.clear();
        QCOMPARE(right.load(), 300);
        QVERIFY(m_server.script->connectAttempts() <= 3);
    }

    void aClientReadsItsTextAndLoadsTheDriverOnFirstUse()
    {
        DriverRegistry registry;
        QVERIFY(fake::addFakeDriver(registry, m_server.script));
        auto client = dumbo::open(registry, QStringLiteral("fake:crm?user=ann"));
        QCOMPARE(m_server.script->connectAttempts(), 0);
        QVERIFY(client.command("CREATE TABLE t (id integer)"));
        QCOMPARE(count(client.query("SELECT COUNT(*) FROM t")).value(), 0);
        const Result<int> answer = client.withTransaction([](Executor &) -> TransactionOutcome<int> { return Commit { 4 }; });
        QCOMPARE(answer.value(), 4);
        client.close();
        QVERIFY(!client.query("SELECT 1"));
    }

    void aClientOfAWrongTextSaysSoWithItsFirstUse()
    {
        DriverRegistry registry;
        auto client = dumbo::open(registry, QStringLiteral("fake:crm"));
        const auto answer = client.query("SELECT 1");
        QVERIFY(!answer);
        QVERIFY(fake::addFakeDriver(registry, m_server.script));
        QVERIFY(client.query("SELECT 1"));
    }

    void aClientOfALinkedDriverLooksNothingUp()
    {
        auto client = dumbo::open(fake::makeFakePlugin(m_server.script), {});
        QCOMPARE(count(client.query("SELECT 9")).value(), 9);
        auto other = std::move(client);
        const auto reply = other.submit(query("SELECT 1"));
        QVERIFY(reply.result());
    }

private:
    std::shared_ptr<Pool> bounded(int connections, int waiting = 1000) const
    {
        PoolPolicy policy;
        policy.connections = connections;
        policy.maxWaiting = waiting;
        return Pool::bounded(m_server.provider(), m_server.target(), policy);
    }

    FakeServer m_server;
};

QTEST_GUILESS_MAIN(TestPool)
#include "tst_pool.moc"
