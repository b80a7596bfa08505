#pragma once

#include "core/base/result.h"

#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace dumbo {

/// Lets the first of many callers do a piece of work while the others wait for its end. What the work stores, it stores
/// itself, under the caller's mutex; after waiting, a caller looks there again.
class SingleFlight {
public:
    /// Called with lock held. Where nobody works: unlocks, runs work(), locks again, and returns true. Where another thread
    /// works: unlocks, waits until it is done, locks again, and returns false. Where this very thread works, so
    /// that waiting would never end: nothing.
    template <typename Work>
    std::optional<bool> run(std::unique_lock<std::mutex> &lock, Work work)
    {
        if (m_running) {
            if (m_worker == std::this_thread::get_id())
                return std::nullopt;
            const auto done = *m_running;
            lock.unlock();
            done.wait();
            lock.lock();
            return false;
        }
        std::promise<void> promise;
        m_running = promise.get_future().share();
        m_worker = std::this_thread::get_id();
        lock.unlock();
        work();
        lock.lock();
        m_running.reset();
        promise.set_value();
        return true;
    }

    /// With the lock held.
    [[nodiscard]] bool isRunning() const { return m_running.has_value(); }

private:
    std::optional<std::shared_future<void>> m_running;
    std::thread::id m_worker;
};

} // namespace dumbo
