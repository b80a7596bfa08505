#pragma once

#include "core/isolation/batchslices.h"
#include "core/isolation/hostchannel.h"
#include "core/sdk/prepared.h"

namespace dumbo {

/// An execution in a driver's process. While batches of the same limit are read one after another, the next ones are made there
/// ahead of time, at most `ahead`.
class IsolatedExecution final : public Execution {
public:
    static constexpr quint32 ahead = 2;

    /// The execution that the channel's last call opened; its first result has that number. The channel's work is open since
    /// before that call.
    IsolatedExecution(std::shared_ptr<HostChannel> channel, quint64 result);
    ~IsolatedExecution() override;

    Result<bool> nextResult() override;
    std::span<const Column> columns() const override { return m_start.columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    CommandOutcome outcome() const override { return m_start.outcome; }
    qint64 statementOffset() const override { return m_start.statementOffset; }
    Result<void> close(CloseMode mode) override;

private:
    [[nodiscard]] Result<ResultStart> takeStart();
    void askFor(const BatchLimit &limit);
    [[nodiscard]] Result<std::optional<Batch>> take(HostMessage message);
    [[nodiscard]] Result<std::optional<Batch>> takeRows(HostMessage &message);

    std::shared_ptr<HostChannel> m_channel;
    bool m_isBegun = false; ///< the first result was taken
    ResultStart m_start;
    quint64 m_result = 0;
    std::deque<qint64> m_asked; ///< batches that were asked for and have not been taken: how many rows each may have
    std::optional<BatchLimit> m_lastLimit;
    std::optional<BatchSlices> m_slices; ///< of a batch that was too large for the limit
    bool m_hasEnded = true; ///< the result, or none has begun
    std::optional<Error> m_error;
    bool m_isClosed = false;
};

/// What a call opens that gets the number of the first result and these arguments; or its error.
template <typename... Arguments>
[[nodiscard]] Result<std::unique_ptr<Execution>> isolatedExecution(
    const std::shared_ptr<HostChannel> &channel, WireCall what, const Arguments &...arguments)
{
    channel->work()->open();
    const auto result = channel->beginResult();
    if (const auto opened = channel->ask<void>(what, result, arguments...); !opened) {
        channel->work()->close();
        return fail(opened.error());
    }
    return std::make_unique<IsolatedExecution>(channel, result);
}

} // namespace dumbo
