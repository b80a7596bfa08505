#pragma once

#include "core/connection/reply.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dumbo {

/// Waits for threads whose owners are gone, because some drivers can't be cancelled. Nobody waits for it but the end of the
/// program, and that only so long.
class DUMBO_CORE_EXPORT Reaper {
public:
    /// How long the end of the program (of QCoreApplication, or of main()) waits; what runs then is left to the system.
    static constexpr std::chrono::milliseconds patience { 5000 };

    [[nodiscard]] static Reaper &instance();

    /// ended is finished as the thread's last act. Any thread, even the given one.
    void take(std::jthread thread, std::shared_ptr<Completion> ended);
    /// Whether all threads ended in time.
    bool waitForAll(std::chrono::milliseconds timeout);
    /// Threads that are not known to have ended.
    [[nodiscard]] int threadCount();

private:
    struct Entry {
        std::jthread thread;
        std::shared_ptr<Completion> ended;
    };
    Reaper();
    [[nodiscard]] std::vector<Entry> takeEnded();

    std::mutex m_mutex;
    std::vector<Entry> m_entries;
};

} // namespace dumbo
