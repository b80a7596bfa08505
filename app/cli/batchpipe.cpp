#include "app/cli/batchpipe.h"

namespace cli {

using namespace dumbo;

namespace {

constexpr std::size_t maxWaiting = 3;

} // namespace

BatchPipe::BatchPipe(ResultWriter &writer)
    : m_writer(writer)
{
}

BatchPipe::~BatchPipe() = default;

Result<void> BatchPipe::push(Batch batch)
{
    if (std::exchange(m_isFirst, false))
        return writeNow(batch, true);
    if (!m_worker.joinable())
        m_worker = std::jthread([this](const std::stop_token &stop) { work(stop); });
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_waiting.size() < maxWaiting || m_error; });
    if (m_error)
        return fail(*m_error);
    m_waiting.push_back(std::move(batch));
    m_changed.notify_all();
    return {};
}

Result<void> BatchPipe::finish()
{
    m_worker.request_stop();
    if (m_worker.joinable())
        m_worker.join();
    if (m_error)
        return fail(*m_error);
    return {};
}

void BatchPipe::work(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    // After a stop what waits is still written.
    while (m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); }) || !m_waiting.empty()) {
        const auto batch = std::move(m_waiting.front());
        const auto isLast = m_waiting.size() == 1;
        m_waiting.pop_front();
        m_changed.notify_all();
        lock.unlock();
        const auto written = writeNow(batch, isLast);
        lock.lock();
        if (!written) {
            m_error = written.error();
            m_waiting.clear();
            m_changed.notify_all();
            return;
        }
    }
}

/// Flushes where nothing follows at once: somebody may be waiting for these rows.
Result<void> BatchPipe::writeNow(const Batch &batch, bool flush)
{
    const auto written = m_writer.write(batch);
    return written && flush ? m_writer.flush() : written;
}

} // namespace cli
