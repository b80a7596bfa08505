#include "core/migrations/ledgertable.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

const QString ledgerName = QStringLiteral("dmb_migrations");
const QString runsName = QStringLiteral("dmb_migration_runs");

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

std::optional<QString> orNull(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

std::optional<QString> orNull(const QByteArray &text)
{
    return orNull(QString::fromUtf8(text));
}

std::optional<qint64> number(const Row &row, int column)
{
    const auto value = row.isNull(column) ? Result<qint64>(0) : row.integer(column);
    return row.isNull(column) || !value ? std::nullopt : std::optional(*value);
}

RunDetails runOf(const Row &row)
{
    RunDetails run;
    run.run = row.text(0);
    run.name = row.text(1);
    run.action = runActionFromName(row.text(2));
    run.outcome = runOutcomeFromName(row.text(3));
    run.hash = row.text(4).toLatin1();
    run.who = row.text(5);
    run.started = row.text(6);
    run.finished = row.text(7);
    run.durationMs = number(row, 8);
    run.inTransaction = number(row, 9).value_or(1) != 0;
    run.statements = int(number(row, 10).value_or(0));
    run.statementsDone = int(number(row, 11).value_or(0));
    if (const auto started = number(row, 12))
        run.statementStarted = int(*started);
    run.doneHash = row.text(13).toLatin1();
    run.reviewHash = row.text(14).toLatin1();
    run.approvedBy = row.text(15);
    run.overrideReason = row.text(16);
    run.error = row.text(17);
    return run;
}

} // namespace

LedgerTable::LedgerTable(Executor &executor)
    : m_executor(&executor)
    , m_dialect(executor.connection().dialect())
{
}

Result<LedgerTable> LedgerTable::find(Executor &executor)
{
    LedgerTable table(executor);
    const auto found = ledgerSql(table.m_dialect).findTables.isEmpty() ? table.lookUpInCatalog() : table.lookUp();
    if (!found)
        return fail(found.error());
    return table;
}

LedgerTable LedgerTable::through(Executor &executor) const
{
    auto other = *this;
    other.m_executor = &executor;
    return other;
}

Sql LedgerTable::name(const QString &schema, const QString &table) const
{
    return schema.isEmpty() ? Sql::identifier(table) : Sql::identifier({ schema, table });
}

Result<QueryResult> LedgerTable::query(const Sql &sql)
{
    auto statement = render(sql, m_dialect);
    if (!statement)
        return fail(statement.error());
    statement->purpose = Purpose::Internal;
    return m_executor->query(*statement);
}

Result<qint64> LedgerTable::command(const Sql &sql)
{
    auto statement = render(sql, m_dialect);
    if (!statement)
        return fail(statement.error());
    statement->purpose = Purpose::Internal;
    const auto outcome = m_executor->command(*statement);
    if (!outcome)
        return fail(outcome.error());
    return outcome->affectedRows.value_or(0);
}

Result<void> LedgerTable::lookUp()
{
    const auto tables = query(Sql::raw(ledgerSql(m_dialect).findTables));
    if (!tables)
        return fail(tables.error());
    for (qint64 i = 0; i < tables->rowCount(); ++i) {
        const auto row = tables->row(i);
        const auto isLedger = row.text(0) == ledgerName;
        (isLedger ? m_hasLedger : m_hasRuns) = true;
        (isLedger ? m_ledgerSchema : m_runsSchema) = row.text(1);
    }
    m_ledger = name(m_ledgerSchema, ledgerName);
    m_runs = name(m_runsSchema, runsName);
    return {};
}

Result<void> LedgerTable::lookUpInCatalog()
{
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    const auto part = m_executor->connection().catalog(request);
    if (!part)
        return fail(part.error());
    for (const auto &object : part->objects) {
        m_hasLedger = m_hasLedger || object.path.name == ledgerName;
        m_hasRuns = m_hasRuns || object.path.name == runsName;
    }
    m_ledger = Sql::identifier(ledgerName);
    m_runs = Sql::identifier(runsName);
    return {};
}

Result<void> LedgerTable::findHome()
{
    const auto &text = ledgerSql(m_dialect).homeSchema;
    if (text.isEmpty())
        return {};
    const auto row = first(query(Sql::raw(text)));
    if (!row)
        return fail(row.error());
    const auto home = m_hasLedger ? m_ledgerSchema : row->text(0);
    if (home.isEmpty())
        return fail(Error(ErrorKind::InvalidOperation, tr("There is no schema in which the ledger could be made."))
                        .withHint(tr("Create the first schema of the search path, or choose a database.")));
    if (!m_hasLedger)
        m_ledgerSchema = home;
    if (!m_hasRuns)
        m_runsSchema = home;
    m_ledger = name(m_ledgerSchema, ledgerName);
    m_runs = name(m_runsSchema, runsName);
    return {};
}

Result<void> LedgerTable::create()
{
    if (m_hasLedger && m_hasRuns)
        return {};
    if (const auto home = findHome(); !home)
        return home;
    const auto &texts = ledgerSql(m_dialect);
    const auto make = [&](QByteArray text, const Sql &table, bool &isThere) -> Result<void> {
        if (isThere)
            return {};
        const auto inlined = renderInline(table, m_dialect);
        if (!inlined)
            return fail(inlined.error());
        const auto made = command(Sql::raw(text.replace("%1", *inlined)));
        if (!made)
            return fail(made.error());
        isThere = true;
        return {};
    };
    if (auto made = make(texts.createLedger, m_ledger, m_hasLedger); !made)
        return made;
    return make(texts.createRuns, m_runs, m_hasRuns);
}

Result<LedgerState> LedgerTable::read()
{
    LedgerState state;
    state.exists = m_hasLedger;
    state.hasDetails = m_hasRuns;
    if (m_hasLedger) {
        auto entries = readEntries();
        if (!entries)
            return fail(entries.error());
        state.entries = std::move(*entries);
    }
    if (!m_hasRuns)
        return state;
    auto runs = readRuns();
    if (!runs)
        return fail(runs.error());
    std::map<QString, RunDetails> recording;
    for (auto &run : *runs) {
        if (run.outcome == RunOutcome::Applied && run.action != RunAction::Down && run.action != RunAction::Forget)
            recording.insert_or_assign(run.name, run);
        auto name = run.name;
        state.lastRuns.insert_or_assign(std::move(name), std::move(run));
    }
    for (auto &entry : state.entries) {
        const auto found = recording.find(entry.name);
        if (found != recording.end() && found->second.hash == entry.hash)
            entry.details = found->second;
    }
    return state;
}

Result<std::vector<LedgerEntry>> LedgerTable::readEntries()
{
    const auto timestamp = Sql::raw(ledgerSql(m_dialect).timestampText);
    return mapRows(query(sql("SELECT id, name, application, sql_hash, {} FROM {} ORDER BY id", timestamp, m_ledger)),
        [](const Row &row) -> Result<LedgerEntry> {
            const auto id = row.integer(0);
            if (!id)
                return fail(id.error());
            return LedgerEntry { *id, row.text(1), row.text(2), row.text(3).toLatin1(), row.text(4), {} };
        });
}

Result<std::vector<RunDetails>> LedgerTable::readRuns()
{
    return mapRows(query(sql("SELECT run, name, action, outcome, sql_hash, who, started, finished, duration_ms, in_transaction,"
                             " statements, statements_done, statement_started, done_hash, review_hash, approved_by,"
                             " override_reason, error FROM {} ORDER BY id",
                       m_runs)),
        runOf);
}

Result<std::optional<QByteArray>> LedgerTable::recorded(const QString &name)
{
    const auto row = firstOrNull(query(sql("SELECT sql_hash FROM {} WHERE name = {}", m_ledger, name)));
    if (!row)
        return fail(row.error());
    return *row ? std::optional((*row)->text(0).toLatin1()) : std::nullopt;
}

Sql LedgerTable::idColumn() const
{
    return Sql::raw(ledgerSql(m_dialect).numbersRows ? "" : "id, ");
}

Sql LedgerTable::nextId(const Sql &table) const
{
    // Nobody else writes here: who does holds the lock.
    return ledgerSql(m_dialect).numbersRows ? Sql::raw("") : sql("(SELECT COALESCE(MAX(id), 0) + 1 FROM {}), ", table);
}

Result<void> LedgerTable::record(const Migration &migration, bool isThere)
{
    if (isThere)
        return updateHash(migration.name, migration.hash);
    const auto done = command(sql("INSERT INTO {} ({}name, application, sql_hash) VALUES ({}{}, {}, {})", m_ledger, idColumn(),
        nextId(m_ledger), migration.name, migration.application, QString::fromLatin1(migration.hash)));
    return done ? Result<void>() : fail(done.error());
}

Result<void> LedgerTable::updateHash(const QString &name, const QByteArray &hash)
{
    const auto done = command(sql("UPDATE {} SET sql_hash = {} WHERE name = {}", m_ledger, QString::fromLatin1(hash), name));
    return done ? Result<void>() : fail(done.error());
}

Result<void> LedgerTable::remove(const QString &name)
{
    const auto done = command(sql("DELETE FROM {} WHERE name = {}", m_ledger, name));
    return done ? Result<void>() : fail(done.error());
}

Result<void> LedgerTable::announce(const RunDetails &run)
{
    const auto done = command(sql("INSERT INTO {} ({}run, name, action, outcome, sql_hash, who, started, finished, in_transaction,"
                                  " statements, statements_done, statement_started, done_hash, review_hash, approved_by,"
                                  " override_reason) VALUES ({}{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})",
        m_runs, idColumn(), nextId(m_runs), run.run, run.name, runActionName(run.action), runOutcomeName(run.outcome), QString::fromLatin1(run.hash), run.who,
        run.started, orNull(run.finished), int(run.inTransaction), run.statements, run.statementsDone, run.statementStarted,
        orNull(run.doneHash), orNull(run.reviewHash), orNull(run.approvedBy), orNull(run.overrideReason)));
    return done ? Result<void>() : fail(done.error());
}

Result<void> LedgerTable::endInterrupted(const QString &name, const QString &exceptRun)
{
    const auto done = command(sql("UPDATE {} SET outcome = {} WHERE name = {} AND run <> {} AND outcome = {}", m_runs,
        runOutcomeName(RunOutcome::Interrupted), name, exceptRun, runOutcomeName(RunOutcome::Running)));
    return done ? Result<void>() : fail(done.error());
}

Result<void> LedgerTable::progress(const RunDetails &run)
{
    const auto done = command(sql("UPDATE {} SET statements_done = {}, statement_started = {}, done_hash = {} WHERE run = {} AND name = {}",
        m_runs, run.statementsDone, run.statementStarted, orNull(run.doneHash), run.run, run.name));
    return done ? Result<void>() : fail(done.error());
}

Result<void> LedgerTable::finish(const RunDetails &run)
{
    const auto done = command(
        sql("UPDATE {} SET outcome = {}, finished = {}, duration_ms = {}, statements_done = {}, statement_started = {}, done_hash = {},"
            " error = {} WHERE run = {} AND name = {}",
            m_runs, runOutcomeName(run.outcome), orNull(run.finished), run.durationMs, run.statementsDone, run.statementStarted,
            orNull(run.doneHash), orNull(run.error), run.run, run.name));
    return done ? Result<void>() : fail(done.error());
}

Result<bool> LedgerTable::settle(const RunDetails &run)
{
    const auto changed = command(sql("UPDATE {} SET outcome = {} WHERE run = {} AND name = {} AND outcome = {}", m_runs,
        runOutcomeName(RunOutcome::Failed), run.run, run.name, runOutcomeName(RunOutcome::Running)));
    return changed ? Result<bool>(*changed > 0) : fail(changed.error());
}

} // namespace dumbo
