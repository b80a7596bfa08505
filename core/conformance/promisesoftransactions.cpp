#include "core/conformance/promises.h"

#include <array>
#include <thread>

namespace dumbo::conformance {

namespace {

constexpr auto countT = "SELECT count(*) FROM t";

void transactionsCommitAndRollBack(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    Context::expect(
        connection->transactionState() == TransactionState::Idle, QStringLiteral("not idle at first"));
    Context::must(connection->begin({}), QStringLiteral("begin"));
    Context::expect(
        connection->transactionState() == TransactionState::Active, QStringLiteral("not active after begin"));
    Context::run(*connection, "INSERT INTO t VALUES (1)");
    Context::must(connection->rollback(), QStringLiteral("rollback"));
    Context::expect(
        Context::single(*connection, countT) == Value(0), QStringLiteral("a rollback undid nothing"));
    Context::must(connection->begin({}), QStringLiteral("begin"));
    Context::run(*connection, "INSERT INTO t VALUES (1)");
    Context::must(connection->commit(), QStringLiteral("commit"));
    Context::expect(
        connection->transactionState() == TransactionState::Idle, QStringLiteral("not idle after commit"));
    Context::expect(
        Context::single(*connection, countT) == Value(1), QStringLiteral("a commit kept nothing"));
}

void savepointsUndoTheirPart(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    Context::must(connection->begin({}), QStringLiteral("begin"));
    Context::run(*connection, "INSERT INTO t VALUES (1)");
    const auto odd = QStringLiteral("odd \"name\"");
    Context::must(connection->savepoint(odd), QStringLiteral("savepoint"));
    Context::run(*connection, "INSERT INTO t VALUES (2)");
    Context::must(connection->rollbackToSavepoint(odd), QStringLiteral("rollbackToSavepoint"));
    Context::run(*connection, "INSERT INTO t VALUES (3)");
    Context::must(connection->releaseSavepoint(odd), QStringLiteral("releaseSavepoint"));
    Context::must(connection->commit(), QStringLiteral("commit"));
    Context::expect(Context::single(*connection, countT) == Value(2),
        QStringLiteral("the savepoint undid the wrong part"));
}

/// A statement failed: either the transaction goes on, or it says so and its COMMIT is an error.
void aFailedTransactionSaysSo(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    Context::must(connection->begin({}), QStringLiteral("begin"));
    Context::run(*connection, "INSERT INTO t VALUES (1)");
    Context::expect(!Context::query(*connection, "SELECT * FROM nowhere_at_all"), QStringLiteral("there is nowhere_at_all"));
    const auto state = connection->transactionState();
    Context::expect(state == TransactionState::Active || state == TransactionState::Failed,
        QStringLiteral("the transaction is neither active nor failed after an error"));
    const auto committed = connection->commit();
    Context::expect(committed.has_value() == (state == TransactionState::Active),
        QStringLiteral("COMMIT says something else than what became of the transaction"));
    Context::expect(
        connection->transactionState() == TransactionState::Idle, QStringLiteral("a transaction is open after COMMIT"));
    Context::expect(Context::single(*connection, countT) == Value(committed ? 1 : 0),
        QStringLiteral("the rows are not as COMMIT said"));
}

void savepointsHealAnError(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    Context::must(connection->begin({}), QStringLiteral("begin"));
    Context::must(connection->savepoint(QStringLiteral("s")), QStringLiteral("savepoint"));
    Context::run(*connection, "INSERT INTO t VALUES (1)");
    Context::expect(!Context::query(*connection, "SELECT * FROM nowhere_at_all"), QStringLiteral("there is nowhere_at_all"));
    Context::must(connection->rollbackToSavepoint(QStringLiteral("s")), QStringLiteral("rollbackToSavepoint"));
    Context::expect(connection->transactionState() == TransactionState::Active,
        QStringLiteral("the transaction is not active after going back"));
    Context::run(*connection, "INSERT INTO t VALUES (2)");
    Context::must(connection->commit(), QStringLiteral("commit"));
    Context::expect(Context::single(*connection, "SELECT a FROM t") == Value(2), QStringLiteral("the wrong rows stayed"));
}

void readOnlyTransactionsRefuseWrites(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    TransactionOptions options;
    options.readOnly = true;
    if (const auto begun = connection->begin(options); !begun) {
        Context::expect(begun.error().kind() == ErrorKind::NotImplemented, QStringLiteral("refused as another kind of error"));
        throw Skipped { QStringLiteral("the database has no read-only transactions") };
    }
    Context::expect(!Context::query(*connection, "INSERT INTO t VALUES (1)"), QStringLiteral("a write was allowed"));
    Context::must(connection->rollback(), QStringLiteral("rollback"));
    Context::run(*connection, "INSERT INTO t VALUES (2)");
    Context::expect(Context::single(*connection, countT) == Value(1), QStringLiteral("writing does not work afterwards"));
}

void definitionsRollBack(Context &context)
{
    const auto connection = context.connect();
    Context::must(connection->begin({}), QStringLiteral("begin"));
    Context::run(*connection, "CREATE TABLE t (a integer)");
    Context::must(connection->rollback(), QStringLiteral("rollback"));
    Context::expect(!Context::query(*connection, countT), QStringLiteral("the table outlived the rollback"));
}

void isolationIsGivenOrRefused(Context &context)
{
    const auto connection = context.connect();
    for (const auto level : { IsolationLevel::ReadUncommitted, IsolationLevel::ReadCommitted, IsolationLevel::RepeatableRead,
             IsolationLevel::Serializable }) {
        TransactionOptions options;
        options.isolation = level;
        const auto begun = connection->begin(options);
        if (!begun) {
            Context::expect(begun.error().kind() == ErrorKind::NotImplemented, QStringLiteral("refused as another kind of error"));
            Context::expect(connection->transactionState() == TransactionState::Idle, QStringLiteral("refused, and yet begun"));
            continue;
        }
        Context::expect(connection->transactionState() == TransactionState::Active, QStringLiteral("not active after begin"));
        Context::must(connection->rollback(), QStringLiteral("rollback"));
    }
}

void resetLeavesNoTransaction(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    Context::must(connection->begin({}), QStringLiteral("begin"));
    Context::run(*connection, "INSERT INTO t VALUES (1)");
    if (Context::must(connection->reset(), QStringLiteral("reset")) == ResetOutcome::Unusable)
        return;
    Context::expect(connection->transactionState() == TransactionState::Idle,
        QStringLiteral("a transaction is open after reset"));
    Context::expect(Context::single(*connection, countT) == Value(0), QStringLiteral("reset committed"));
}

void destroyingAConnectionRollsBack(Context &context)
{
    {
        const auto connection = context.connect();
        Context::run(*connection, "CREATE TABLE t (a integer)");
        Context::must(connection->begin({}), QStringLiteral("begin"));
        Context::run(*connection, "INSERT INTO t VALUES (1)");
    }
    const auto again = context.connect();
    if (!again->capabilities().testFlag(Capability::SeveralConnections))
        throw Skipped { QStringLiteral("this connection's database is its own") };
    Context::expect(Context::single(*again, countT) == Value(0), QStringLiteral("the rows were committed"));
}

void sessionsSeeOneDatabase(Context &context)
{
    const auto first = context.connect();
    if (!first->capabilities().testFlag(Capability::SeveralConnections))
        throw Skipped { QStringLiteral("this connection's database is its own") };
    Context::run(*first, "CREATE TABLE t (a integer)");
    const auto second = context.connect();
    Context::run(*second, "INSERT INTO t VALUES (1)");
    Context::expect(Context::single(*first, countT) == Value(1),
        QStringLiteral("the first does not see what the second wrote"));
}

void sessionsWorkAtOnce(Context &context)
{
    const auto probe = context.connect();
    if (!probe->capabilities().testFlag(Capability::SeveralConnections))
        throw Skipped { QStringLiteral("this connection's database is its own") };
    Context::run(*probe, "CREATE TABLE t (a integer)");
    std::array<QString, 4> problems;
    {
        std::vector<std::jthread> threads;
        for (auto &problem : problems) {
            threads.emplace_back([&context, &problem] {
                try {
                    RecordingObserver observer;
                    const auto connection
                        = Context::must(context.quirks.plugin().connect(context.quirks.request(), observer),
                            QStringLiteral("connect"));
                    for (int i = 0; i < 20; ++i)
                        Context::run(*connection, "INSERT INTO t VALUES (1)");
                } catch (const Broken &broken) {
                    problem = broken.reason;
                }
            });
        }
    }
    for (const auto &problem : problems)
        Context::expect(problem.isEmpty(), problem);
    Context::expect(Context::single(*probe, countT) == Value(80), QStringLiteral("rows are missing"));
}

void lastInsertIdIsTold(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (" + context.quirks.countingKey() + ", a integer)");
    Context::run(*connection, "INSERT INTO t (a) VALUES (5)");
    const auto execution = Context::must(
        connection->execute(Context::statement("INSERT INTO t (a) VALUES (6)")), QStringLiteral("execute"));
    Context::must(execution->nextResult(), QStringLiteral("nextResult"));
    std::ignore = Context::must(execution->next({}), QStringLiteral("next"));
    Context::expect(execution->outcome().lastInsertId == 2, QStringLiteral("the id is wrong"));
    Context::expect(execution->outcome().affectedRows == 1, QStringLiteral("the affected rows are wrong"));
    Context::expect(execution->outcome().tag.startsWith("INSERT"),
        QStringLiteral("the tag is ") + QString::fromUtf8(execution->outcome().tag));
}

void readOnlyRefusesEveryWrite(Context &context)
{
    context.quirks.makeTableForReadOnly();
    const auto connection = context.connect(true);
    Context::expect(
        connection->server().readOnly, QStringLiteral("the connection does not say that it is read-only"));
    for (const auto &write : context.quirks.writes()) {
        const auto outcome = Context::query(*connection, write);
        Context::expect(!outcome, QString::fromUtf8(write) + QStringLiteral(" was allowed"));
        if (connection->transactionState() != TransactionState::Idle)
            Context::must(connection->rollback(), QStringLiteral("rollback"));
    }
    context.expectItWorks(*connection, QStringLiteral("reading fails"));
    if (context.quirks.definesTables() && connection->capabilities().testFlag(Capability::SeveralConnections))
        Context::expect(Context::single(*context.connect(true), countT) == Value(0), QStringLiteral("a write left rows"));
}

constexpr std::array promises {
    Promise { "transactionsCommitAndRollBack", Capability::Transactions, transactionsCommitAndRollBack, Need::Tables, true },
    Promise { "savepointsUndoTheirPart", Capability::Savepoints, savepointsUndoTheirPart, Need::Tables, true },
    Promise { "aFailedTransactionSaysSo", Capability::Transactions, aFailedTransactionSaysSo, Need::Tables },
    Promise { "savepointsHealAnError", Capability::Savepoints, savepointsHealAnError, Need::Tables },
    Promise { "readOnlyTransactionsRefuseWrites", Capability::Transactions, readOnlyTransactionsRefuseWrites, Need::Tables },
    Promise { "definitionsRollBack", Capability::TransactionalDdl, definitionsRollBack, Need::Tables, true },
    Promise { "isolationIsGivenOrRefused", Capability::Transactions, isolationIsGivenOrRefused },
    Promise { "resetLeavesNoTransaction", Capability::Transactions, resetLeavesNoTransaction, Need::Tables },
    Promise { "destroyingAConnectionRollsBack", { Capability::Transactions, Capability::SeveralConnections }, destroyingAConnectionRollsBack, Need::Tables },
    Promise { "sessionsSeeOneDatabase", Capability::SeveralConnections, sessionsSeeOneDatabase, Need::Tables, true },
    Promise { "sessionsWorkAtOnce", Capability::SeveralConnections, sessionsWorkAtOnce, Need::Tables },
    Promise { "lastInsertIdIsTold", Capability::LastInsertId, lastInsertIdIsTold, Need::Tables, true },
    Promise { "readOnlyRefusesEveryWrite", Capability::ReadOnly, readOnlyRefusesEveryWrite, {}, true },
};

} // namespace

std::span<const Promise> promisesOfTransactions()
{
    return promises;
}

} // namespace dumbo::conformance
