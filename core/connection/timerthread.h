#pragma once

#include "core/base/export.h"

#include <QtTypes>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace dumbo {

/// Runs functions at a time, in one thread of its own that sleeps until the next is due: for deadlines and repeated cancels,
/// which must not depend on an event loop. All members may be called from any thread.
class TimerThread {
public:
    using Clock = std::chrono::steady_clock;

    /// The process has one. It starts with the first use and ends with the process.
    [[nodiscard]] static TimerThread &instance();

    /// The function must not block; it may schedule.
    quint64 schedule(Clock::time_point when, std::function<void()> function);
    /// Forgets a function. One that is just being run runs to its end.
    void remove(quint64 id);

private:
    TimerThread();
    void run();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::pair<Clock::time_point, quint64>, std::function<void()>> m_due;
    std::map<quint64, Clock::time_point> m_times;
    quint64 m_lastId = 0;
};

} // namespace dumbo
