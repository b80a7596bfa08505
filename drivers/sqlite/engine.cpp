#include "drivers/sqlite/engine.h"

#include "drivers/common/sqlite/errors.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dumbo::sqlite {

namespace {

/// Steps of SQLite's virtual machine between two looks at the cancel flag: about 0.1 ms.
constexpr int progressSteps = 4000;

constexpr std::array<int, 8> busyDelays { 1, 2, 5, 10, 15, 20, 25, 50 };

} // namespace

Engine::Engine(DatabaseHandle database, ConnectionObserver &observer, bool readOnly)
    : m_observer(observer)
    , m_authorizer(readOnly)
    , m_database(std::move(database))
{
    if (!isOurs())
        return;
    sqlite3_extended_result_codes(handle(), 1);
    sqlite3_set_authorizer(handle(), onAuthorize, this);
    sqlite3_progress_handler(handle(), progressSteps, onProgress, this);
    setBusyTimeout(m_busyTimeout);
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
    sqlite3_interrupt(handle());
    m_wake.notify_all();
}

void Engine::setBusyTimeout(std::chrono::milliseconds timeout)
{
    m_busyTimeout = timeout;
    sqlite3_busy_handler(handle(), onBusy, this);
}

void Engine::adoptSettings()
{
    if (!m_authorizer.takeSettingChange())
        return;
    // Zero is also what SQLite tells while our own handler is in place.
    if (const auto timeout = ask("PRAGMA busy_timeout").toInt(); timeout > 0)
        setBusyTimeout(std::chrono::milliseconds(timeout));
    readEncoding();
}

void Engine::readEncoding()
{
    m_isUtf8 = ask("PRAGMA main.encoding") == "UTF-8";
}

std::optional<qint64> Engine::lastInsertId(const Authorizer::Notes &notes) const
{
    const auto found = !notes.insertTable.isEmpty()
        && sqlite3_table_column_metadata(handle(), notes.insertSchema.constData(),
               notes.insertTable.constData(), "rowid", nullptr, nullptr, nullptr, nullptr, nullptr)
            == SQLITE_OK;
    if (!found)
        return std::nullopt;
    return sqlite3_last_insert_rowid(handle());
}

int Engine::onBusy(void *self, int count)
{
    return static_cast<Engine *>(self)->waitForLock(count) ? 1 : 0;
}

bool Engine::waitForLock(int count)
{
    const auto now = std::chrono::steady_clock::now();
    if (count == 0)
        m_busySince = now;
    const auto left
        = std::chrono::duration_cast<std::chrono::milliseconds>(m_busySince + m_busyTimeout - now);
    if (left.count() <= 0)
        return false;
    const std::chrono::milliseconds delay(
        busyDelays[std::size_t(std::min(count, int(busyDelays.size()) - 1))]);
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_for(lock, std::min(delay, left), [this] { return isCancelled(); });
}

int Engine::onProgress(void *self)
{
    auto &engine = *static_cast<Engine *>(self);
    ++engine.m_ticks;
    return engine.isCancelled() ? 1 : 0;
}

int Engine::onAuthorize(
    void *self, int action, const char *first, const char *second, const char *schema, const char *inside)
{
    return static_cast<Engine *>(self)->m_authorizer.decide(action, first, second, schema, inside);
}

Result<StatementHandle> Engine::prepare(const QByteArray &sql, qint64 from, qint64 *tail, unsigned flags)
{
    sqlite3_stmt *statement = nullptr;
    const char *end = nullptr;
    m_authorizer.beginStatement();
    // Without a length SQLite does not copy the rest of the script for each statement.
    const auto code = sqlite3_prepare_v3(handle(), sql.constData() + from, -1, flags, &statement, &end);
    StatementHandle prepared(statement);
    if (tail)
        *tail = end ? end - sql.constData() : sql.size();
    if (code != SQLITE_OK)
        return fail(lastError(code, from));
    return prepared;
}

Error Engine::lastError(int code, qint64 from) const
{
    if (isCancelled())
        return Error(
            ErrorKind::Cancelled, QCoreApplication::translate("SQLite", "The statement was cancelled."))
            .withNativeCode(sqlite3_extended_errcode(handle()));
    EngineFailure failure;
    const auto extended = sqlite3_extended_errcode(handle());
    failure.extendedCode = (extended & 0xFF) == (code & 0xFF) ? extended : code;
    failure.message = sqlite3_errmsg(handle());
    failure.offset = sqlite3_error_offset(handle());
    auto error = engineError(failure);
    if (error.position())
        error.withPosition(*error.position() + from);
    if ((code & 0xFF) == SQLITE_AUTH && !m_authorizer.refusal().isEmpty())
        return Error(ErrorKind::InvalidOperation, m_authorizer.refusal())
            .withServerMessage(error.serverMessage())
            .withNativeCode(code);
    return error;
}

Result<void> Engine::run(const QByteArray &sql)
{
    const auto statement = prepare(sql);
    if (!statement)
        return fail(statement.error());
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW)
        code = sqlite3_step(statement->get());
    if (code != SQLITE_DONE)
        return fail(lastError(code));
    return {};
}

QByteArray Engine::ask(const QByteArray &sql)
{
    const auto statement = prepare(sql);
    if (!statement || sqlite3_step(statement->get()) != SQLITE_ROW)
        return {};
    return QByteArray(reinterpret_cast<const char *>(sqlite3_column_text(statement->get(), 0)));
}

} // namespace dumbo::sqlite
