#include "core/connection/timerthread.h"

#include <thread>

namespace dumbo {

TimerThread &TimerThread::instance()
{
    // Never destroyed: sessions that end late, after main(), may still ask for it.
    static auto *timer = new TimerThread;
    return *timer;
}

TimerThread::TimerThread()
{
    std::thread([this] { run(); }).detach();
}

quint64 TimerThread::schedule(Clock::time_point when, std::function<void()> function)
{
    const std::scoped_lock lock(m_mutex);
    const auto id = ++m_lastId;
    const auto place = m_due.emplace(std::pair(when, id), std::move(function)).first;
    m_times.emplace(id, when);
    if (place == m_due.begin())
        m_changed.notify_one();
    return id;
}

void TimerThread::remove(quint64 id)
{
    std::function<void()> dropped;
    const std::scoped_lock lock(m_mutex);
    const auto time = m_times.find(id);
    if (time == m_times.end())
        return;
    const auto due = m_due.find(std::pair(time->second, id));
    dropped.swap(due->second);
    m_due.erase(due);
    m_times.erase(time);
}

void TimerThread::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        if (m_due.empty()) {
            m_changed.wait(lock);
            continue;
        }
        const auto next = m_due.begin()->first;
        if (Clock::now() < next.first) {
            m_changed.wait_until(lock, next.first);
            continue;
        }
        auto function = std::move(m_due.begin()->second);
        m_due.erase(m_due.begin());
        m_times.erase(next.second);
        lock.unlock();
        function();
        function = nullptr;
        lock.lock();
    }
}

} // namespace dumbo
