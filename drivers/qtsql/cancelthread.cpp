#include "drivers/qtsql/cancelthread.h"

#include <chrono>
#include <utility>

namespace dumbo::qtsql {

namespace {

constexpr std::chrono::seconds patience { 15 };

} // namespace

CancelThread::CancelThread(std::function<void()> send, std::function<void()> finish)
    : m_send(std::move(send))
    , m_finish(std::move(finish))
{
}

CancelThread::~CancelThread() = default;

void CancelThread::request() noexcept
{
    try {
        const std::lock_guard lock(m_mutex);
        if (!m_thread.joinable())
            m_thread = std::jthread([this](const std::stop_token &stop) { work(stop); });
        m_wanted = true;
        m_wake.notify_all();
    } catch (...) {
        // No thread can be made: the statement runs to its end.
        return;
    }
}

bool CancelThread::settle()
{
    std::unique_lock lock(m_mutex);
    return m_wake.wait_for(lock, patience, [this] { return !m_wanted && !m_sending; });
}

void CancelThread::work(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [this] { return m_wanted; })) {
        m_wanted = false;
        m_sending = true;
        lock.unlock();
        m_send();
        lock.lock();
        m_sending = false;
        m_wake.notify_all();
    }
    lock.unlock();
    if (m_finish)
        m_finish();
}

} // namespace dumbo::qtsql
