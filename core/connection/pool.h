#pragma once

#include "core/base/cancellation.h"
#include "core/connection/session.h"

#include <chrono>
#include <memory>
#include <optional>

namespace dumbo {

/// Where a pool keeps readers apart from its writer, which of them a job needs.
enum class Access { Write, Read };

struct PoolJobOptions : JobOptions {
    Access access = Access::Write;
};

/// How Pool::close() treats what it finds; every job gets its answer in each way. New work is refused from then on, and what waits is refused, in each way.
struct PoolClose {
    bool force = false; ///< cancel what runs and return at once; else wait for it
    std::optional<std::chrono::milliseconds> deadline = {}; ///< wait so long, then go on as with force
};

struct PoolStatus {
    int connections = 0; ///< sessions, connected or about to be
    int idle = 0;
    int busy = 0;
    int waiting = 0; ///< jobs without a session
};

/// Lends connections, for one job each, first come first served. Made by its factories; all members may be called from any
/// thread, and no event loop is needed. Destroying it closes it by force.
class DUMBO_CORE_EXPORT Pool {
public:
    /// Wraps what somebody else owns: jobs run at once, in the calling thread, which is the executor's; close() does nothing.
    [[nodiscard]] static std::shared_ptr<Pool> ambient(Executor &executor);
    /// One connection for everybody, opened with the first job. Its session state is shared. Of the policy, the limits of waiting
    /// hold.
    [[nodiscard]] static std::shared_ptr<Pool> singleton(
        PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy = {});
    /// At most policy.connections; the most recently used first. policy.maxWaiting jobs may wait, each for policy.maxWait; what is
    /// beyond is refused with InsufficientResources. A connection is reset after each job, and replaced where it broke, is too
    /// old, does not answer a ping when nobody used it for long, or can't be reset. A connect that fails fails its job only.
    [[nodiscard]] static std::shared_ptr<Pool> bounded(
        PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy = {});
    /// A connection for each job.
    [[nodiscard]] static std::shared_ptr<Pool> alwaysNew(PluginProvider plugin, const ConnectionTarget &target);
    /// One writer, which a transaction owns until it ends, and at most policy.connections readers that can't write. The writer's
    /// transactions take the write lock when they begin, unless they say otherwise; read-only ones run on a reader. Until the
    /// writer has connected once, it reads as well: the database may not exist before.
    [[nodiscard]] static std::shared_ptr<Pool> writerAndReaders(
        PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy = {});
    /// The one of policy.kind.
    [[nodiscard]] static std::shared_ptr<Pool> byPolicy(
        PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy);
    /// The pool that the driver recommends for the target. The driver is asked, and loaded, with the first job.
    [[nodiscard]] static std::shared_ptr<Pool> recommended(PluginProvider plugin, const ConnectionTarget &target);

    virtual ~Pool();
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;

    /// Queues function(Executor &) → Result<T>, which gets a connection of its own until it returns.
    template <typename F>
    auto submit(F function, const PoolJobOptions &options = {})
    {
        auto job = std::make_unique<FunctionJob<F>>(std::move(function));
        const auto id = nextJobId();
        auto reply = job->reply(id);
        dispatch(std::move(job), id, options);
        return reply;
    }

    /// The blocking surface over the whole pool: each call borrows a connection, a transaction keeps one (its function runs in that
    /// connection's thread), an Execution holds one until it is closed. A transaction that lost its connection before COMMIT was
    /// sent counts as retryable here: it runs again on another one, as its RetryPolicy allows. For one thread at a time, not the
    /// window's, and not from within a job of the same pool.
    [[nodiscard]] virtual std::unique_ptr<Executor> executor(Access access = Access::Write);

    /// As Session::cancel(JobId).
    virtual void cancel(JobId job) = 0;
    [[nodiscard]] virtual PoolStatus status() const = 0;
    /// Blocks until what runs has ended, but for PoolClose::force; so not from within a job of this pool. Idempotent.
    virtual void close(const PoolClose &how = {}) = 0;
    /// Whether jobs run on what somebody else owns, where an open transaction may be theirs.
    [[nodiscard]] virtual bool isAmbient() const { return false; }
    /// Cancelled with the first close().
    [[nodiscard]] Cancellation closing() const { return m_closing.token(); }

    virtual void dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options) = 0;

protected:
    Pool();
    [[nodiscard]] static JobId nextJobId();
    static void refuse(std::unique_ptr<Job> job, const Error &error);
    /// What close() does first.
    void announceClose() { m_closing.cancel(); }

private:
    CancellationSource m_closing;
};

} // namespace dumbo
