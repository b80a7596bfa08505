#include "core/sdk/connection.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

QByteArray quoted(const QString &name, QChar quote)
{
    auto inner = name;
    inner.replace(quote, QString(2, quote));
    return (quote + inner + quote).toUtf8();
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
    const auto texts = dialect().transactions;
    if (options.readOnly)
        return run(texts.beginReadOnly);
    return run(options.immediate && !texts.beginImmediate.isEmpty() ? texts.beginImmediate : texts.begin);
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
