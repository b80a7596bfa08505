#pragma once

#include <QtTypes>

#include <chrono>
#include <mutex>
#include <optional>

namespace dumbo {

/// Numbers what a connection works on, so that a cancel that comes too late ends nothing else, and knows how long a call that
/// was cancelled may still take. A statement is one work from execute() until its execution is closed; any other call is one by
/// itself.
class WorkTracker {
public:
    using Clock = std::chrono::steady_clock;

    /// A call begins; the number of its work.
    [[nodiscard]] quint64 beginCall(std::chrono::milliseconds cancelLimit);
    void endCall();
    /// Calls belong to one work from now on.
    void open();
    void close();

    /// Any thread. The work to cancel; nothing where there is none.
    [[nodiscard]] std::optional<quint64> cancel(std::chrono::milliseconds limit);
    /// Any thread. A call of this connection has to end soon, cancelled or not.
    void limitCall(std::chrono::milliseconds limit);
    /// Any thread. Until when the call that runs has to end; nothing where there is no hurry.
    [[nodiscard]] std::optional<Clock::time_point> deadline() const;

private:
    mutable std::mutex m_mutex;
    quint64 m_work = 0;
    quint64 m_cancelled = 0;
    bool m_isOpen = false;
    bool m_isCalling = false;
    std::optional<Clock::time_point> m_deadline;
};

} // namespace dumbo
