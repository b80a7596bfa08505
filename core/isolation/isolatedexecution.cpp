#include "core/isolation/isolatedexecution.h"

#include "core/isolation/sharedbatch.h"

namespace dumbo {

namespace {

constexpr std::chrono::milliseconds closePatience { 50 };

bool isSame(const BatchLimit &left, const BatchLimit &right)
{
    return left.maxRows == right.maxRows && left.maxBytes == right.maxBytes && left.maxCellBytes == right.maxCellBytes;
}

} // namespace

IsolatedExecution::IsolatedExecution(std::shared_ptr<HostChannel> channel, quint64 result)
    : m_channel(std::move(channel))
    , m_result(result)
{
}

IsolatedExecution::~IsolatedExecution()
{
    std::ignore = close(CloseMode::Cancel);
}

Result<bool> IsolatedExecution::nextResult()
{
    if (m_isClosed)
        return false;
    auto start = takeStart();
    m_asked.clear();
    m_lastLimit.reset();
    m_slices.reset();
    m_error.reset();
    m_start = start ? std::move(*start) : ResultStart();
    m_hasEnded = !m_start.more;
    if (!start)
        return fail(start.error());
    return m_start.more;
}

Result<ResultStart> IsolatedExecution::takeStart()
{
    if (std::exchange(m_isBegun, true)) {
        m_result = m_channel->beginResult();
        return m_channel->ask<ResultStart>(WireCall::NextResult, m_result);
    }
    const auto message = m_channel->nextOf(m_result);
    if (!message)
        return fail(message.error());
    auto first = m_channel->read<FirstResult>(*message);
    if (!first)
        return fail(first.error());
    return first->error ? Result<ResultStart>(fail(*first->error)) : std::move(first->start);
}

Result<std::optional<Batch>> IsolatedExecution::next(const BatchLimit &limit)
{
    if (m_slices && !m_slices->isEmpty())
        return m_slices->take(limit.maxRows);
    m_slices.reset();
    if (m_error)
        return fail(*m_error);
    if (m_hasEnded || m_isClosed)
        return std::nullopt;
    askFor(limit);
    auto message = m_channel->nextOf(m_result);
    if (!message)
        return fail(message.error());
    const auto askedRows = m_asked.front();
    m_asked.pop_front();
    auto batch = take(std::move(*message));
    if (!batch || !*batch || (*batch)->rowCount() <= limit.maxRows || (*batch)->rowCount() > askedRows)
        return batch;
    // It was made ahead for another limit, and comes in pieces.
    m_slices.emplace(std::move(**batch));
    return m_slices->take(limit.maxRows);
}

void IsolatedExecution::askFor(const BatchLimit &limit)
{
    const auto isSteady = m_lastLimit && isSame(*m_lastLimit, limit);
    const auto wanted = std::size_t(isSteady ? 1 + ahead : 1);
    m_lastLimit = limit;
    if (m_asked.size() >= wanted)
        return;
    m_channel->fetch(m_result, limit, quint32(wanted - m_asked.size()));
    m_asked.resize(wanted, limit.maxRows);
}

Result<std::optional<Batch>> IsolatedExecution::take(HostMessage message)
{
    if (message.type == FrameType::Rows)
        return takeRows(message);
    m_hasEnded = true;
    auto reader = message.reader();
    if (message.type == FrameType::ResultEnd)
        reader(m_start.outcome);
    else
        reader(m_error.emplace(ErrorKind::General, QString()));
    if (!reader.isFinished())
        m_error = m_channel->brokenAnswer(reader.fault());
    if (m_error)
        return fail(*m_error);
    return std::nullopt;
}

Result<std::optional<Batch>> IsolatedExecution::takeRows(HostMessage &message)
{
    auto reader = message.reader();
    if (auto changed = reader.value<std::optional<std::vector<Column>>>())
        m_start.columns = std::move(*changed);
    auto batch = SharedBatch::read(reader, message.descriptors);
    if (batch && reader.isFinished())
        return batch;
    m_error = m_channel->brokenAnswer(reader.fault());
    return fail(*m_error);
}

Result<void> IsolatedExecution::close(CloseMode mode)
{
    if (std::exchange(m_isClosed, true))
        return {};
    m_slices.reset();
    // What was asked for ahead may take long, and nobody wants it any more.
    if (mode == CloseMode::Cancel && (!m_isBegun || (!m_asked.empty() && !m_hasEnded)))
        m_channel->cancelAfter(closePatience);
    auto closed = m_channel->ask<void>(WireCall::CloseExecution, mode);
    m_channel->work()->close();
    std::ignore = m_channel->beginResult();
    return closed;
}

} // namespace dumbo
