#pragma once

#include "core/base/result.h"
#include "core/sdk/connectionobserver.h"
#include "drivers/qtsql/nativelibrary.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace dumbo::qtsql {

/// What QSqlDatabase::open() gets.
struct LinkOptions
{
    QString plugin; ///< Qt's name for the SQL driver, e.g. "QMYSQL"
    QString package; ///< what Debian calls its package, for the error that it is missing
    QString host;
    int port = -1;
    QString database;
    QString user;
    QString password;
    QString connectOptions; ///< as QSqlDatabase::setConnectOptions() reads them
};

/// One QSqlDatabase of its own name, made and removed in the thread of its connection, with the flag that
/// cancel() sets. Only cancel() may be called from another thread.
class Link
{
public:
    /// Loads Qt's plugin, but does not connect. Plugin where it is missing or does not load.
    [[nodiscard]] static Result<std::unique_ptr<Link>> create(
        const LinkOptions &options, ConnectionObserver &observer);
    ~Link();
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;

    /// Connects; the error is QtSql's own.
    [[nodiscard]] bool open(const LinkOptions &options);
    [[nodiscard]] QSqlError lastError() const { return m_database.lastError(); }

    [[nodiscard]] QSqlDatabase &database() { return m_database; }
    [[nodiscard]] ConnectionObserver &observer() const { return m_observer; }
    [[nodiscard]] const NativeLibrary &native() const { return m_native; }
    /// A new query that reads forward only, with exact numbers.
    [[nodiscard]] QSqlQuery query() const;
    /// The first value of the first row as text; null where it failed or is NULL.
    [[nodiscard]] QString ask(const QString &sql) const;

    /// Between beginWork() and endWork() cancel() has an effect. They do not nest.
    void beginWork();
    void endWork();
    [[nodiscard]] bool isWorking() const { return m_working.load(std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    void cancel() noexcept;
    /// What cancel() does besides setting the flag; called with a lock held, must not block.
    void setInterrupt(std::function<void()> interrupt) { m_interrupt = std::move(interrupt); }

private:
    Link(const QString &plugin, ConnectionObserver &observer);

    ConnectionObserver &m_observer;
    QString m_name;
    QSqlDatabase m_database;
    NativeLibrary m_native;
    std::mutex m_mutex;
    std::atomic<bool> m_working = false;
    std::atomic<bool> m_cancelled = false;
    std::function<void()> m_interrupt;
};

} // namespace dumbo::qtsql
