#include "core/sdk/connection.h"

#include <QCoreApplication>

#include <tuple>

namespace dumbo {

namespace {

QByteArray quoted(const QString &name, QChar quote)
{
    auto inner = name;
    inner.replace(quote, QString(2, quote));
    return (quote + inner + quote).toUtf8();
}

QByteArray isolationText(IsolationLevel level)
{
    switch (level) {
    case IsolationLevel::ReadUncommitted:
        return "READ UNCOMMITTED";
    case IsolationLevel::ReadCommitted:
        return "READ COMMITTED";
    case IsolationLevel::RepeatableRead:
        return "REPEATABLE READ";
    case IsolationLevel::Serializable:
        return "SERIALIZABLE";
    }
    Q_UNREACHABLE();
}

/// Empty where the dialect has no such beginning.
QByteArray beginText(const Dialect::Transactions &texts, const TransactionOptions &options)
{
    if (options.readOnly)
        return texts.beginReadOnly;
    if (options.lock == TransactionLock::Exclusive)
        return texts.beginExclusive;
    if (options.lock == TransactionLock::Immediate && !texts.beginImmediate.isEmpty())
        return texts.beginImmediate;
    return texts.begin;
}

} // namespace

Connection::Connection() = default;
Connection::~Connection() = default;

Result<void> Connection::run(const QByteArray &text)
{
    if (text.isEmpty())
        return fail(ErrorKind::NotImplemented,
            QCoreApplication::translate("Connection", "%1 has no statement for this.").arg(dialect().databaseType));
    Statement statement;
    statement.text = text;
    statement.purpose = Purpose::Internal;
    const auto execution = execute(statement);
    if (!execution)
        return fail(execution.error());
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return (*execution)->close(CloseMode::Drain);
    }
}

Result<void> Connection::begin(const TransactionOptions &options)
{
    if (!capabilities().testFlag(Capability::Transactions))
        return run({});
    const auto texts = dialect().transactions;
    const auto setsIsolation = options.isolation && !texts.alwaysSerializable;
    if (setsIsolation && texts.setIsolation.isEmpty())
        return fail(ErrorKind::NotImplemented,
            QCoreApplication::translate("Connection", "%1 does not let a transaction choose its isolation.").arg(dialect().databaseType));
    const auto begun = run(beginText(texts, options));
    if (!begun || !setsIsolation)
        return begun;
    auto isolated = run(QByteArray(texts.setIsolation).replace("%1", isolationText(*options.isolation)));
    if (!isolated)
        std::ignore = rollback();
    return isolated;
}

Result<void> Connection::commit()
{
    return run(dialect().transactions.commit);
}

Result<void> Connection::rollback()
{
    return run(dialect().transactions.rollback);
}

Result<void> Connection::savepoint(const QString &name)
{
    const auto facts = dialect();
    if (!capabilities().testFlag(Capability::Savepoints))
        return run({});
    return run(QByteArray(facts.transactions.savepoint).replace("%1", quoted(name, facts.identifierQuote)));
}

Result<void> Connection::releaseSavepoint(const QString &name)
{
    const auto facts = dialect();
    return run(QByteArray(facts.transactions.releaseSavepoint).replace("%1", quoted(name, facts.identifierQuote)));
}

Result<void> Connection::rollbackToSavepoint(const QString &name)
{
    const auto facts = dialect();
    return run(QByteArray(facts.transactions.rollbackToSavepoint).replace("%1", quoted(name, facts.identifierQuote)));
}

Result<ResetOutcome> Connection::reset()
{
    if (isBroken())
        return ResetOutcome::Unusable;
    if (transactionState() == TransactionState::Idle)
        return ResetOutcome::Clean;
    const auto outcome = rollback();
    if (!outcome)
        return fail(outcome.error());
    return ResetOutcome::Clean;
}

bool Connection::isBroken() const
{
    return false;
}

Result<void> Connection::ping()
{
    return run("SELECT 1");
}

int Connection::idleDescriptor() const
{
    return -1;
}

void Connection::pump() { }

Extension *Connection::extension(const ExtensionId &)
{
    return nullptr;
}

} // namespace dumbo
