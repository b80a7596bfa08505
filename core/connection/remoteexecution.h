#pragma once

#include "core/connection/pool.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace dumbo {

/// Carries calls of an Execution to the thread of its connection, one at a time, and waits for each.
class ExecutionChannel {
public:
    using Call = std::function<void(Execution &)>;

    // The caller's thread:
    /// False where the other end is gone.
    bool run(Call call);
    void close();
    /// Nothing where the execution is open, else why not.
    [[nodiscard]] std::optional<Error> waitUntilOpen();

    // The connection's thread:
    /// Serves until close().
    void serve(Execution &execution);
    /// The other end is gone; why says what to answer where it never came.
    void end(const std::optional<Error> &why);

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    Call m_call;
    bool m_hasCall = false;
    bool m_open = false;
    bool m_closed = false;
    bool m_ended = false;
    std::optional<Error> m_error;
};

/// An Execution on a connection of a pool, which it keeps until it is closed.
class RemoteExecution final : public Execution {
public:
    RemoteExecution(std::shared_ptr<ExecutionChannel> channel, Reply<void> job);
    ~RemoteExecution() override;

    [[nodiscard]] Result<bool> nextResult() override;
    [[nodiscard]] std::span<const Column> columns() const override;
    [[nodiscard]] Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    [[nodiscard]] CommandOutcome outcome() const override;
    [[nodiscard]] qint64 statementOffset() const override;
    [[nodiscard]] Result<void> close(CloseMode mode) override;

private:
    std::shared_ptr<ExecutionChannel> m_channel;
    Reply<void> m_job;
};

} // namespace dumbo
