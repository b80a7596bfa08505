#include "core/connection/trackedexecution.h"

#include <utility>

namespace dumbo {

TrackedExecution::TrackedExecution(std::unique_ptr<Execution> execution, std::shared_ptr<CancelGate> gate)
    : m_execution(std::move(execution))
    , m_gate(std::move(gate))
{
}

TrackedExecution::~TrackedExecution()
{
    m_execution.reset();
    end();
}

Result<bool> TrackedExecution::nextResult()
{
    if (const auto error = refusal())
        return fail(*error);
    auto more = m_execution->nextResult();
    if (!more)
        return fail(ended(more.error()));
    if (!*more)
        end();
    return more;
}

Result<std::optional<Batch>> TrackedExecution::next(const BatchLimit &limit)
{
    if (const auto error = refusal())
        return fail(*error);
    auto batch = m_execution->next(limit);
    if (!batch)
        return fail(ended(batch.error()));
    return batch;
}

Result<void> TrackedExecution::close(CloseMode mode)
{
    auto closed = m_execution->close(mode);
    if (!closed)
        return fail(ended(closed.error()));
    end();
    return closed;
}

std::optional<Error> TrackedExecution::refusal()
{
    auto error = m_gate->refusal();
    if (error && m_open) {
        const CancelGate::Shield shield(*m_gate);
        // What the close has to say is less than that it was cancelled.
        [[maybe_unused]] const auto closed = m_execution->close(CloseMode::Cancel);
        end();
    }
    return error;
}

Error TrackedExecution::ended(const Error &error)
{
    const auto translated = m_gate->translated(error);
    end();
    return translated;
}

void TrackedExecution::end()
{
    if (std::exchange(m_open, false))
        m_gate->endStatement();
}

} // namespace dumbo
