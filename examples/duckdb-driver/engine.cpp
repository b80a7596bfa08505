#include "engine.h"

#include "errors.h"
#include "statements.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

std::string_view firstString(duckdb_data_chunk chunk)
{
    auto *vector = api().data_chunk_get_vector(chunk, 0);
    const auto *validity = api().vector_get_validity(vector);
    if (api().data_chunk_get_size(chunk) == 0 || (validity && !(validity[0] & 1)))
        return {};
    const auto *text = static_cast<const duckdb_string_t *>(api().vector_get_data(vector));
    const auto length = text->value.inlined.length;
    return { length <= 12 ? text->value.inlined.inlined : text->value.pointer.ptr, length };
}

/// Temporary objects and prepared statements belong to the connection, as most settings do.
bool changesSession(duckdb_statement_type type, const QByteArray &statement)
{
    switch (type) {
    case DUCKDB_STATEMENT_TYPE_SET:
    case DUCKDB_STATEMENT_TYPE_VARIABLE_SET:
    case DUCKDB_STATEMENT_TYPE_PRAGMA:
    case DUCKDB_STATEMENT_TYPE_PREPARE:
    case DUCKDB_STATEMENT_TYPE_ATTACH:
    case DUCKDB_STATEMENT_TYPE_DETACH:
    case DUCKDB_STATEMENT_TYPE_LOAD:
        return true;
    case DUCKDB_STATEMENT_TYPE_CREATE:
    case DUCKDB_STATEMENT_TYPE_CREATE_FUNC: {
        const auto tokens = firstTokens({ statement.constData(), std::size_t(statement.size()) }, 6);
        return std::ranges::any_of(tokens, [](const QByteArray &token) { return token == "TEMP" || token == "TEMPORARY"; });
    }
    default:
        return false;
    }
}

} // namespace

Engine::Engine(std::shared_ptr<Database> database, ConnectionHandle connection, ConnectionObserver &observer, ReadOnlyGate gate)
    : m_observer(observer)
    , m_gate(gate)
    , m_database(std::move(database))
    , m_connection(std::move(connection))
{
    readTimeZone();
}

Engine::~Engine() = default;

void Engine::beginWork()
{
    const std::lock_guard lock(m_mutex);
    Q_ASSERT(!m_working);
    m_cancelled = false;
    m_working = true;
}

void Engine::endWork()
{
    const std::lock_guard lock(m_mutex);
    m_working = false;
    m_cancelled = false;
}

void Engine::cancel() noexcept
{
    const std::lock_guard lock(m_mutex);
    if (!m_working)
        return;
    m_cancelled = true;
    api().interrupt(handle());
    m_wake.notify_all();
}

void Engine::waitBriefly()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, std::chrono::milliseconds(2), [this] { return isCancelled(); });
}

Error Engine::cancelledError() const
{
    return Error(ErrorKind::Cancelled, tr("The statement was cancelled."));
}

Error Engine::error(const char *words, qint64 from, const QByteArray &statement) const
{
    return isCancelled() ? cancelledError() : engineError(words, from, statement);
}

void Engine::statementSucceeded(duckdb_statement_type type, const QByteArray &statement)
{
    if (type == DUCKDB_STATEMENT_TYPE_TRANSACTION) {
        const auto word = mainKeyword({ statement.constData(), std::size_t(statement.size()) });
        m_transaction = word == "BEGIN" || word == "START" ? TransactionState::Active : TransactionState::Idle;
    }
    m_sessionChanged = m_sessionChanged || changesSession(type, statement);
    if (type == DUCKDB_STATEMENT_TYPE_SET || type == DUCKDB_STATEMENT_TYPE_VARIABLE_SET || type == DUCKDB_STATEMENT_TYPE_PRAGMA)
        readTimeZone();
}

/// Some errors abort the transaction and some do not, and a COMMIT that failed has ended it: DuckDB is asked.
void Engine::statementFailed()
{
    if (m_transaction != TransactionState::Active)
        return;
    ResultHandle result;
    if (api().query(handle(), "SELECT 1", result.get()) == DuckDBSuccess)
        return;
    const auto words = QByteArray(api().result_error(result.get()));
    if (words.contains("aborted"))
        m_transaction = TransactionState::Failed;
}

void Engine::settle()
{
    PreparedHandle nothing;
    api().prepare(handle(), "SELECT 1", nothing.receive());
}

Result<void> Engine::run(const QByteArray &sql, const OnChunk &onChunk)
{
    ResultHandle result;
    if (api().query(handle(), sql.constData(), result.get()) != DuckDBSuccess)
        return fail(error(api().result_error(result.get()), 0, sql));
    while (onChunk) {
        const ChunkHandle chunk(api().fetch_chunk(*result.get()));
        if (!chunk)
            break;
        onChunk(chunk.get());
    }
    return {};
}

QByteArray Engine::ask(const QByteArray &sql)
{
    QByteArray answer;
    std::ignore = run(sql, [&](duckdb_data_chunk chunk) {
        const auto text = firstString(chunk);
        if (answer.isEmpty())
            answer = QByteArray(text.data(), qsizetype(text.size()));
    });
    return answer;
}

/// Without ICU there is no such setting, and DuckDB writes UTC.
void Engine::readTimeZone()
{
    if (m_transaction == TransactionState::Failed)
        return;
    const auto name = ask("SELECT value FROM duckdb_settings() WHERE name = 'TimeZone'");
    const QTimeZone zone(name);
    m_timeZone = name.isEmpty() || !zone.isValid() ? QTimeZone::utc() : zone;
}

Result<std::unique_ptr<Engine>> openEngine(
    const Options &options, bool readOnly, const Cancellation &cancellation, ConnectionObserver &observer)
{
    if (const auto loaded = loadApi(); !loaded)
        return fail(loaded.error());
    if (options.path.isEmpty())
        return fail(Error(ErrorKind::InvalidOperation, tr("No database file was named."))
                        .withHint(tr("Give the option \"path\": a file, or \":memory:\".")));
    auto database = Database::open(options, readOnly, cancellation);
    if (!database)
        return fail(database.error());
    ConnectionHandle connection;
    if (api().connect((*database)->handle(), connection.receive()) != DuckDBSuccess)
        return fail(ErrorKind::Connection, tr("DuckDB opened %1, but makes no connection to it.").arg(options.path));
    auto engine = std::make_unique<Engine>(std::move(*database), std::move(connection), observer, ReadOnlyGate(readOnly));
    if (cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    // Errors with their position; progress without a bar on the terminal.
    for (const auto *setting : { "SET errors_as_json = true", "SET enable_progress_bar = true", "SET enable_progress_bar_print = false" }) {
        if (const auto set = engine->run(setting); !set)
            return fail(set.error());
    }
    return engine;
}

} // namespace dumbo::duckdb
