#pragma once

#include "core/base/result.h"
#include "core/sdk/connectionobserver.h"
#include "core/sdk/transaction.h"
#include "database.h"
#include "readonly.h"

#include <QByteArray>
#include <QTimeZone>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace dumbo::duckdb {

/// One duckdb_connection with what hangs on it: cancelling, the state of the transaction, the session's time zone. One thread,
/// but for cancel().
///
/// DuckDB forgets an interrupt when it begins the next query, so one that comes just before is lost; a flag remembers it, which is
/// looked at after DuckDB has begun. Nothing is interrupted outside of beginWork() … endWork(), and what was left over is
/// forgotten by DuckDB itself, so the next statement is never hit.
class Engine
{
public:
    Engine(std::shared_ptr<Database> database, ConnectionHandle connection, ConnectionObserver &observer, ReadOnlyGate gate);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    [[nodiscard]] duckdb_connection handle() const { return m_connection.get(); }
    [[nodiscard]] Database &database() const { return *m_database; }
    [[nodiscard]] ConnectionObserver &observer() const { return m_observer; }
    [[nodiscard]] const ReadOnlyGate &gate() const { return m_gate; }
    [[nodiscard]] TransactionState transactionState() const { return m_transaction; }
    /// Whether a statement changed settings or made something that lasts as long as the session.
    [[nodiscard]] bool sessionChanged() const { return m_sessionChanged; }
    /// In which time stamps with time zone are written.
    [[nodiscard]] const QTimeZone &timeZone() const { return m_timeZone; }

    /// Between beginWork() and endWork() cancel() has an effect. They do not nest.
    void beginWork();
    void endWork();
    [[nodiscard]] bool isWorking() const { return m_working.load(std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    /// Any thread.
    void cancel() noexcept;
    /// Waits while other threads of DuckDB work: some milliseconds, less when it is cancelled.
    void waitBriefly();

    /// The error in DuckDB's words, or that of a cancel where there was one.
    [[nodiscard]] Error error(const char *words, qint64 from = 0, const QByteArray &statement = {}) const;
    [[nodiscard]] Error cancelledError() const;

    /// Called after each statement a person sent: takes over what it changed in the session.
    void statementSucceeded(duckdb_statement_type type, const QByteArray &statement);
    void statementFailed();
    /// Ends what an abandoned result still holds: its snapshot of the data, and its locks.
    void settle();

    using OnChunk = std::function<void(duckdb_data_chunk)>;
    /// Runs statements for their effect, or for the rows that onChunk sees. Internal ones: not reported to the observer.
    [[nodiscard]] Result<void> run(const QByteArray &sql, const OnChunk &onChunk = {});
    /// The first value of a query whose first column is text; empty where there is none or it failed.
    [[nodiscard]] QByteArray ask(const QByteArray &sql);

private:
    void readTimeZone();

    ConnectionObserver &m_observer;
    ReadOnlyGate m_gate;
    std::mutex m_mutex; ///< guards m_working against cancel(), and is what waitBriefly() waits on
    std::condition_variable m_wake;
    std::atomic<bool> m_working = false;
    std::atomic<bool> m_cancelled = false;
    TransactionState m_transaction = TransactionState::Idle;
    bool m_sessionChanged = false;
    QTimeZone m_timeZone = QTimeZone::utc();
    std::shared_ptr<Database> m_database;
    ConnectionHandle m_connection;
};

/// Marks the engine as working for as long as it exists.
class Work
{
public:
    explicit Work(Engine &engine)
        : m_engine(engine)
    {
        m_engine.beginWork();
    }
    ~Work() { m_engine.endWork(); }
    Work(const Work &) = delete;
    Work &operator=(const Work &) = delete;

private:
    Engine &m_engine;
};

/// Opens the database and connects to it.
[[nodiscard]] Result<std::unique_ptr<Engine>> openEngine(
    const Options &options, bool readOnly, const Cancellation &cancellation, ConnectionObserver &observer);

} // namespace dumbo::duckdb
