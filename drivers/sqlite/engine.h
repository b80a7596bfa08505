#pragma once

#include "core/base/result.h"
#include "core/sdk/connectionobserver.h"
#include "drivers/common/sqlite/authorizer.h"
#include "drivers/sqlite/handles.h"

#include <QByteArray>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace dumbo::sqlite {

/// The sqlite3 handle with what hangs on it: cancelling, waiting for locks, the authorizer. One thread, but
/// for cancel().
///
/// A cancel is a flag, sqlite3_interrupt(), and a progress handler that looks at the flag: interrupt alone is
/// forgotten where it comes just before the first step of a statement
/// (https://www.sqlite.org/c3ref/interrupt.html).
///
/// A handle that somebody else owns keeps its own handlers, codes and busy timeout: nothing is installed, so a
/// cancel has the interrupt alone, and nothing is known of what a statement touches.
class Engine
{
public:
    Engine(DatabaseHandle database, ConnectionObserver &observer, bool readOnly);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    [[nodiscard]] sqlite3 *handle() const { return m_database.get(); }
    [[nodiscard]] bool isOurs() const { return m_database.get_deleter().isOurs; }
    [[nodiscard]] ConnectionObserver &observer() const { return m_observer; }
    [[nodiscard]] Authorizer &authorizer() { return m_authorizer; }
    [[nodiscard]] const Authorizer &authorizer() const { return m_authorizer; }

    /// Between beginWork() and endWork() cancel() has an effect. They do not nest.
    void beginWork();
    void endWork();
    [[nodiscard]] bool isWorking() const { return m_working.load(std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    /// Any thread.
    void cancel() noexcept;

    /// How long to wait for a lock. Installs this class's own handler, which a cancel ends at once.
    void setBusyTimeout(std::chrono::milliseconds timeout);
    [[nodiscard]] std::chrono::milliseconds busyTimeout() const { return m_busyTimeout; }

    /// Takes over what the last statement set by PRAGMA busy_timeout or encoding, if it did.
    void adoptSettings();
    void readEncoding();
    /// Whether texts are UTF-8 inside the engine, as in nearly all databases.
    [[nodiscard]] bool isUtf8() const { return m_isUtf8; }
    /// Rises while a statement works hard: a cheap hint that it is worth looking at the clock.
    [[nodiscard]] quint64 ticks() const { return m_ticks; }
    /// The rowid of the last INSERT if it went to this table, which WITHOUT ROWID tables and views do not
    /// have.
    [[nodiscard]] std::optional<qint64> lastInsertId(const Authorizer::Notes &notes) const;

    /// The first statement of sql behind from, null where there is only blank or comment. tail is where the
    /// next one begins.
    [[nodiscard]] Result<StatementHandle> prepare(
        const QByteArray &sql, qint64 from = 0, qint64 *tail = nullptr, unsigned flags = 0);
    /// The error of the last failed call. Its position is counted from the text's begin, when the statement
    /// begins at from.
    [[nodiscard]] Error lastError(int code, qint64 from = 0) const;
    /// Runs a statement that returns no rows worth reading.
    [[nodiscard]] Result<void> run(const QByteArray &sql);
    /// The first column of the first row as text; empty where there is none or it failed.
    [[nodiscard]] QByteArray ask(const QByteArray &sql);

private:
    static int onBusy(void *self, int count);
    static int onProgress(void *self);
    static int onAuthorize(void *self, int action, const char *first, const char *second, const char *schema,
        const char *inside);
    bool waitForLock(int count);

    ConnectionObserver &m_observer;
    Authorizer m_authorizer;
    std::mutex m_mutex; ///< guards m_working against cancel(), and is what waitForLock() waits on
    std::condition_variable m_wake;
    std::atomic<bool> m_working = false;
    std::atomic<bool> m_cancelled = false;
    std::chrono::milliseconds m_busyTimeout { 5000 };
    std::chrono::steady_clock::time_point m_busySince;
    quint64 m_ticks = 0;
    bool m_isUtf8 = true;
    DatabaseHandle m_database;
};

} // namespace dumbo::sqlite
