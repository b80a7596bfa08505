#pragma once

#include "core/isolation/hostoutput.h"
#include "core/sdk/execution.h"

#include <memory>

namespace dumbo {

/// Reads the open execution for the program, as many batches ahead as it asked for.
class ResultProducer {
public:
    explicit ResultProducer(HostOutput &output)
        : m_output(output)
    {
    }

    void open(std::unique_ptr<Execution> execution);
    [[nodiscard]] bool isOpen() const { return m_execution != nullptr; }
    [[nodiscard]] Result<ResultStart> nextResult(quint64 result);
    [[nodiscard]] Result<void> close(CloseMode mode);

    /// What the program asks for; of a result that is over it means nothing.
    void fetch(quint64 result, const BatchLimit &limit, quint32 batches);
    [[nodiscard]] bool isWanted() const { return m_execution && m_wanted > 0; }
    /// Makes one batch, or the end, and sends it. False where the other end is gone.
    [[nodiscard]] bool produce(const std::function<void()> &updateState);

private:
    [[nodiscard]] bool sendRows(const Batch &batch);
    [[nodiscard]] bool sendFailure(const Error &error);

    HostOutput &m_output;
    std::unique_ptr<Execution> m_execution;
    std::vector<Column> m_columns; ///< as the program knows them
    quint64 m_result = 0;
    BatchLimit m_limit;
    quint32 m_wanted = 0;
};

} // namespace dumbo
