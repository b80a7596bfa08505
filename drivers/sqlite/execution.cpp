#include "drivers/sqlite/execution.h"

#include "drivers/common/sqlite/tokens.h"
#include "drivers/sqlite/bind.h"
#include "drivers/sqlite/columns.h"
#include "drivers/sqlite/rows.h"

#include <QCoreApplication>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// How long rows wait for a batch to become full.
constexpr std::chrono::milliseconds patience { 100 };

} // namespace

SqliteExecution::SqliteExecution(Engine &engine, const Statement &statement)
    : m_engine(engine)
    , m_text(statement.text)
    , m_parameters(statement.parameters)
    , m_tail(statement.text.startsWith("\xEF\xBB\xBF") ? 3 : 0)
{
    m_engine.beginWork();
}

SqliteExecution::SqliteExecution(Engine &engine, std::shared_ptr<sqlite3_stmt> prepared,
    const Authorizer::Notes &notes, const Parameters &parameters)
    : m_engine(engine)
    , m_text(sqlite3_sql(prepared.get()))
    , m_parameters(parameters)
    , m_statement(std::move(prepared))
    , m_notes(notes)
    , m_isPrepared(true)
{
    m_engine.beginWork();
}

SqliteExecution::~SqliteExecution()
{
    std::ignore = close(CloseMode::Cancel);
}

Result<bool> SqliteExecution::nextResult()
{
    if (m_ended)
        return false;
    if (m_row == Row::Failed)
        return end(*m_error);
    const auto isFirstPrepared = m_isPrepared && m_tail == 0;
    if (!isFirstPrepared)
        leaveStatement();
    const auto prepared = isFirstPrepared ? Result<bool>(startPrepared()) : prepareNext();
    if (!prepared)
        return end(prepared.error());
    if (!*prepared) {
        m_ended = true;
        return false;
    }
    if (const auto first = runToFirstRow(); !first)
        return end(first.error());
    return true;
}

/// The statement that was prepared by somebody else.
bool SqliteExecution::startPrepared()
{
    m_tail = m_text.size();
    m_begin = skipBlank({ m_text.constData(), std::size_t(m_text.size()) }, 0);
    return true;
}

Result<bool> SqliteExecution::prepareNext()
{
    if (m_isPrepared)
        return false;
    const std::string_view text(m_text.constData(), std::size_t(m_text.size()));
    while (true) {
        m_begin = skipBlank(text, m_tail);
        while (m_begin < m_text.size() && m_text[m_begin] == ';')
            m_begin = skipBlank(text, m_begin + 1);
        if (m_begin >= m_text.size())
            return false;
        if (m_engine.isCancelled())
            return fail(m_engine.lastError(SQLITE_INTERRUPT));
        if (m_text[m_begin] == '\0')
            return fail(Error(ErrorKind::InvalidOperation, tr("The statement contains a NUL byte."))
                            .withPosition(m_begin));
        auto statement = m_engine.prepare(m_text, m_begin, &m_tail);
        if (!statement)
            return fail(statement.error());
        if (!*statement)
            continue;
        m_statement = std::shared_ptr<sqlite3_stmt>(statement->release(), FinalizeStatement());
        m_notes = m_engine.authorizer().notes();
        if (const auto alone = refuseFurtherStatements(); !alone)
            return fail(alone.error());
        return true;
    }
}

/// Values can belong to one statement only.
Result<void> SqliteExecution::refuseFurtherStatements()
{
    if (m_parameters.isEmpty())
        return {};
    const std::string_view text(m_text.constData(), std::size_t(m_text.size()));
    auto further = skipBlank(text, m_tail);
    while (further < m_text.size() && m_text[further] == ';')
        further = skipBlank(text, further + 1);
    if (further >= m_text.size())
        return {};
    return fail(Error(
        ErrorKind::InvalidOperation, tr("Parameters can be given to a single statement, not to a script."))
                    .withPosition(further));
}

Result<void> SqliteExecution::runToFirstRow()
{
    if (auto bound = bind(m_statement.get(), m_parameters); !bound)
        return bound;
    const auto sql = m_text.sliced(m_begin, m_tail - m_begin);
    m_engine.observer().statementSent(sql);
    m_outcome = {};
    m_outcome.tag = mainKeyword({ sql.constData(), std::size_t(sql.size()) });
    step();
    if (m_row == Row::Failed)
        return fail(*m_error);
    // After the step, because it may have prepared the statement anew for a changed schema.
    m_columns = describeColumns(m_engine, m_statement.get(), m_notes.readsView);
    m_builder.reset();
    if (!m_columns.empty())
        m_builder.emplace(int(m_columns.size()), BatchLimit::first());
    return {};
}

void SqliteExecution::step()
{
    // SQLite forgets an interrupt between statements, and with a few rows a step the progress handler may not
    // come in time.
    const auto code = m_engine.isCancelled() ? SQLITE_INTERRUPT : sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW) {
        m_row = Row::Ready;
        return;
    }
    m_row = code == SQLITE_DONE ? Row::None : Row::Failed;
    if (code == SQLITE_DONE)
        finishStatement();
    else
        m_error = m_engine.lastError(code, m_begin);
}

/// The statement ran to its end: what did it do?
void SqliteExecution::finishStatement()
{
    m_engine.adoptSettings();
    if (!changesRows(m_outcome.tag))
        return;
    m_outcome.affectedRows = sqlite3_changes64(m_engine.handle());
    if (*m_outcome.affectedRows > 0 && m_outcome.tag != "UPDATE" && m_outcome.tag != "DELETE")
        m_outcome.lastInsertId = m_engine.lastInsertId(m_notes);
}

Result<std::optional<Batch>> SqliteExecution::next(const BatchLimit &limit)
{
    if (m_ended || !m_builder)
        return std::nullopt;
    m_builder->setLimit(limit);
    readRows();
    if (m_builder->rowCount() == 0) {
        if (m_row == Row::Failed)
            return end(*m_error);
        return std::nullopt;
    }
    auto batch = m_builder->finish();
    if (!batch)
        return end(batch.error());
    return std::optional<Batch>(std::move(*batch));
}

/// Until the batch is full, the result ends, or the rows so far have waited long enough to be shown.
void SqliteExecution::readRows()
{
    const auto columns = int(m_columns.size());
    const auto begin = std::chrono::steady_clock::now();
    const auto isUtf8 = m_engine.isUtf8();
    auto ticks = m_engine.ticks();
    while (true) {
        if (m_row == Row::Consumed)
            step();
        if (m_row != Row::Ready)
            return;
        if (isUtf8) [[likely]]
            appendRow(m_statement.get(), columns, *m_builder);
        else
            appendConvertedRow(m_statement.get(), columns, *m_builder);
        m_row = Row::Consumed;
        if (m_builder->isFull())
            return;
        if (ticks != m_engine.ticks()) {
            ticks = m_engine.ticks();
            if (std::chrono::steady_clock::now() - begin > patience)
                return;
        }
    }
}

void SqliteExecution::leaveStatement()
{
    if (m_statement) {
        sqlite3_reset(m_statement.get());
        if (m_isPrepared)
            sqlite3_clear_bindings(m_statement.get());
    }
    m_statement.reset();
    m_columns.clear();
    m_builder.reset();
    m_row = Row::None;
    m_error.reset();
    m_outcome = {};
}

std::unexpected<Error> SqliteExecution::end(const Error &error)
{
    const auto kept = error;
    leaveStatement();
    m_ended = true;
    return fail(kept);
}

Result<void> SqliteExecution::close(CloseMode mode)
{
    if (m_closed)
        return {};
    Result<void> outcome;
    while (mode == CloseMode::Drain && !m_ended) {
        while (m_row == Row::Ready || m_row == Row::Consumed)
            step();
        if (m_row == Row::Failed) {
            outcome = end(*m_error);
        } else if (const auto more = nextResult(); !more) {
            outcome = fail(more.error());
        }
    }
    leaveStatement();
    m_ended = true;
    m_closed = true;
    m_engine.endWork();
    return outcome;
}

} // namespace dumbo::sqlite
