#pragma once

#include "core/connection/pool.h"

#include <memory>

namespace dumbo {

class DriverRegistry;

/// How a program that links its driver opens a database.
struct ClientOptions {
    bool readOnly = false; ///< enforced by server or engine
    std::optional<PoolPolicy> pool = {}; ///< nothing: what the driver recommends
};

/// A database as a program uses it: the pool of connections that fits it, opened on first use. It may be used from any thread
/// and needs no event loop. Destroying it closes it by force.
///
/// ```cpp
/// auto client = dumbo::open("postgresql://ann@db/crm");
/// const auto huts = dumbo::count(client.query("SELECT count(*) FROM hut"));
/// ```
class DUMBO_CORE_EXPORT Client {
public:
    ~Client();
    Client(Client &&other) noexcept;
    Client &operator=(Client &&other) noexcept;

    /// Queues function(Executor &) → Result<T> on a connection of its own for that long; see onFinished().
    template <typename F>
    auto submit(F function, const PoolJobOptions &options = {})
    {
        return m_pool->submit(std::move(function), options);
    }

    /// The blocking surface; see Pool::executor(). It ends before the client.
    [[nodiscard]] std::unique_ptr<Executor> executor(Access access = Access::Write);

    /// Blocking, on a reader where the database has readers: a text that writes goes through command() or submit().
    [[nodiscard]] Result<QueryResult> query(const Statement &statement);
    [[nodiscard]] Result<QueryResult> query(const QByteArray &sql);
    /// Blocking.
    [[nodiscard]] Result<CommandOutcome> command(const Statement &statement);
    [[nodiscard]] Result<CommandOutcome> command(const QByteArray &sql);
    /// Blocking; see Executor::withTransaction(). The function runs in the connection's thread.
    template <typename F>
    [[nodiscard]] auto withTransaction(F function, const TransactionOptions &options = {}, const RetryPolicy &retry = {})
    {
        return executor()->withTransaction(std::move(function), options, retry);
    }

    [[nodiscard]] Pool &pool() { return *m_pool; }
    /// See Pool::close().
    void close(const PoolClose &how = {});

private:
    friend DUMBO_CORE_EXPORT Client open(const QString &connectionString);
    friend DUMBO_CORE_EXPORT Client open(DriverRegistry &registry, const QString &connectionString);
    friend DUMBO_CORE_EXPORT Client open(
        std::shared_ptr<StoragePlugin> plugin, const ConnectRequest &request, const std::optional<PoolPolicy> &pool);
    explicit Client(std::shared_ptr<Pool> pool);
    std::shared_ptr<Pool> m_pool;
};

/// Returns at once. The text is read, the driver found and loaded, and the connection made with the first use, whose answer
/// carries the error if any of that fails. The registry outlives the client.
[[nodiscard]] DUMBO_CORE_EXPORT Client open(DriverRegistry &registry, const QString &connectionString);

/// The same with the process's default registry, which knows the drivers in the program's plugin folders.
[[nodiscard]] DUMBO_CORE_EXPORT Client open(const QString &connectionString);

/// The direct form, for a driver that the program links: nothing is looked up. The request's cancellation and attempt are not
/// used. Without a policy the driver's own holds.
[[nodiscard]] DUMBO_CORE_EXPORT Client open(
    std::shared_ptr<StoragePlugin> plugin, const ConnectRequest &request, const std::optional<PoolPolicy> &pool = {});

/// Made on first use; lives as long as the process.
[[nodiscard]] DUMBO_CORE_EXPORT DriverRegistry &defaultRegistry();

} // namespace dumbo
