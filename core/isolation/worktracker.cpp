#include "core/isolation/worktracker.h"

namespace dumbo {

quint64 WorkTracker::beginCall(std::chrono::milliseconds cancelLimit)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_isOpen)
        ++m_work;
    m_isCalling = true;
    if (m_cancelled == m_work)
        m_deadline = Clock::now() + cancelLimit;
    return m_work;
}

void WorkTracker::endCall()
{
    const std::scoped_lock lock(m_mutex);
    m_isCalling = false;
    m_deadline.reset();
}

void WorkTracker::open()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_isOpen)
        ++m_work;
    m_isOpen = true;
}

void WorkTracker::close()
{
    const std::scoped_lock lock(m_mutex);
    m_isOpen = false;
}

std::optional<quint64> WorkTracker::cancel(std::chrono::milliseconds limit)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_isOpen && !m_isCalling)
        return {};
    m_cancelled = m_work;
    if (m_isCalling && !m_deadline)
        m_deadline = Clock::now() + limit;
    return m_work;
}

void WorkTracker::limitCall(std::chrono::milliseconds limit)
{
    const std::scoped_lock lock(m_mutex);
    if (m_isCalling && !m_deadline)
        m_deadline = Clock::now() + limit;
}

std::optional<WorkTracker::Clock::time_point> WorkTracker::deadline() const
{
    const std::scoped_lock lock(m_mutex);
    return m_deadline;
}

} // namespace dumbo
