#include "drivers/common/postgresql/dryrun.h"

#include "drivers/common/postgresql/catalogsource.h"
#include "drivers/common/postgresql/scratchdatabases.h"
#include "drivers/common/postgresql/statements.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::postgresql {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int mostAttempts = 25;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

std::string_view view(const QByteArray &bytes)
{
    return { bytes.constData(), std::size_t(bytes.size()) };
}

/// Extensions through which statements act outside of their transaction.
const QByteArray reachingOut = "SELECT extname FROM pg_catalog.pg_extension WHERE extname IN ('dblink', 'postgres_fdw', 'file_fdw',"
                               " 'mysql_fdw', 'oracle_fdw', 'tds_fdw', 'pg_background', 'pg_cron', 'http', 'pg_net', 'plpython3u', 'plperlu',"
                               " 'pltclu', 'plsh') ORDER BY 1";

/// Functions of users whose bodies act outside, and tables whose triggers call one of them.
QByteArray hiddenActors(bool onScratch)
{
    auto actions = QByteArray(outsideActions().data(), qsizetype(outsideActions().size()));
    if (!onScratch)
        actions += '|' + QByteArray(sequenceActions().data(), qsizetype(sequenceActions().size()));
    const auto pattern = literal(QString::fromUtf8(actions));
    return "WITH actor AS (SELECT p.oid, p.proname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l"
           " ON l.oid OPERATOR(pg_catalog.=) p.prolang WHERE p.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid"
           " AND l.lanname OPERATOR(pg_catalog.<>) 'c' AND l.lanname OPERATOR(pg_catalog.<>) 'internal'"
           " AND p.prosrc OPERATOR(pg_catalog.~*) "
        + pattern
        + ") SELECT proname FROM actor UNION ALL SELECT c.relname FROM pg_catalog.pg_trigger t JOIN actor ON actor.oid"
          " OPERATOR(pg_catalog.=) t.tgfoid JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.tgrelid";
}

/// "SELECT 12": CREATE TABLE AS tells its rows so.
std::optional<qint64> rowsOfTag(const QByteArray &tag)
{
    bool isNumber = false;
    const auto rows = tag.startsWith("SELECT ") ? tag.sliced(7).toLongLong(&isNumber) : 0;
    return isNumber ? std::optional(rows) : std::nullopt;
}

} // namespace

DryRun::DryRun(Connection &connection)
    : m_connection(connection)
    , m_guard(connection)
    , m_watch(connection)
{
}

Result<void> DryRun::run(const QByteArray &sql)
{
    const auto done = rows(sql);
    return done ? Result<void>() : fail(done.error());
}

Result<std::vector<explain::TextRow>> DryRun::rows(const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Internal;
    return explain::readRows(m_connection, statement);
}

Result<QStringList> DryRun::limits()
{
    QStringList limits { tr("Locks are real and held until the end of the dry run. Sequences are not set back, and rows that were written stay "
                            "in the files as dead rows until VACUUM.") };
    const auto super = rows("SELECT pg_catalog.current_setting('is_superuser')");
    if (!super)
        return fail(super.error());
    if (!super->empty() && super->front().front() == "on")
        limits.append(tr("This user is a superuser: what functions do to files, programs and other servers is not undone."));
    const auto extensions = rows(reachingOut);
    if (!extensions)
        return fail(extensions.error());
    QStringList names;
    for (const auto &row : *extensions)
        names.append(QString::fromUtf8(row.front().value_or(QByteArray())));
    if (!names.isEmpty())
        limits.append(tr("Installed, and able to act outside of the transaction: %1. What functions do through them is not undone.")
                          .arg(names.join(QStringLiteral(", "))));
    return limits;
}

Result<void> DryRun::begin(const DryRunOptions &options)
{
    if (m_connection.transactionState() != TransactionState::Idle)
        return fail(ErrorKind::InvalidOperation, tr("A transaction is open; a dry run needs one of its own."));
    m_options = options;
    m_state = State::None;
    if (options.onScratch) {
        const auto inOne = ScratchDatabases(m_connection).isInOne();
        if (!inOne)
            return fail(inOne.error());
        if (!*inOne)
            return fail(ErrorKind::InvalidOperation, tr("This connection is not in a scratch database, so nothing is run that would stay."));
    }
    auto begun = beginTransaction();
    if (begun && !options.onScratch)
        begun = m_guard.set();
    if (begun)
        begun = m_watch.begin(options.onScratch ? QByteArray() : m_guard.tableName());
    if (begun) {
        m_state = State::Open;
        return {};
    }
    const auto undone = rollBack();
    return undone || m_connection.isBroken() ? begun : undone;
}

Result<void> DryRun::beginTransaction()
{
    TransactionOptions options;
    options.isolation = IsolationLevel::ReadCommitted;
    if (const auto begun = m_connection.begin(options); !begun)
        return begun;
    if (const auto writes = run("SET TRANSACTION READ WRITE"); !writes)
        return fail(Error(ErrorKind::InvalidOperation, tr("A dry run writes, and undoes what it wrote; this connection is read-only."))
                        .withCause(writes.error()));
    return prepareMeasuring();
}

/// A statement before may have set another.
Result<void> DryRun::prepareMeasuring()
{
    const auto limit = std::max<qint64>(1, m_options.lockTimeout.count());
    return run("SET LOCAL lock_timeout = " + QByteArray::number(limit));
}

Result<void> DryRun::rollBack()
{
    Result<void> undone;
    for (int attempt = 0; attempt < mostAttempts; ++attempt) {
        if (m_connection.isBroken())
            return fail(ErrorKind::Connection, tr("The connection was lost; the server rolls back by itself."));
        if (m_connection.transactionState() == TransactionState::Idle)
            return {};
        undone = m_connection.rollback();
        if (!undone && !undone.error().isCancelled())
            return undone;
    }
    return undone;
}

Error DryRun::stopped(const QString &reason, const std::optional<Error> &cause)
{
    m_state = State::Over;
    const auto undone = rollBack();
    Error error(ErrorKind::InvalidOperation, reason + u' ' + tr("All is rolled back, and nothing more is run."));
    return cause ? error.withCause(*cause) : undone ? error : error.withCause(undone.error());
}

Result<void> DryRun::refuseHiddenActions(const StatementText &text)
{
    if (onlyDeclares(view(text), m_connection.dialect().lexer.backslashEscapes))
        return {};
    const auto actors = rows(hiddenActors(m_options.onScratch));
    if (!actors)
        return fail(actors.error());
    QStringList names;
    for (const auto &row : *actors)
        names.append(QString::fromUtf8(row.front().value_or(QByteArray())));
    const auto found = namesIn(view(text), names);
    if (found.isEmpty())
        return {};
    return fail(ErrorKind::InvalidOperation,
        tr("Refused, because of \"%1\": the body of a function there acts where no rollback reaches.").arg(found.join(QStringLiteral(", "))));
}

Result<StatementMeasurement> DryRun::measure(const StatementText &text)
{
    if (m_state != State::Open)
        return fail(ErrorKind::InvalidOperation, tr("The dry run is over; nothing more is run."));
    const auto backslashes = m_connection.dialect().lexer.backslashEscapes;
    auto fit = checkDryRun(view(text), backslashes, m_options.onScratch);
    if (fit)
        fit = checkDryRun(view(text), !backslashes, m_options.onScratch); // a statement before may change the setting
    if (!fit)
        return fail(fit.error());
    if (*fit == TrialFit::Alone)
        return measureAlone(text);
    return measureInside(text);
}

namespace {

/// Reads all and keeps nothing.
Result<void> drain(Execution &execution, Clock::time_point begin, StatementMeasurement &measurement)
{
    qint64 returned = 0;
    while (true) {
        const auto more = execution.nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            break;
        while (true) {
            const auto batch = execution.next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            returned += (*batch)->rowCount();
        }
        const auto outcome = execution.outcome();
        const auto hasRows = !execution.columns().empty();
        measurement.rows = outcome.affectedRows ? outcome.affectedRows : hasRows ? std::optional(returned) : rowsOfTag(outcome.tag);
    }
    const auto closed = execution.close(CloseMode::Drain);
    measurement.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    return closed;
}

} // namespace

Result<void> DryRun::runPrepared(const StatementText &text, StatementMeasurement &measurement)
{
    const auto prepared = m_connection.prepare(text);
    if (!prepared)
        return fail(prepared.error());
    const auto begin = Clock::now();
    const auto execution = (*prepared)->execute({});
    return execution ? drain(**execution, begin, measurement) : fail(execution.error());
}

/// Once the server has found it to be one statement. What runs alone can't be run by EXECUTE, as some drivers run what is prepared.
Result<void> DryRun::runPlain(const StatementText &text, StatementMeasurement &measurement)
{
    if (const auto prepared = m_connection.prepare(text); !prepared)
        return fail(prepared.error());
    Statement statement;
    statement.text = text;
    const auto begin = Clock::now();
    const auto execution = m_connection.execute(statement);
    return execution ? drain(**execution, begin, measurement) : fail(execution.error());
}

Result<StatementMeasurement> DryRun::measureInside(const StatementText &text)
{
    auto ready = refuseHiddenActions(text);
    if (ready)
        ready = prepareMeasuring();
    if (!ready) {
        if (m_connection.transactionState() != TransactionState::Active)
            m_state = State::Over;
        return fail(ready.error());
    }
    StatementMeasurement measurement;
    // Drivers forget what is prepared before they send what may end a transaction.
    const auto piece = nextStatement(view(text), 0, m_connection.dialect().lexer.backslashEscapes);
    const auto done = piece.endsTransaction() ? runPlain(text, measurement) : runPrepared(text, measurement);
    const auto state = m_connection.transactionState();
    if (state == TransactionState::Idle)
        return fail(stopped(tr("The statement ended the transaction of the dry run."), done ? std::nullopt : std::optional(done.error())));
    if (!done) {
        m_state = State::Over;
        return fail(done.error());
    }
    auto kept = keepTransaction();
    if (kept)
        kept = m_watch.take(measurement);
    if (kept && m_options.onScratch && !m_options.inTransaction)
        kept = restart();
    if (!kept) {
        m_state = State::Over;
        return fail(kept.error());
    }
    return measurement;
}

Result<void> DryRun::restart()
{
    if (const auto kept = m_connection.commit(); !kept)
        return kept;
    if (const auto begun = beginTransaction(); !begun)
        return begun;
    StatementMeasurement ignored;
    return m_watch.takeAfterwards(ignored);
}

Result<void> DryRun::keepTransaction()
{
    if (m_options.onScratch)
        return {};
    const auto found = m_guard.look();
    if (!found)
        return fail(stopped(tr("The guard of the dry run could not be looked at."), found.error()));
    switch (*found) {
    case DryRunGuard::Finding::Holds: return {};
    case DryRunGuard::Finding::Damaged: return fail(stopped(tr("The statement tampered with the guard that keeps the dry run from being committed.")));
    case DryRunGuard::Finding::Gone: break;
    }
    return fail(stopped(tr("The statement ended the transaction of the dry run and began another one.")));
}

Result<StatementMeasurement> DryRun::measureAlone(const StatementText &text)
{
    StatementMeasurement measurement;
    auto done = m_connection.commit();
    if (done)
        done = runPlain(text, measurement);
    if (done && m_connection.transactionState() == TransactionState::Idle)
        done = beginTransaction();
    if (done)
        done = m_watch.takeAfterwards(measurement);
    if (!done) {
        m_state = State::Over;
        return fail(done.error());
    }
    measurement.notices.append(tr("It ran alone, without a transaction; its locks were gone with it and are not measured."));
    return measurement;
}

Result<QStringList> DryRun::check()
{
    if (m_state != State::Open)
        return QStringList();
    const auto tables = m_watch.lockedTables();
    if (tables.isEmpty())
        return QStringList();
    const auto found = rows("SELECT DISTINCT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.conname) FROM"
                            " pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace WHERE c.condeferrable"
                            " AND c.conrelid IN ("
        + tables.join(", ") + ") ORDER BY 1");
    if (!found)
        return fail(found.error());
    QStringList sentences;
    for (const auto &row : *found) {
        const auto name = row.front().value_or(QByteArray());
        if (const auto begun = run("SAVEPOINT dumbo_check"); !begun)
            return fail(begun.error());
        const auto checked = run("SET CONSTRAINTS " + name + " IMMEDIATE");
        if (!checked && (checked.error().isCancelled() || m_connection.isBroken()))
            return fail(checked.error());
        if (!checked)
            sentences.append(tr("At the end it would fail: %1").arg(checked.error().serverMessage()));
        if (const auto undone = run("ROLLBACK TO SAVEPOINT dumbo_check"); !undone)
            return fail(undone.error());
        if (const auto released = run("RELEASE SAVEPOINT dumbo_check"); !released)
            return fail(released.error());
    }
    return sentences;
}

Result<void> DryRun::end()
{
    m_state = State::None;
    if (m_options.onScratch && m_connection.transactionState() == TransactionState::Active)
        return m_connection.commit();
    if (const auto undone = rollBack(); !undone)
        return undone;
    // Locks of the session are no part of the transaction.
    return run("SELECT pg_catalog.pg_advisory_unlock_all()");
}

} // namespace dumbo::postgresql
