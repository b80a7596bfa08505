#include "core/connection/connectionexecutor.h"
#include "core/connection/pool.h"
#include "core/connection/reaper.h"
#include "tests/unit/core/connection/fakesession.h"

#include <QSet>
#include <QTest>

#include <atomic>
#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

Result<TransactionOutcome<qint64>> insertAndCommit(Executor &executor)
{
    if (const auto inserted = executor.command("INSERT INTO hut (name) VALUES ('a')"); !inserted)
        return fail(inserted.error());
    return Commit { qint64(7) };
}

Result<qint64> huts(Executor &executor)
{
    return count(executor.query("SELECT COUNT(*) FROM hut"));
}

Error retryable()
{
    return Error(ErrorKind::Serialization, QStringLiteral("try again"));
}

} // namespace

/// Runs in the test's own thread, on a connection of the fake driver.
class TestExecutor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_server = FakeServer();
        ConnectRequest request;
        m_plugin = fake::makeFakePlugin(m_server.script);
        m_connection = std::move(*m_plugin->connect(request, m_observer));
        m_executor = std::make_unique<ConnectionExecutor>(*m_connection);
        QVERIFY(m_executor->command("CREATE TABLE hut (id integer PRIMARY KEY, name text)"));
    }

    void cleanup()
    {
        QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
        m_executor.reset();
        m_connection.reset();
    }

    void queryHoldsAllRows()
    {
        const auto result = m_executor->query("SELECT * FROM numbers(1000)");
        QVERIFY(result.has_value());
        QCOMPARE(result->rowCount(), 1000);
        QCOMPARE(result->columnIndex(u"name"), 1);
        QCOMPARE(result->row(0).integer(0).value(), 1);
        QCOMPARE(result->row(999).text(1), QStringLiteral("name 1000"));
        QVERIFY(!result->row(0).value(u"nothing"));
    }

    void aRowOutlivesItsResult()
    {
        const auto row = first(m_executor->query("SELECT 'kept'"));
        QCOMPARE(row->text(0), QStringLiteral("kept"));
    }

    void firstNeedsARow()
    {
        QCOMPARE(first(m_executor->query("SELECT * FROM numbers(2)"))->integer(0).value(), 1);
        QCOMPARE(first(m_executor->query("SELECT * FROM hut")).error().kind(), ErrorKind::Data);
        QVERIFY(!*firstOrNull(m_executor->query("SELECT * FROM hut")));
        QVERIFY(*firstOrNull(m_executor->query("SELECT * FROM numbers(2)")));
    }

    void singleNeedsExactlyOneRow()
    {
        QVERIFY(single(m_executor->query("SELECT 1")));
        QCOMPARE(single(m_executor->query("SELECT * FROM hut")).error().kind(), ErrorKind::Data);
        QCOMPARE(single(m_executor->query("SELECT * FROM numbers(2)")).error().kind(), ErrorKind::Data);
        QVERIFY(!*singleOrNull(m_executor->query("SELECT * FROM hut")));
        QCOMPARE(singleOrNull(m_executor->query("SELECT * FROM numbers(2)")).error().kind(), ErrorKind::Data);
    }

    void countAndExistsReadTheOnlyColumn()
    {
        QCOMPARE(huts(*m_executor).value(), 0);
        QCOMPARE(count(m_executor->query("SELECT '12'")).value(), 12);
        QCOMPARE(count(m_executor->query("SELECT 'twelve'")).error().kind(), ErrorKind::Data);
        QCOMPARE(count(m_executor->query("SELECT 1, 2")).error().kind(), ErrorKind::Data);
        QCOMPARE(exists(m_executor->query("SELECT 1")).value(), true);
        QCOMPARE(exists(m_executor->query("SELECT 0")).value(), false);
        QCOMPARE(exists(m_executor->query("SELECT 't'")).value(), true);
        QCOMPARE(exists(m_executor->query("SELECT 'maybe'")).error().kind(), ErrorKind::Data);
    }

    void mapRowsStopsAtTheFirstError()
    {
        const auto names = mapRows(m_executor->query("SELECT * FROM numbers(3)"), [](const Row &row) { return row.text(1); });
        QCOMPARE(names.value().size(), 3u);
        int calls = 0;
        const auto failed = mapRows(m_executor->query("SELECT * FROM numbers(3)"), [&](const Row &) -> Result<int> {
            return ++calls < 2 ? Result<int>(1) : fail(ErrorKind::Data, QStringLiteral("no"));
        });
        QVERIFY(!failed);
        QCOMPARE(calls, 2);
    }

    void aHelperPassesTheErrorOn()
    {
        const auto result = m_executor->query("RAISE 'UniqueConstraintError', 'twice'");
        QCOMPARE(count(result).error().kind(), ErrorKind::UniqueConstraint);
        QCOMPARE(first(result).error().kind(), ErrorKind::UniqueConstraint);
    }

    void anErrorAfterTheRowsFailsTheQuery()
    {
        QCOMPARE(m_executor->query("FAIL AFTER 500").error().kind(), ErrorKind::Data);
        QVERIFY(m_executor->query("SELECT 1"));
    }

    void aBatchStopsAtItsFirstErrorAndSaysWhere()
    {
        std::vector<Statement> statements(3);
        statements[0].text = "INSERT INTO hut (name) VALUES ('a')";
        statements[1].text = "RAISE 'UniqueConstraintError'";
        statements[2].text = statements[0].text;
        const auto outcomes = m_executor->batchCommand(statements);
        QCOMPARE(outcomes.error().kind(), ErrorKind::UniqueConstraint);
        QVERIFY(outcomes.error().detail().startsWith(QStringLiteral("Statement 2 of 3.")));
        QCOMPARE(huts(*m_executor).value(), 1);
        QCOMPARE(m_executor->batchQuery(std::span(statements).first(1))->size(), 1u);
    }

    void aBatchThatMustChangeSomethingSaysWhenItDoesNot()
    {
        std::vector<Statement> statements(1);
        statements[0].text = "DELETE FROM hut WHERE id = 9";
        QVERIFY(m_executor->batchCommand(statements));
        QCOMPARE(m_executor->batchCommand(statements, BatchExpectation::Changes).error().kind(),
            ErrorKind::BatchCommandNoChanges);
    }

    void aTransactionThatCommitsIsKeptAndAnswersItsValue()
    {
        const Result<qint64> answer = m_executor->withTransaction(insertAndCommit);
        QCOMPARE(answer.value(), 7);
        QCOMPARE(huts(*m_executor).value(), 1);
    }

    void aTransactionThatRollsBackIsUndoneAndIsNoError()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> TransactionOutcome<QString> {
            [[maybe_unused]] const auto ignored = insertAndCommit(executor);
            return Rollback { QStringLiteral("no thanks") };
        });
        QCOMPARE(answer.value(), QStringLiteral("no thanks"));
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void anErrorRollsBack()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            [[maybe_unused]] const auto ignored = insertAndCommit(executor);
            return fail(ErrorKind::Data, QStringLiteral("wrong"));
        });
        QCOMPARE(answer.error().kind(), ErrorKind::Data);
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void anExceptionRollsBackAndIsThrownOn()
    {
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, {
            [[maybe_unused]] const auto answer = m_executor->withTransaction([](Executor &executor) -> TransactionOutcome<> {
                [[maybe_unused]] const auto ignored = insertAndCommit(executor);
                throw std::runtime_error("out");
            });
        });
        QCOMPARE(m_connection->transactionState(), TransactionState::Idle);
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void aFailingRollbackDoesNotHideTheFirstError()
    {
        fake::FakeResponse broken;
        broken.error = Error(ErrorKind::System, QStringLiteral("rollback failed"));
        m_server.script->on("ROLLBACK", broken);
        const auto answer = m_executor->withTransaction([](Executor &) -> Result<TransactionOutcome<>> {
            return fail(ErrorKind::UniqueConstraint, QStringLiteral("twice"));
        });
        QCOMPARE(answer.error().kind(), ErrorKind::UniqueConstraint);
        const auto rolledBack = m_executor->command("ROLLBACK  ");
        QVERIFY(rolledBack.has_value());
    }

    void anInnerRollbackUndoesTheInnerPartOnly()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            [[maybe_unused]] const auto outer = insertAndCommit(executor);
            const auto inner = executor.withTransaction([](Executor &nested) -> TransactionOutcome<> {
                [[maybe_unused]] const auto ignored = insertAndCommit(nested);
                return Rollback {};
            });
            if (!inner)
                return fail(inner.error());
            return Commit {};
        });
        QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toText()));
        QCOMPARE(huts(*m_executor).value(), 1);
    }

    void anInnerErrorUndoesTheInnerPartAndTheOuterMayGoOn()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            [[maybe_unused]] const auto outer = insertAndCommit(executor);
            const auto inner = executor.withTransaction([](Executor &nested) -> Result<TransactionOutcome<>> {
                [[maybe_unused]] const auto ignored = insertAndCommit(nested);
                return fail(ErrorKind::Data, QStringLiteral("inner"));
            });
            return inner ? Result<TransactionOutcome<>>(Rollback {}) : Result<TransactionOutcome<>>(Commit {});
        });
        QVERIFY(answer);
        QCOMPARE(huts(*m_executor).value(), 1);
    }

    void anInnerCommitIsKeptWithTheOuterOnly()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            const auto inner = executor.withTransaction(insertAndCommit);
            if (!inner)
                return fail(inner.error());
            return Rollback {};
        });
        QVERIFY(answer);
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void aTransactionInsideAPersonsOwnIsASavepoint()
    {
        QVERIFY(m_executor->command("BEGIN"));
        QVERIFY(m_executor->withTransaction(insertAndCommit));
        QCOMPARE(m_connection->transactionState(), TransactionState::Active);
        QVERIFY(m_executor->command("ROLLBACK"));
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void innerOptionsThatContradictTheOuterAreAnError()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            const auto inner = executor.withTransaction(insertAndCommit, { .readOnly = true });
            if (!inner)
                return fail(inner.error());
            return Commit {};
        });
        QCOMPARE(answer.error().kind(), ErrorKind::InvalidOperation);
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void aReadOnlyTransactionRefusesWrites()
    {
        QVERIFY(!m_executor->withTransaction(insertAndCommit, { .readOnly = true }));
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void aTransactionThatTheFunctionEndedItselfIsAnError()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            if (const auto ended = executor.command("ROLLBACK"); !ended)
                return fail(ended.error());
            return Commit {};
        });
        QCOMPARE(answer.error().kind(), ErrorKind::InvalidOperation);
    }

    void aRetryableErrorRunsTheWholeTransactionAgain()
    {
        int calls = 0;
        const auto answer = m_executor->withTransaction(
            [&](Executor &executor) -> Result<TransactionOutcome<qint64>> {
                if (const auto inserted = insertAndCommit(executor); !inserted)
                    return fail(inserted.error());
                if (++calls < 3)
                    return fail(retryable());
                return Commit { qint64(calls) };
            },
            {}, { .attempts = 5, .firstDelay = 1ms, .longestDelay = 2ms });
        QCOMPARE(answer.value(), 3);
        QCOMPARE(huts(*m_executor).value(), 1);
    }

    void otherErrorsAreNotTriedAgain()
    {
        int calls = 0;
        const auto answer = m_executor->withTransaction(
            [&](Executor &) -> Result<TransactionOutcome<>> {
                ++calls;
                return fail(ErrorKind::Data, QStringLiteral("wrong"));
            },
            {}, RetryPolicy::several());
        QVERIFY(!answer);
        QCOMPARE(calls, 1);
    }

    void nothingIsTriedAgainWithoutAPolicy()
    {
        int calls = 0;
        const auto answer = m_executor->withTransaction([&](Executor &) -> Result<TransactionOutcome<>> {
            ++calls;
            return fail(retryable());
        });
        QVERIFY(!answer);
        QCOMPARE(calls, 1);
    }

    void aCommitThatTheDatabaseRefusedIsTriedAgain()
    {
        fake::FakeResponse refused;
        refused.error = retryable();
        m_server.script->on("COMMIT", refused);
        int calls = 0;
        const auto answer = m_executor->withTransaction(
            [&](Executor &executor) -> Result<TransactionOutcome<qint64>> {
                ++calls;
                return insertAndCommit(executor);
            },
            {}, { .attempts = 3, .firstDelay = 1ms, .longestDelay = 2ms });
        QCOMPARE(answer.error().kind(), ErrorKind::Serialization);
        QCOMPARE(calls, 3);
        QCOMPARE(huts(*m_executor).value(), 0);
    }

    void aCommitThatGotNoAnswerIsUnknownAndNeverTriedAgain()
    {
        fake::FakeResponse broken;
        broken.breaksConnection = true;
        m_server.script->on("COMMIT", broken);
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target());
        QVERIFY(pool->submit(command("CREATE TABLE hut (id integer PRIMARY KEY, name text)")).result());
        int calls = 0;
        const auto answer = pool->executor()->withTransaction(
            [&](Executor &executor) -> Result<TransactionOutcome<qint64>> {
                ++calls;
                return insertAndCommit(executor);
            },
            {}, { .attempts = 5, .firstDelay = 1ms, .longestDelay = 2ms });
        QCOMPARE(answer.error().kind(), ErrorKind::UnknownOutcome);
        QCOMPARE(answer.error().cause()->kind(), ErrorKind::Connection);
        QVERIFY(!answer.error().isRetryable());
        QCOMPARE(calls, 1);
    }

    void theSessionTellsThatAnOutcomeIsUnknownUntilItConnectsAgain()
    {
        fake::FakeResponse broken;
        broken.breaksConnection = true;
        m_server.script->on("COMMIT", broken);
        const auto session = m_server.open();
        const auto reply = session->submit([](Executor &executor) -> Result<int> {
            return executor.withTransaction([](Executor &) -> TransactionOutcome<int> { return Commit { 1 }; });
        });
        QCOMPARE(reply.result().error().kind(), ErrorKind::UnknownOutcome);
        QVERIFY(session->status().phase == SessionPhase::Lost);
        QVERIFY(session->status().transaction == TransactionState::Unknown);
        QVERIFY(session->submit(query("SELECT 1")).result());
        QVERIFY(session->status().transaction == TransactionState::Idle);
    }

    void aTransactionThatLostItsConnectionBeforeCommitIsUndone()
    {
        const auto session = m_server.open();
        const auto reply = session->submit([](Executor &executor) -> Result<int> {
            return executor.withTransaction([](Executor &inside) -> TransactionOutcome<int> {
                [[maybe_unused]] const auto lost = inside.command("BREAK");
                return Commit { 1 };
            });
        });
        QCOMPARE(reply.result().error().kind(), ErrorKind::Connection);
    }

    void aPoolRunsATransactionAgainOnAnotherConnection()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target());
        QVERIFY(pool->submit(command("CREATE TABLE hut (id integer PRIMARY KEY, name text)")).result());
        int calls = 0;
        const auto answer = pool->executor()->withTransaction(
            [&](Executor &executor) -> Result<TransactionOutcome<qint64>> {
                if (++calls < 3) {
                    if (const auto lost = executor.command("BREAK"); !lost)
                        return fail(lost.error());
                }
                return insertAndCommit(executor);
            },
            {}, { .attempts = 5, .firstDelay = 1ms, .longestDelay = 2ms });
        QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toText()));
        QCOMPARE(calls, 3);
        QCOMPARE(pool->submit(huts).result().value(), 1);
    }

    void closingThePoolEndsTheWaitBeforeARetry()
    {
        const auto pool = Pool::bounded(m_server.provider(), FakeServer::target());
        std::atomic_int calls = 0;
        Result<int> answer = fail(closedError());
        std::jthread thread([&] {
            answer = pool->executor()->withTransaction(
                [&](Executor &) -> Result<TransactionOutcome<int>> {
                    ++calls;
                    return fail(retryable());
                },
                {}, { .attempts = 5, .firstDelay = 60min, .longestDelay = 60min });
        });
        QTRY_COMPARE(calls.load(), 1);
        pool->close();
        thread.join();
        QCOMPARE(answer.error().kind(), ErrorKind::Serialization);
        QCOMPARE(calls.load(), 1);
    }

    void theWaitBeforeARetryDoublesAndIsRandom()
    {
        const RetryPolicy policy { .attempts = 9, .firstDelay = 100ms, .longestDelay = 1000ms };
        QSet<qint64> first;
        for (int round = 0; round < 200; ++round) {
            first.insert(policy.delayAfter(1).count());
            QVERIFY(policy.delayAfter(1) >= 50ms && policy.delayAfter(1) <= 100ms);
            QVERIFY(policy.delayAfter(3) >= 200ms && policy.delayAfter(3) <= 400ms);
            QVERIFY(policy.delayAfter(60) >= 500ms && policy.delayAfter(60) <= 1000ms);
        }
        QVERIFY(first.size() > 10);
    }

    void anExclusiveTransactionNeedsADialectThatHasIt()
    {
        const auto answer = m_executor->withTransaction(insertAndCommit, { .lock = TransactionLock::Exclusive });
        QCOMPARE(answer.error().kind(), ErrorKind::NotImplemented);
        QVERIFY(m_executor->withTransaction(insertAndCommit, { .lock = TransactionLock::Immediate }));
        QVERIFY(m_server.script->statements().contains("BEGIN IMMEDIATE"));
    }

    void anInnerTransactionCanNotLockMoreThanTheOuter()
    {
        const auto answer = m_executor->withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            const auto inner = executor.withTransaction(insertAndCommit, { .lock = TransactionLock::Immediate });
            if (!inner)
                return fail(inner.error());
            return Commit {};
        });
        QCOMPARE(answer.error().kind(), ErrorKind::InvalidOperation);
    }

    void aCancelledTransactionIsRolledBack()
    {
        const auto session = m_server.open();
        QVERIFY(session->submit(command("CREATE TABLE hut (id integer PRIMARY KEY, name text)")).result());
        const auto reply = session->submit([](Executor &executor) -> Result<qint64> {
            return executor.withTransaction([](Executor &inside) -> Result<TransactionOutcome<qint64>> {
                if (const auto inserted = insertAndCommit(inside); !inserted)
                    return fail(inserted.error());
                if (const auto slept = inside.command("SLEEP"); !slept)
                    return fail(slept.error());
                return Commit { qint64(1) };
            });
        });
        QVERIFY(m_server.script->waitUntilBlocked());
        session->cancel();
        QCOMPARE(reply.result().error().kind(), ErrorKind::Cancelled);
        QCOMPARE(session->status().transaction, TransactionState::Idle);
        QCOMPARE(session->submit(huts).result().value(), 0);
        QCOMPARE(m_server.script->cancelledStatements(), 1);
    }

private:
    FakeServer m_server;
    ConnectionObserver m_observer;
    std::unique_ptr<StoragePlugin> m_plugin;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ConnectionExecutor> m_executor;
};

QTEST_GUILESS_MAIN(TestExecutor)
#include "tst_executor.moc"
