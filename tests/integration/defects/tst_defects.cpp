#include "database.h"

#include "core/connection/reaper.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace dumbo;
using namespace dumbo::test;
using namespace std::chrono_literals;

namespace {

auto command(const QByteArray &sql)
{
    return [sql](Executor &executor) { return executor.command(sql); };
}

Result<qint64> huts(Executor &executor)
{
    return count(executor.query("SELECT count(*) FROM hut"));
}

Result<void> insert(Executor &executor, const QByteArray &name)
{
    const auto inserted = executor.command("INSERT INTO hut (name) VALUES ('" + name + "')");
    return inserted ? Result<void>() : fail(inserted.error());
}

/// What another library would take for its commit decision.
struct Answer {
    bool success = false;
};

/// A point that one thread waits for and another reaches.
class Signal {
public:
    void give() { m_completion.finish(); }
    bool wait() const { return m_completion.waitFor(30s); }

private:
    Completion m_completion;
};

} // namespace

/// Each is something that the existing Dumbo does, and this one does not.
class TestDefects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        auto made = Database::make();
        DUMBO_NEED_SERVER(made);
        m_database = std::move(*made);
    }

    void cleanup()
    {
        m_client.reset();
        QVERIFY(Reaper::instance().waitForAll(30s));
        m_database.reset();
    }

    void anInnerRollbackUndoesTheInnerPartAndNothingElse()
    {
        auto &client = openWithTable();
        const Result<void> ended = client.withTransaction([](Executor &outer) -> Result<TransactionOutcome<>> {
            if (const auto inserted = insert(outer, "outer"); !inserted)
                return fail(inserted.error());
            const Result<void> inner = outer.withTransaction([](Executor &nested) -> Result<TransactionOutcome<>> {
                if (const auto inserted = insert(nested, "inner"); !inserted)
                    return fail(inserted.error());
                return Rollback {};
            });
            if (!inner)
                return fail(inner.error());
            return Commit {};
        });
        QVERIFY2(ended, qPrintable(ended ? QString() : ended.error().toText()));
        QCOMPARE(single(client.query("SELECT name FROM hut"))->text(0), QStringLiteral("outer"));
    }

    void anInnerErrorLeavesTheOuterTransactionUsable()
    {
        auto &client = openWithTable();
        const Result<void> ended = client.withTransaction([](Executor &outer) -> Result<TransactionOutcome<>> {
            const Result<void> inner = outer.withTransaction([](Executor &nested) -> Result<TransactionOutcome<>> {
                const auto wrong = nested.command("INSERT INTO no_such_table VALUES (1)");
                return fail(wrong.error());
            });
            if (inner)
                return fail(ErrorKind::General, QStringLiteral("the inner error was lost"));
            if (const auto inserted = insert(outer, "outer"); !inserted)
                return fail(inserted.error());
            return Commit {};
        });
        QVERIFY2(ended, qPrintable(ended ? QString() : ended.error().toText()));
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 1);
    }

    void innerOptionsThatContradictTheOuterAreAnError()
    {
        auto &client = openWithTable();
        const Result<void> ended = client.withTransaction([](Executor &outer) -> Result<TransactionOutcome<>> {
            const Result<void> inner
                = outer.withTransaction([](Executor &) -> TransactionOutcome<> { return Commit {}; }, { .readOnly = true });
            return fail(inner ? Error(ErrorKind::General, QStringLiteral("accepted")) : inner.error());
        });
        QCOMPARE(ended.error().kind(), ErrorKind::InvalidOperation);
    }

    void aValueWithASuccessMemberDecidesNothing()
    {
        auto &client = openWithTable();
        const Result<Answer> kept = client.withTransaction([](Executor &executor) -> Result<TransactionOutcome<Answer>> {
            if (const auto inserted = insert(executor, "kept"); !inserted)
                return fail(inserted.error());
            return Commit { Answer { .success = false } };
        });
        QVERIFY(kept && !kept->success);
        const Result<Answer> undone = client.withTransaction([](Executor &executor) -> Result<TransactionOutcome<Answer>> {
            if (const auto inserted = insert(executor, "undone"); !inserted)
                return fail(inserted.error());
            return Rollback { Answer { .success = true } };
        });
        QVERIFY(undone && undone->success);
        QCOMPARE(single(client.query("SELECT name FROM hut"))->text(0), QStringLiteral("kept"));
    }

    void workOutsideOfATransactionDoesNotLandInsideIt()
    {
        auto &client = openWithTable();
        Signal isInside;
        std::optional<Reply<CommandOutcome>> outside;
        std::jthread other([&] {
            if (isInside.wait())
                outside = client.submit(command("INSERT INTO hut (name) VALUES ('outside')"));
        });
        const Result<void> ended = client.withTransaction([&](Executor &executor) -> Result<TransactionOutcome<>> {
            if (const auto inserted = insert(executor, "inside"); !inserted)
                return fail(inserted.error());
            isInside.give();
            other.join();
            return Rollback {};
        });
        QVERIFY(ended);
        QVERIFY(outside && outside->result());
        QCOMPARE(single(client.query("SELECT name FROM hut"))->text(0), QStringLiteral("outside"));
    }

    void twoTransactionsAtOnceStayTwo()
    {
        auto &client = openWithTable();
        const auto addAndCount = [](bool commits) {
            return [commits](Executor &executor) -> Result<qint64> {
                return executor.withTransaction([commits](Executor &inside) -> Result<TransactionOutcome<qint64>> {
                    if (const auto inserted = insert(inside, "x"); !inserted)
                        return fail(inserted.error());
                    const auto seen = huts(inside);
                    if (!seen)
                        return fail(seen.error());
                    return commits ? TransactionOutcome<qint64>(Commit { *seen }) : TransactionOutcome<qint64>(Rollback { *seen });
                });
            };
        };
        std::vector<Reply<qint64>> replies;
        for (int job = 0; job < 40; ++job)
            replies.push_back(client.submit(addAndCount(job % 2 == 0)));
        for (const auto &reply : replies)
            QVERIFY(reply.result());
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 20);
    }

    void aStatementTimeoutDoesNotReachTheNextBorrower()
    {
        PoolPolicy policy;
        policy.kind = PoolPolicy::Kind::Bounded;
        policy.connections = 1;
        m_client.emplace(m_database->open({ .pool = policy }));
        const auto before = settings();
        QVERIFY(!before.isEmpty());
        const auto limited = m_client->submit([&](Executor &executor) -> Result<CommandOutcome> {
            executor.setStatementTimeout(50ms);
            return executor.command(m_database->endlessStatement());
        });
        QCOMPARE(limited.result().error().kind(), ErrorKind::Timeout);
        QCOMPARE(settings(), before);
        // Neither does that of a whole job.
        PoolJobOptions options;
        options.timeout = 50ms;
        QCOMPARE(m_client->submit(command(m_database->endlessStatement()), options).result().error().kind(), ErrorKind::Timeout);
        QCOMPARE(settings(), before);
        // The next one runs as long as it likes, on the same connection.
        const auto unlimited = m_client->submit(command(m_database->endlessStatement()));
        QVERIFY(!unlimited.waitFor(200ms));
        m_client->pool().cancel(unlimited.job());
        QCOMPARE(unlimited.result().error().kind(), ErrorKind::Cancelled);
    }

    void aTimeoutInsideATransactionUndoesItAndLeavesNothing()
    {
        auto &client = openWithTable();
        const Result<void> ended = client.withTransaction([&](Executor &executor) -> Result<TransactionOutcome<>> {
            if (const auto inserted = insert(executor, "x"); !inserted)
                return fail(inserted.error());
            executor.setStatementTimeout(50ms);
            const auto late = executor.command(m_database->endlessStatement());
            if (!late)
                return fail(late.error());
            return Commit {};
        });
        QCOMPARE(ended.error().kind(), ErrorKind::Timeout);
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 0);
    }

    void aFailedFirstConnectIsNotRemembered()
    {
        m_database->setReachable(false);
        m_client.emplace(m_database->open());
        const auto refused = m_client->query("SELECT 1");
        QCOMPARE(refused.error().kind(), ErrorKind::Connection);
        m_database->setReachable(true);
        const auto answered = m_client->query("SELECT 1");
        QVERIFY2(answered, qPrintable(answered ? QString() : answered.error().toText()));
    }

    void brokenConnectionsDoNotReturnToThePool()
    {
        auto &client = openWithTable();
        for (int round = 0; round < 5; ++round) {
            if (!m_database->endConnections())
                QSKIP("Nobody ends connections of this database from the other side.");
            const auto next = client.submit([](Executor &executor) { return huts(executor); }).result();
            QVERIFY2(next, qPrintable(next ? QString() : next.error().toText()));
        }
    }

    void aConnectionLostInATransactionIsNeverReplacedInSilence()
    {
        auto &client = openWithTable();
        int runs = 0;
        const Result<void> ended = client.withTransaction([&](Executor &executor) -> Result<TransactionOutcome<>> {
            ++runs;
            if (const auto inserted = insert(executor, "first"); !inserted)
                return fail(inserted.error());
            if (!m_database->endConnections())
                return Rollback {};
            const auto second = insert(executor, "second");
            if (!second)
                return fail(second.error());
            return Commit {};
        });
        if (ended)
            QSKIP("Nobody ends connections of this database from the other side.");
        QVERIFY(ended.error().kind() == ErrorKind::Connection || ended.error().kind() == ErrorKind::AdminShutdown);
        QCOMPARE(runs, 1);
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 0);
    }

    void abortCancelsInTheDatabaseToo()
    {
        auto &client = openWithTable();
        const auto endless = client.submit(command(m_database->endlessStatement()));
        if (m_database->isWorking())
            QTRY_VERIFY(*m_database->isWorking());
        else
            QVERIFY(!endless.waitFor(50ms));
        client.pool().cancel(endless.job());
        QCOMPARE(endless.result().error().kind(), ErrorKind::Cancelled);
        if (m_database->isWorking())
            QTRY_VERIFY(!*m_database->isWorking());
        QVERIFY(client.submit([](Executor &executor) { return huts(executor); }).result());
    }

    void aForcedCloseCancelsInTheDatabaseToo()
    {
        auto &client = openWithTable();
        const auto endless = client.submit(command(m_database->endlessStatement()));
        if (m_database->isWorking())
            QTRY_VERIFY(*m_database->isWorking());
        client.close({ .force = true });
        QCOMPARE(endless.result().error().kind(), ErrorKind::Cancelled);
        if (m_database->isWorking())
            QTRY_VERIFY(!*m_database->isWorking());
    }

    void readOnlyConnectionsCanNotWrite()
    {
        openWithTable();
        m_client.emplace(m_database->open({ .readOnly = true }));
        const auto written = m_client->command("INSERT INTO hut (name) VALUES ('x')");
        QVERIFY(!written);
        QCOMPARE(count(m_client->query("SELECT count(*) FROM hut")).value(), 0);
    }

    void readOnlyTransactionsCanNotWrite()
    {
        auto &client = openWithTable();
        const Result<void> ended = client.withTransaction(
            [](Executor &executor) -> Result<TransactionOutcome<>> {
                if (const auto inserted = insert(executor, "x"); !inserted)
                    return fail(inserted.error());
                return Commit {};
            },
            { .readOnly = true });
        QVERIFY(!ended);
        QVERIFY(client.command("INSERT INTO hut (name) VALUES ('y')"));
        QCOMPARE(count(client.query("SELECT count(*) FROM hut")).value(), 1);
    }

    void transientErrorsRunTheWholeTransactionAgain()
    {
        auto &client = openWithTable();
        int runs = 0;
        const Result<qint64> ended = client.withTransaction(
            [&](Executor &executor) -> Result<TransactionOutcome<qint64>> {
                if (const auto inserted = insert(executor, "x"); !inserted)
                    return fail(inserted.error());
                if (++runs < 3)
                    return fail(ErrorKind::Serialization, QStringLiteral("as if another was faster"));
                const auto seen = huts(executor);
                if (!seen)
                    return fail(seen.error());
                return Commit { *seen };
            },
            {}, { .attempts = 3, .firstDelay = 1ms, .longestDelay = 2ms });
        QCOMPARE(ended.value(), 1);
        QCOMPARE(runs, 3);
    }

    void noErrorOfTheFunctionIsHiddenByTheRollback()
    {
        auto &client = openWithTable();
        const Result<void> ended = client.withTransaction([](Executor &executor) -> Result<TransactionOutcome<>> {
            [[maybe_unused]] const auto over = executor.command("ROLLBACK"); // ours will find nothing to undo
            return fail(ErrorKind::Data, QStringLiteral("mine"));
        });
        QCOMPARE(ended.error().message(), QStringLiteral("mine"));
        QVERIFY(client.query("SELECT 1"));
    }

private:
    Client &openWithTable()
    {
        m_client.emplace(m_database->open());
        const auto made = m_client->command("CREATE TABLE hut (name text)");
        if (!made)
            qFatal("%s", qPrintable(made.error().toText()));
        return *m_client;
    }

    QStringList settings()
    {
        const auto told = mapRows(m_client->query(m_database->timeoutSettings()), [](const Row &row) {
            QStringList values;
            for (int column = 0; column < row.columnCount(); ++column)
                values.append(row.text(column));
            return values.join(u' ');
        });
        return told ? QStringList(told->begin(), told->end()) : QStringList();
    }

    std::unique_ptr<Database> m_database;
    std::optional<Client> m_client;
};

QTEST_GUILESS_MAIN(TestDefects)
#include "tst_defects.moc"
