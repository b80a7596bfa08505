#pragma once

#include "core/base/cancellation.h"

#include <functional>
#include <mutex>
#include <thread>

namespace cli {

/// Ctrl+C as a cancel: the first one cancels what runs and is repeated until that has ended, the second one ends the
/// program. Made before any other thread, because it takes SIGINT away from all of them.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

    [[nodiscard]] dumbo::Cancellation cancellation() const { return m_source.token(); }
    [[nodiscard]] bool isRequested() const { return m_source.isCancelled(); }
    /// What to call when the person interrupts; empty for nothing. Not called any more once this has returned.
    void setTarget(std::function<void()> cancel);

private:
    void watch(const std::stop_token &stop);
    void callTarget();

    dumbo::CancellationSource m_source;
    std::mutex m_mutex;
    std::function<void()> m_cancel;
    std::jthread m_watcher;
};

} // namespace cli
