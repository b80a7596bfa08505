#include "core/connection/remoteexecution.h"

#include <utility>

namespace dumbo {

bool ExecutionChannel::run(Call call)
{
    std::unique_lock lock(m_mutex);
    if (m_ended || m_closed)
        return false;
    m_call = std::move(call);
    m_hasCall = true;
    m_changed.notify_all();
    m_changed.wait(lock, [&] { return !m_hasCall || m_ended; });
    return !m_hasCall;
}

void ExecutionChannel::close()
{
    const std::scoped_lock lock(m_mutex);
    m_closed = true;
    m_changed.notify_all();
}

std::optional<Error> ExecutionChannel::waitUntilOpen()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_open || m_ended; });
    return m_open ? std::nullopt : std::optional(m_error.value_or(closedError()));
}

void ExecutionChannel::serve(Execution &execution)
{
    std::unique_lock lock(m_mutex);
    m_open = true;
    m_changed.notify_all();
    while (true) {
        m_changed.wait(lock, [&] { return m_hasCall || m_closed; });
        if (!m_hasCall)
            return;
        const auto call = std::exchange(m_call, nullptr);
        lock.unlock();
        call(execution);
        lock.lock();
        m_hasCall = false;
        m_changed.notify_all();
    }
}

void ExecutionChannel::end(const std::optional<Error> &why)
{
    const std::scoped_lock lock(m_mutex);
    m_ended = true;
    m_error = why;
    m_changed.notify_all();
}

RemoteExecution::RemoteExecution(std::shared_ptr<ExecutionChannel> channel, Reply<void> job)
    : m_channel(std::move(channel))
    , m_job(std::move(job))
{
}

RemoteExecution::~RemoteExecution()
{
    // The connection is free again when this returns, so that the next call of the same thread gets it.
    m_channel->close();
    m_job.waitForFinished();
}

Result<bool> RemoteExecution::nextResult()
{
    Result<bool> more = fail(closedError());
    m_channel->run([&](Execution &execution) { more = execution.nextResult(); });
    return more;
}

std::span<const Column> RemoteExecution::columns() const
{
    std::span<const Column> columns;
    m_channel->run([&](Execution &execution) { columns = execution.columns(); });
    return columns;
}

Result<std::optional<Batch>> RemoteExecution::next(const BatchLimit &limit)
{
    Result<std::optional<Batch>> batch = fail(closedError());
    m_channel->run([&](Execution &execution) { batch = execution.next(limit); });
    return batch;
}

CommandOutcome RemoteExecution::outcome() const
{
    CommandOutcome outcome;
    m_channel->run([&](Execution &execution) { outcome = execution.outcome(); });
    return outcome;
}

qint64 RemoteExecution::statementOffset() const
{
    qint64 offset = 0;
    m_channel->run([&](Execution &execution) { offset = execution.statementOffset(); });
    return offset;
}

Result<void> RemoteExecution::close(CloseMode mode)
{
    Result<void> closed;
    m_channel->run([&](Execution &execution) { closed = execution.close(mode); });
    return closed;
}

} // namespace dumbo
