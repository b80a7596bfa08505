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

    /// The execution that the channel's last call opened; the channel's work is open since before that call.
    explicit IsolatedExecution(std::shared_ptr<HostChannel> channel);
    ~IsolatedExecution() override;

    Result<bool> nextResult() override;
    std::span<const Column> columns() const override { return m_start.columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    CommandOutcome outcome() const override { return m_start.outcome; }
    qint64 statementOffset() const override { return m_start.statementOffset; }
    Result<void> close(CloseMode mode) override;

private:
    void askFor(const BatchLimit &limit);
    [[nodiscard]] Result<std::optional<Batch>> take(HostMessage message);
    [[nodiscard]] Result<std::optional<Batch>> takeRows(HostMessage &message);

    std::shared_ptr<HostChannel> m_channel;
    ResultStart m_start;
    quint64 m_result = 0;
    std::deque<qint64> m_asked; ///< batches that were asked for and have not been taken: how many rows each may have
    std::optional<BatchLimit> m_lastLimit;
    std::optional<BatchSlices> m_slices; ///< of a batch that was too large for the limit
    bool m_hasEnded = false; ///< the result
    std::optional<Error> m_error;
    bool m_isClosed = false;
};

/// What a call that opened an execution left behind, or its error.
[[nodiscard]] Result<std::unique_ptr<Execution>> isolatedExecution(
    const std::shared_ptr<HostChannel> &channel, WireCall what, const QByteArray &arguments);

} // namespace dumbo
