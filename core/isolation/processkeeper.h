#pragma once

#include "core/base/result.h"
#include "core/base/wakedescriptor.h"
#include "core/isolation/driverlog.h"
#include "core/isolation/worktracker.h"
#include "core/platform/childprocess.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace dumbo {

/// The thread that starts a driver host, reads what it complains, sees it end, and ends it where a cancelled call has no answer.
/// The host ends with this thread at the latest (ChildProcess).
class ProcessKeeper {
public:
    explicit ProcessKeeper(const QString &driver);
    /// Leaves the host a moment to end, then kills it.
    ~ProcessKeeper();

    [[nodiscard]] Result<void> start(ChildProcess::Command command);
    /// Work to look after.
    void watch(const std::weak_ptr<const WorkTracker> &work, std::chrono::milliseconds cancelLimit);
    void wake() { m_wake.set(); }

    [[nodiscard]] bool isRunning() const;
    /// Only the first reason counts.
    void kill(const QString &because);
    /// Waits until the process has ended, killing it where that takes too long, and tells how, in a sentence.
    [[nodiscard]] QString waitForEnd(std::chrono::milliseconds patience);
    /// The last lines it wrote to its standard error.
    [[nodiscard]] QString lastWords() const;

private:
    void run(ChildProcess::Command command, const std::function<void(Result<void>)> &started);
    void keep(ChildProcess &process);
    void waitFor(ChildProcess &process);
    void waitAtTheEnd(ChildProcess &process);
    void end(const QString &sentence);
    [[nodiscard]] std::optional<QString> killReason();
    [[nodiscard]] QString exitSentence(int exitCode) const;
    [[nodiscard]] std::optional<WorkTracker::Clock::time_point> nextDeadline();

    struct Watched {
        std::weak_ptr<const WorkTracker> work;
        std::chrono::milliseconds cancelLimit;
    };

    QString m_driver;
    WakeDescriptor m_wake;
    DriverLog m_log;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Watched> m_watched;
    std::optional<QString> m_killReason;
    std::optional<QString> m_end; ///< how it ended
    bool m_isStopping = false;
    std::jthread m_thread;
};

} // namespace dumbo
