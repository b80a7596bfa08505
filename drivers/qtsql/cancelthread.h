#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace dumbo::qtsql {

/// Sends cancel requests over a way of their own while the connection's thread waits for the server. The thread
/// starts with the first request.
class CancelThread
{
public:
    /// send runs in the thread, once for each request that is not yet answered; finish runs there at the end.
    explicit CancelThread(std::function<void()> send, std::function<void()> finish = {});
    /// Waits for a request that is under way.
    ~CancelThread();
    CancelThread(const CancelThread &) = delete;
    CancelThread &operator=(const CancelThread &) = delete;

    /// Any thread; returns at once.
    void request() noexcept;
    /// Waits until every request was sent, so that none can hit a later statement. False where that takes too
    /// long: then the connection must not be used any more.
    [[nodiscard]] bool settle();

private:
    void work(const std::stop_token &stop);

    std::function<void()> m_send;
    std::function<void()> m_finish;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_wanted = false;
    bool m_sending = false;
    std::jthread m_thread;
};

} // namespace dumbo::qtsql
