#include "core/isolation/resultproducer.h"

#include "core/isolation/sharedbatch.h"

#include <algorithm>

namespace dumbo {

void ResultProducer::open(std::unique_ptr<Execution> execution)
{
    m_execution = std::move(execution);
    m_wanted = 0;
}

Result<ResultStart> ResultProducer::nextResult(quint64 result)
{
    m_result = result;
    m_wanted = 0;
    if (!m_execution)
        return ResultStart();
    const auto more = m_execution->nextResult();
    if (!more)
        return fail(more.error());
    ResultStart start { *more, {}, m_execution->statementOffset(), m_execution->outcome() };
    const auto columns = m_execution->columns();
    m_columns.assign(columns.begin(), columns.end());
    if (start.more)
        start.columns = m_columns;
    return start;
}

Result<void> ResultProducer::close(CloseMode mode)
{
    m_wanted = 0;
    if (!m_execution)
        return {};
    auto closed = m_execution->close(mode);
    m_execution.reset();
    return closed;
}

void ResultProducer::fetch(quint64 result, const BatchLimit &limit, quint32 batches)
{
    if (result != m_result || !m_execution)
        return;
    m_limit = limit;
    m_wanted += batches;
}

bool ResultProducer::produce(const std::function<void()> &updateState)
{
    --m_wanted;
    auto batch = m_execution->next(m_limit);
    const auto outcome = batch && !*batch ? m_execution->outcome() : CommandOutcome();
    updateState();
    if (!batch)
        return sendFailure(batch.error());
    if (*batch)
        return sendRows(**batch);
    m_wanted = 0;
    WireWriter writer;
    writer(outcome);
    return m_output.send(FrameType::ResultEnd, m_result, writer.take());
}

bool ResultProducer::sendRows(const Batch &batch)
{
    const auto shared = SharedBatch::write(batch);
    if (!shared)
        return sendFailure(shared.error());
    const auto now = m_execution->columns();
    std::optional<std::vector<Column>> changed;
    if (!std::ranges::equal(now, m_columns))
        changed = m_columns = std::vector<Column>(now.begin(), now.end());
    WireWriter writer;
    writer(changed);
    writer.bytes(shared->shape().constData(), shared->shape().size());
    return m_output.send(FrameType::Rows, m_result, writer.take(), shared->descriptors());
}

bool ResultProducer::sendFailure(const Error &error)
{
    m_wanted = 0;
    WireWriter writer;
    writer(error);
    return m_output.send(FrameType::ResultFailed, m_result, writer.take());
}

} // namespace dumbo
