#pragma once

#include "core/base/cancellation.h"

#include <functional>
#include <mutex>
#include <thread>

namespace cli {

/// Ctrl+C as a cancel: the first one cancels what runs and is repeated until that has ended, the second one ends the
/// program. A shell, which outlives what it runs, arms it anew each time; then the third one ends the program.
/// Made before any other thread, because it takes SIGINT away from all of them.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    [[nodiscard]] dumbo::Cancellation cancellation() const;
    [[nodiscard]] bool isRequested() const;
    /// What to call when the person interrupts; empty for nothing. Not called any more once this has returned.
    void setTarget(std::function<void()> cancel);
    /// What was requested so far is forgotten; the next Ctrl+C is a first one.
    void rearm();

private:
    void watch(const std::stop_token &stop);
    [[nodiscard]] bool cancelRepeatedly(const std::stop_token &stop);
    /// False where what was to be cancelled is over.
    bool callTarget(quint64 round);

    mutable std::mutex m_mutex;
    dumbo::CancellationSource m_source;
    std::function<void()> m_cancel;
    quint64 m_round = 0; ///< counts rearm()
    int m_patience = 0; ///< more requests of a round before the program ends
    std::jthread m_watcher;
};

} // namespace cli
