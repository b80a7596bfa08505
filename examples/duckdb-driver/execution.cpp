#include "execution.h"

#include "bind.h"
#include "statements.h"

#include <QCoreApplication>

#include <tuple>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

/// How often somebody is told how far a query is.
constexpr std::chrono::milliseconds progressInterval { 100 };

std::string_view viewOf(const QByteArray &text)
{
    return { text.constData(), std::size_t(text.size()) };
}

/// Of a result that says how many rows a statement changed.
std::optional<qint64> changedRows(duckdb_result *result)
{
    const ChunkHandle chunk(api().fetch_chunk(*result));
    if (!chunk || api().data_chunk_get_size(chunk.get()) == 0)
        return std::nullopt;
    return *static_cast<const qint64 *>(api().vector_get_data(api().data_chunk_get_vector(chunk.get(), 0)));
}

} // namespace

Result<BoundStatement> prepareStatement(Engine &engine, const QByteArray &text, qint64 begin, qint64 end)
{
    BoundStatement bound;
    bound.text = text.sliced(begin, end - begin);
    if (const auto nul = bound.text.indexOf('\0'); nul >= 0)
        return fail(Error(ErrorKind::InvalidOperation, tr("The statement contains a NUL byte.")).withPosition(begin + nul));
    if (const auto allowed = engine.gate().checkText(bound.text); !allowed)
        return fail(allowed.error());
    ExtractedHandle extracted;
    const auto count = api().extract_statements(engine.handle(), bound.text.constData(), extracted.receive());
    if (count == 0)
        return fail(engine.error(api().extract_statements_error(extracted.get()), begin, bound.text));
    for (idx_t i = 0; i < count; ++i) {
        const auto prepared = api().prepare_extracted_statement(engine.handle(), extracted.get(), i, bound.handle.receive());
        if (prepared != DuckDBSuccess)
            return fail(engine.error(bound.handle ? api().prepare_error(bound.handle.get()) : "", begin, bound.text));
        bound.type = api().prepared_statement_type(bound.handle.get());
        const auto isHelper = i + 1 < count && bound.type == DUCKDB_STATEMENT_TYPE_CREATE && mainKeyword(viewOf(bound.text)) != "CREATE";
        if (const auto allowed = engine.gate().check(bound.type, bound.text); !allowed && !isHelper)
            return fail(allowed.error());
        if (i + 1 == count)
            break;
        PendingHandle pending;
        ResultHandle result;
        if (api().pending_prepared_streaming(bound.handle.get(), pending.receive()) != DuckDBSuccess)
            return fail(engine.error(api().pending_error(pending.get()), begin, bound.text));
        if (api().execute_pending(pending.get(), result.get()) != DuckDBSuccess)
            return fail(engine.error(api().result_error(result.get()), begin, bound.text));
    }
    return bound;
}

DuckExecution::DuckExecution(Engine &engine, const Statement &statement)
    : m_engine(engine)
    , m_text(statement.text)
    , m_parameters(statement.parameters)
    , m_tail(statement.text.startsWith("\xEF\xBB\xBF") ? 3 : 0)
{
    m_engine.beginWork();
}

DuckExecution::DuckExecution(Engine &engine, std::shared_ptr<BoundStatement> prepared, const Parameters &parameters)
    : m_engine(engine)
    , m_text(prepared->text)
    , m_parameters(parameters)
    , m_statement(std::move(prepared))
    , m_isPrepared(true)
    , m_tail(m_text.size())
{
    m_engine.beginWork();
}

DuckExecution::~DuckExecution()
{
    std::ignore = close(CloseMode::Cancel);
}

Result<bool> DuckExecution::nextResult()
{
    if (m_ended)
        return false;
    const auto isFirstPrepared = m_isPrepared && !m_startedPrepared;
    if (!isFirstPrepared)
        leaveStatement();
    const auto prepared = isFirstPrepared ? Result<bool>(true) : prepareNext();
    m_startedPrepared = true;
    if (!prepared)
        return end(prepared.error());
    if (!*prepared) {
        m_ended = true;
        return false;
    }
    if (const auto started = start(); !started)
        return end(started.error());
    return true;
}

Result<bool> DuckExecution::prepareNext()
{
    const auto span = nextStatement(viewOf(m_text), m_tail);
    m_begin = span.begin;
    if (m_isPrepared || span.begin == span.end)
        return false;
    m_tail = span.end;
    if (m_engine.isCancelled())
        return fail(m_engine.cancelledError());
    if (const auto alone = refuseFurtherStatements(); !alone)
        return fail(alone.error());
    auto bound = prepareStatement(m_engine, m_text, span.begin, span.end);
    if (!bound)
        return fail(bound.error());
    m_statement = std::make_shared<BoundStatement>(std::move(*bound));
    return true;
}

/// Values can belong to one statement only.
Result<void> DuckExecution::refuseFurtherStatements()
{
    const auto further = nextStatement(viewOf(m_text), m_tail);
    if (m_parameters.isEmpty() || further.begin == further.end)
        return {};
    return fail(Error(ErrorKind::InvalidOperation, tr("Parameters can be given to a single statement, not to a script."))
                    .withPosition(further.begin));
}

Result<void> DuckExecution::start()
{
    if (auto bound = bind(m_engine, m_statement->handle.get(), m_parameters); !bound)
        return bound;
    m_engine.observer().statementSent(m_statement->text);
    m_outcome = {};
    m_outcome.tag = mainKeyword(viewOf(m_statement->text));
    PendingHandle pending;
    if (api().pending_prepared_streaming(m_statement->handle.get(), pending.receive()) != DuckDBSuccess)
        return fail(m_engine.error(api().pending_error(pending.get()), m_begin, m_statement->text));
    if (auto ready = runPending(pending.get()); !ready)
        return ready;
    if (api().execute_pending(pending.get(), m_result.get()) != DuckDBSuccess)
        return fail(m_engine.error(api().result_error(m_result.get()), m_begin, m_statement->text));
    m_engine.statementSucceeded(m_statement->type, m_statement->text);
    return describe();
}

/// Until the first rows are there. This thread works too, and looks between two pieces of work whether it is still wanted.
Result<void> DuckExecution::runPending(duckdb_pending_result pending)
{
    auto told = std::chrono::steady_clock::now();
    while (true) {
        if (m_engine.isCancelled()) {
            // One that came before the work was pending was forgotten by DuckDB, and its other threads would go on.
            api().interrupt(m_engine.handle());
            return fail(m_engine.cancelledError());
        }
        const auto state = api().pending_execute_task(pending);
        if (state == DUCKDB_PENDING_RESULT_READY)
            return {};
        if (state == DUCKDB_PENDING_ERROR)
            return fail(m_engine.error(api().pending_error(pending), m_begin, m_statement->text));
        if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE)
            m_engine.waitBriefly();
        if (const auto now = std::chrono::steady_clock::now(); now - told > progressInterval) {
            told = now;
            const auto progress = api().query_progress(m_engine.handle());
            if (progress.percentage >= 0)
                m_engine.observer().progress(qint64(progress.rows_processed), qint64(progress.total_rows_to_process));
        }
    }
}

Result<void> DuckExecution::describe()
{
    m_columns.clear();
    m_reader.reset();
    const auto kind = api().result_return_type(*m_result.get());
    if (kind == DUCKDB_RESULT_TYPE_CHANGED_ROWS)
        m_outcome.affectedRows = changedRows(m_result.get());
    if (kind != DUCKDB_RESULT_TYPE_QUERY_RESULT)
        return {};
    std::vector<ValueType> types;
    for (idx_t i = 0; i < api().column_count(m_result.get()); ++i) {
        const TypeHandle type(api().column_logical_type(m_result.get(), i));
        types.push_back(ValueType::of(type.get()));
        m_columns.push_back(describeColumn(api().column_name(m_result.get(), i), types.back()));
    }
    m_reader.emplace(std::move(types), m_engine.timeZone(), api().result_is_streaming(*m_result.get()));
    return {};
}

Result<bool> DuckExecution::fetch(const BatchLimit &limit)
{
    if (m_engine.isCancelled())
        return fail(m_engine.cancelledError());
    ChunkHandle chunk(api().fetch_chunk(*m_result.get()));
    if (chunk) {
        m_reader->take(std::move(chunk), limit);
        return true;
    }
    const auto *words = api().result_error(m_result.get());
    if (m_engine.isCancelled() || (words && *words))
        return fail(m_engine.error(words, m_begin, m_statement->text));
    return false;
}

Result<std::optional<Batch>> DuckExecution::next(const BatchLimit &limit)
{
    if (m_ended || !m_reader)
        return std::nullopt;
    while (m_reader->isEmpty()) {
        const auto more = fetch(limit);
        if (!more)
            return end(more.error());
        if (!*more) {
            m_reader.reset();
            return std::nullopt;
        }
    }
    auto batch = m_reader->next(limit);
    if (!batch)
        return end(batch.error());
    return std::optional<Batch>(std::move(*batch));
}

void DuckExecution::leaveStatement()
{
    const auto isAbandoned = m_reader.has_value();
    m_reader.reset();
    m_result.reset();
    if (m_isPrepared && m_statement)
        api().clear_bindings(m_statement->handle.get());
    m_statement.reset();
    m_columns.clear();
    m_outcome = {};
    if (isAbandoned)
        m_engine.settle();
}

std::unexpected<Error> DuckExecution::end(const Error &error)
{
    const auto kept = error;
    leaveStatement();
    m_engine.statementFailed();
    m_ended = true;
    return fail(kept);
}

Result<void> DuckExecution::close(CloseMode mode)
{
    if (m_closed)
        return {};
    Result<void> outcome;
    while (mode == CloseMode::Drain && !m_ended) {
        Result<bool> more = true;
        while (m_reader && more && *more)
            more = fetch(BatchLimit());
        if (more)
            m_reader.reset();
        if (more)
            more = nextResult();
        else
            std::ignore = end(more.error());
        if (!more)
            outcome = fail(more.error());
    }
    leaveStatement();
    m_ended = true;
    m_closed = true;
    m_engine.endWork();
    return outcome;
}

} // namespace dumbo::duckdb
