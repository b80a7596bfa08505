#include "core/migrations/runjob.h"

#include "core/migrations/transactionfit.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

Error inMigration(Error error, const RunItem &item, int index)
{
    const auto &statement = item.statements()[std::size_t(index)];
    const auto place = tr("Statement %1 of %2 of \"%3\", line %4.")
                           .arg(QString::number(index + 1), QString::number(item.size()), item.migration.name,
                               QString::number(statement.line));
    return error.withDetail((place + u'\n' + error.detail()).trimmed());
}

Result<void> send(Executor &executor, const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    statement.purpose = Purpose::Internal;
    const auto done = executor.command(statement);
    return done ? Result<void>() : fail(done.error());
}

} // namespace

Result<void> RunJob::runStatement(RunItem &item, int index, bool inTransaction)
{
    if (item.skipped[std::size_t(index)])
        return {};
    const auto &migrationStatement = item.statements()[std::size_t(index)];
    StatementProgress progress;
    progress.migration = item.migration.name;
    progress.statement = index;
    progress.statements = item.size();
    progress.text = migrationStatement.text;
    progress.inTransaction = inTransaction;
    m_events.statementStarted(progress);

    m_isSessionChanged = m_isSessionChanged || migrationStatement.text.contains("set_config")
        || isSessionSetting(migrationStatement.text, m_session->connection().dialect());
    QElapsedTimer clock;
    clock.start();
    auto &executor = m_session->executor();
    executor.setStatementTimeout(m_options.statementTimeout);
    const auto outcome = executor.command(migrationStatement.text);
    executor.setStatementTimeout(std::nullopt);
    progress.elapsed = std::chrono::milliseconds(clock.elapsed());
    if (!outcome)
        progress.error = inMigration(outcome.error(), item, index);
    else if (inTransaction && m_session->connection().transactionState() != TransactionState::Active)
        progress.error = inMigration(
            Error(ErrorKind::InvalidOperation, tr("The statement ended the transaction that it ran in.")), item, index);
    else
        progress.rows = outcome->affectedRows;
    if (progress.rows)
        item.result.rows = item.result.rows.value_or(0) + *progress.rows;
    m_events.statementFinished(progress);
    return progress.error ? fail(*progress.error) : Result<void>();
}

/// Limits waiting for tables, for this transaction or until leaveSession().
Result<void> RunJob::enterSession(bool inTransaction)
{
    const auto dialect = m_session->connection().dialect();
    const auto &texts = ledgerSql(dialect);
    // Not for a statement by itself: it would stay with the session, which a pooler may give to others.
    if (inTransaction && !texts.watchClient.isEmpty()) {
        if (auto watched = send(m_session->executor(), texts.watchClient); !watched)
            return watched;
    }
    if (!m_options.tableLockTimeout || texts.tableLockTimeout.isEmpty())
        return {};
    const auto time = texts.lockTimeoutIsSeconds ? std::max<qint64>(1, (m_options.tableLockTimeout->count() + 999) / 1000)
                                                 : qint64(m_options.tableLockTimeout->count());
    auto text = inTransaction ? texts.tableLockTimeoutInTransaction : texts.tableLockTimeout;
    return send(m_session->executor(), text.replace("%1", QByteArray::number(time)));
}

Result<void> RunJob::leaveSession()
{
    const auto dialect = m_session->connection().dialect();
    const auto &texts = ledgerSql(dialect);
    if (m_session->connection().transactionState() != TransactionState::Idle)
        return {};
    const auto isLimited = m_options.tableLockTimeout && !texts.tableLockTimeoutReset.isEmpty();
    return isLimited ? send(m_session->executor(), texts.tableLockTimeoutReset) : Result<void>();
}

Result<void> RunJob::rememberSession()
{
    const auto dialect = m_session->connection().dialect();
    const auto &query = ledgerSql(dialect).sessionStatements;
    if (query.isEmpty())
        return {};
    auto texts = mapRows(m_session->executor().query(query), [](const Row &row) { return row.text(0).toUtf8(); });
    if (!texts)
        return fail(texts.error());
    m_sessionTexts.assign(texts->begin(), texts->end());
    return {};
}

/// Each migration begins as if it were the first, so that it does the same whichever ran before it.
Result<void> RunJob::restoreSession()
{
    if (!std::exchange(m_isSessionChanged, false))
        return {};
    for (const auto &text : std::as_const(m_sessionTexts)) {
        if (auto sent = send(m_session->executor(), text); !sent)
            return sent;
    }
    return {};
}

/// What statements before the first one set went with the session that ran them.
Result<void> RunJob::restoreSettings(const RunItem &item)
{
    const auto dialect = m_session->connection().dialect();
    for (int index = 0; index < item.first; ++index) {
        const auto &text = item.statements()[std::size_t(index)].text;
        if (!isSessionSetting(text, dialect))
            continue;
        m_isSessionChanged = true;
        if (auto sent = send(m_session->executor(), text); !sent)
            return fail(inMigration(sent.error(), item, index));
    }
    return {};
}

Result<std::optional<RunJob::MadeIndex>> RunJob::madeIndex(const RunItem &item, int index)
{
    const auto dialect = m_session->connection().dialect();
    const auto wanted = concurrentIndex(item.statements()[std::size_t(index)].text, dialect);
    if (!wanted)
        return std::nullopt;
    CatalogRequest request;
    request.scope.schema = wanted->schema;
    request.scope.name = wanted->table;
    const auto part = m_session->connection().catalog(request);
    if (!part)
        return fail(part.error());
    for (const auto &object : part->objects) {
        const auto found = std::ranges::find(object.indexes, wanted->name, &CatalogIndex::name);
        if (found != object.indexes.end())
            return MadeIndex { QString::fromUtf8(quotePath({ object.path.schema, wanted->name }, dialect)), found->valid };
    }
    return std::nullopt;
}

Result<bool> RunJob::takeLeftover(const RunItem &item, int index)
{
    const auto found = madeIndex(item, index);
    if (!found)
        return fail(found.error());
    if (!*found)
        return false;
    const auto &made = **found;
    if (made.isValid) {
        // Otherwise it was there before, and the statement says so itself.
        if (item.isUnseen)
            notice(tr("The index %1 was finished by the server after the earlier try was lost.").arg(made.name));
        return item.isUnseen;
    }
    notice(tr("The index %1, which an earlier try left unfinished, is dropped and built anew.").arg(made.name));
    const auto dropped = send(m_session->executor(), "DROP INDEX CONCURRENTLY " + made.name.toUtf8());
    return dropped ? Result<bool>(false) : fail(dropped.error());
}

} // namespace dumbo
