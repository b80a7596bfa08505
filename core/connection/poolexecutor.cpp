#include "core/connection/poolexecutor.h"

#include "core/connection/remoteexecution.h"

#include <condition_variable>
#include <mutex>

namespace dumbo {

PoolExecutor::PoolExecutor(Pool &pool, Access access)
    : m_pool(pool)
    , m_access(access)
{
}

PoolExecutor::~PoolExecutor() = default;

PoolJobOptions PoolExecutor::options() const
{
    PoolJobOptions options;
    options.access = m_access;
    return options;
}

Result<std::unique_ptr<Execution>> PoolExecutor::execute(const Statement &statement)
{
    const auto channel = std::make_shared<ExecutionChannel>();
    auto job = m_pool.submit(
        [channel, statement, timeout = m_timeout](Executor &executor) -> Result<void> {
            executor.setStatementTimeout(timeout);
            const auto execution = executor.execute(statement);
            if (!execution)
                return fail(execution.error());
            channel->serve(**execution);
            return {};
        },
        options());
    job.completion()->whenFinished([channel, job] {
        const auto ended = job.result();
        channel->end(ended ? std::nullopt : std::optional(ended.error()));
    });
    if (const auto error = channel->waitUntilOpen())
        return fail(*error);
    return std::make_unique<RemoteExecution>(channel, job);
}

Result<QueryResult> PoolExecutor::query(const Statement &statement)
{
    const auto job = m_pool.submit(
        [&statement, timeout = m_timeout](Executor &executor) {
            executor.setStatementTimeout(timeout);
            return executor.query(statement);
        },
        options());
    return job.result();
}

Result<CommandOutcome> PoolExecutor::command(const Statement &statement)
{
    const auto job = m_pool.submit(
        [&statement, timeout = m_timeout](Executor &executor) {
            executor.setStatementTimeout(timeout);
            return executor.command(statement);
        },
        options());
    return job.result();
}

Connection &PoolExecutor::connection()
{
    qFatal("A pool has no connection of its own; ask hasConnection() first.");
}

bool PoolExecutor::waitUnlessClosed(std::chrono::milliseconds time) const
{
    std::mutex mutex;
    std::condition_variable wake;
    const auto closing = m_pool.closing();
    const auto registration = closing.onCancelled([&] {
        const std::scoped_lock lock(mutex);
        wake.notify_all();
    });
    std::unique_lock lock(mutex);
    return !wake.wait_for(lock, time, [&] { return closing.isCancelled(); });
}

Result<void> PoolExecutor::runTransaction(
    const TransactionOptions &transaction, const RetryPolicy &retry, const TransactionBody &body)
{
    if (m_pool.isAmbient()) // only its executor knows whether this is a transaction inside another one
        return runOnce(transaction, retry, body);
    // Each attempt borrows anew: a lost connection is another one then, and nobody holds one while waiting.
    for (int attempt = 1;; ++attempt) {
        auto ended = runOnce(transaction, {}, body);
        if (ended || !ended.error().isRetryable() || attempt >= retry.attempts || !waitUnlessClosed(retry.delayAfter(attempt)))
            return ended;
    }
}

Result<void> PoolExecutor::runOnce(
    const TransactionOptions &transaction, const RetryPolicy &retry, const TransactionBody &body)
{
    auto how = options();
    if (transaction.readOnly)
        how.access = Access::Read;
    const auto job = m_pool.submit(
        [&, timeout = m_timeout](Executor &executor) -> Result<void> {
            executor.setStatementTimeout(timeout);
            return executor.withTransaction(
                [&](Executor &inside) -> Result<TransactionOutcome<>> {
                    const auto commits = body(inside);
                    if (!commits)
                        return fail(commits.error());
                    return *commits ? TransactionOutcome<>(Commit<>()) : TransactionOutcome<>(Rollback<>());
                },
                transaction, retry);
        },
        how);
    return job.result();
}

} // namespace dumbo
