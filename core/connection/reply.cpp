#include "core/connection/reply.h"

namespace dumbo {

void Completion::finish()
{
    std::vector<std::function<void()>> functions;
    {
        const std::scoped_lock lock(m_mutex);
        m_finished = true;
        functions.swap(m_functions);
        m_condition.notify_all();
    }
    for (auto &function : functions)
        function();
}

void Completion::whenFinished(std::function<void()> function)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_finished) {
            m_functions.push_back(std::move(function));
            return;
        }
    }
    function();
}

bool Completion::isFinished() const
{
    const std::scoped_lock lock(m_mutex);
    return m_finished;
}

void Completion::wait() const
{
    std::unique_lock lock(m_mutex);
    m_condition.wait(lock, [&] { return m_finished; });
}

bool Completion::waitFor(std::chrono::milliseconds timeout) const
{
    std::unique_lock lock(m_mutex);
    return m_condition.wait_for(lock, timeout, [&] { return m_finished; });
}

} // namespace dumbo
