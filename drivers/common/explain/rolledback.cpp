#include "drivers/common/explain/rolledback.h"

#include <QCoreApplication>

namespace dumbo::explain {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Explain", text);
}

const QString savepointName = QStringLiteral("dumbo_explain");

/// A cancel may be repeated for some time; each ends one attempt at most.
constexpr int mostAttempts = 25;

template <typename F>
Result<void> insistently(Connection &connection, F undo)
{
    auto done = undo();
    for (int attempt = 1; !done && done.error().isCancelled() && attempt < mostAttempts && !connection.isBroken(); ++attempt)
        done = undo();
    return done;
}

Result<void> inOwnTransaction(Connection &connection, const std::function<Result<void>()> &function)
{
    TransactionOptions options;
    options.readOnly = connection.server().readOnly && !connection.dialect().transactions.beginReadOnly.isEmpty();
    if (const auto begun = connection.begin(options); !begun)
        return begun;
    const auto done = function();
    const auto isOpen = !connection.isBroken() && connection.transactionState() != TransactionState::Idle;
    const auto undone = isOpen ? insistently(connection, [&] { return connection.rollback(); }) : Result<void>();
    if (!done)
        return done;
    if (!undone)
        return undone;
    if (!isOpen)
        return fail(ErrorKind::InvalidOperation,
            tr("The statement ended the transaction it ran in, so what it did could not be rolled back."));
    return {};
}

Result<void> belowSavepoint(Connection &connection, const std::function<Result<void>()> &function)
{
    if (!connection.capabilities().testFlag(Capability::Savepoints))
        return fail(ErrorKind::InvalidOperation,
            tr("A transaction is open, and this database can't roll back a part of it. Commit it or roll it back first."));
    if (const auto begun = connection.savepoint(savepointName); !begun)
        return begun;
    const auto done = function();
    if (connection.isBroken())
        return done;
    if (connection.transactionState() == TransactionState::Idle) {
        Error error(ErrorKind::InvalidOperation, tr("The statement ended the open transaction, so that is rolled back as a whole."));
        if (!done)
            error.withCause(done.error());
        return fail(error);
    }
    const auto undone = insistently(connection, [&] { return connection.rollbackToSavepoint(savepointName); });
    const auto released
        = undone ? insistently(connection, [&] { return connection.releaseSavepoint(savepointName); }) : undone;
    return !undone ? undone : !done ? done : released;
}

} // namespace

Result<void> rolledBack(Connection &connection, const std::function<Result<void>()> &function)
{
    switch (connection.transactionState()) {
    case TransactionState::Idle: return inOwnTransaction(connection, function);
    case TransactionState::Active: return belowSavepoint(connection, function);
    case TransactionState::Failed:
        return fail(ErrorKind::InvalidOperation, tr("The open transaction has failed; roll it back before explaining with a run."));
    case TransactionState::Unknown: break;
    }
    return fail(ErrorKind::InvalidOperation,
        tr("It can't be told whether a transaction is open, so the statement is not run: it could not be rolled back for sure."));
}

} // namespace dumbo::explain
