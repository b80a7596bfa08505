#pragma once

#include "core/connection/cancelgate.h"

#include <memory>

namespace dumbo {

/// An Execution that answers a cancel at once, even between two calls of the driver, and tells the gate when its
/// statement is over.
class TrackedExecution final : public Execution {
public:
    TrackedExecution(std::unique_ptr<Execution> execution, std::shared_ptr<CancelGate> gate);
    ~TrackedExecution() override;

    [[nodiscard]] Result<bool> nextResult() override;
    [[nodiscard]] std::span<const Column> columns() const override { return m_execution->columns(); }
    [[nodiscard]] Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    [[nodiscard]] CommandOutcome outcome() const override { return m_execution->outcome(); }
    [[nodiscard]] qint64 statementOffset() const override { return m_execution->statementOffset(); }
    [[nodiscard]] Result<void> close(CloseMode mode) override;

private:
    [[nodiscard]] std::optional<Error> refusal();
    [[nodiscard]] Error ended(const Error &error);
    void end();

    std::unique_ptr<Execution> m_execution;
    std::shared_ptr<CancelGate> m_gate;
    bool m_open = true;
};

} // namespace dumbo
