#include "core/isolation/processkeeper.h"

#include "core/platform/exitwords.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <future>
#include <poll.h>

namespace dumbo {

namespace {

constexpr int lookEvery = 100; ///< milliseconds, where the system can't tell of a child's end
constexpr std::chrono::milliseconds farewell { 1000 };

QString tr(const char *text)
{
    return QCoreApplication::translate("Isolation", text);
}

int millisecondsUntil(WorkTracker::Clock::time_point when)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(when - WorkTracker::Clock::now()).count();
    return int(std::clamp<qint64>(left, 0, 60'000));
}

} // namespace

ProcessKeeper::ProcessKeeper(const QString &driver)
    : m_driver(driver)
    , m_log(driver)
{
}

ProcessKeeper::~ProcessKeeper()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.set();
}

Result<void> ProcessKeeper::start(ChildProcess::Command command)
{
    std::promise<Result<void>> promise;
    auto started = promise.get_future();
    m_thread = std::jthread([this, given = std::move(command), done = std::move(promise)]() mutable {
        run(std::move(given), [&](Result<void> result) { done.set_value(std::move(result)); });
    });
    return started.get();
}

void ProcessKeeper::watch(const std::weak_ptr<const WorkTracker> &work, std::chrono::milliseconds cancelLimit)
{
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_watched, [](const Watched &each) { return each.work.expired(); });
    m_watched.push_back({ work, cancelLimit });
}

bool ProcessKeeper::isRunning() const
{
    const std::scoped_lock lock(m_mutex);
    return !m_end && !m_killReason;
}

void ProcessKeeper::kill(const QString &because)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_killReason)
            m_killReason = because;
    }
    m_wake.set();
}

QString ProcessKeeper::waitForEnd(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait_for(lock, patience, [&] { return m_end.has_value(); })) {
        lock.unlock();
        kill(tr("it stopped talking to the program"));
        lock.lock();
        m_changed.wait(lock, [&] { return m_end.has_value(); });
    }
    return *m_end;
}

QString ProcessKeeper::lastWords() const
{
    return m_log.lastWords();
}

void ProcessKeeper::run(ChildProcess::Command command, const std::function<void(Result<void>)> &started)
{
    auto process = ChildProcess::start(command);
    if (!process) {
        end(process.error().message());
        started(fail(process.error()));
        return;
    }
    started({});
    keep(*process);
}

void ProcessKeeper::keep(ChildProcess &process)
{
    while (true) {
        waitFor(process);
        m_log.read(process.errorDescriptor());
        if (const auto code = process.exitCode()) {
            m_log.read(process.errorDescriptor());
            return end(exitSentence(*code));
        }
        if (const auto because = killReason()) {
            { const auto killed = std::move(process); }
            return end(tr("The process of the driver %1 was ended, because %2.").arg(m_driver, *because));
        }
        const std::scoped_lock lock(m_mutex);
        if (m_isStopping)
            break;
    }
    waitAtTheEnd(process);
    end(tr("The process of the driver %1 is no longer needed.").arg(m_driver));
}

void ProcessKeeper::waitFor(ChildProcess &process)
{
    const auto deadline = nextDeadline();
    auto patience = deadline ? millisecondsUntil(*deadline) : -1;
    if (process.exitDescriptor() < 0)
        patience = patience < 0 ? lookEvery : std::min(patience, lookEvery);
    std::array waiting { pollfd { m_wake.descriptor(), POLLIN, 0 }, pollfd { process.errorDescriptor(), POLLIN, 0 },
        pollfd { process.exitDescriptor(), POLLIN, 0 } };
    std::ignore = ::poll(waiting.data(), waiting.size(), patience);
    m_wake.clear();
    // The host closed its standard error but lives: its end is all there is to wait for.
    if ((waiting[1].revents & POLLHUP) != 0 && (waiting[1].revents & POLLIN) == 0 && waiting[2].revents == 0) {
        pollfd last { process.exitDescriptor(), POLLIN, 0 };
        std::ignore = ::poll(&last, 1, lookEvery);
    }
}

/// It ends by itself when its sockets are closed.
void ProcessKeeper::waitAtTheEnd(ChildProcess &process)
{
    const auto until = WorkTracker::Clock::now() + farewell;
    while (!process.exitCode() && WorkTracker::Clock::now() < until) {
        pollfd last { process.exitDescriptor(), POLLIN, 0 };
        std::ignore = ::poll(&last, 1, process.exitDescriptor() < 0 ? lookEvery : millisecondsUntil(until));
    }
    m_log.read(process.errorDescriptor());
}

void ProcessKeeper::end(const QString &sentence)
{
    const std::scoped_lock lock(m_mutex);
    m_end = sentence;
    m_changed.notify_all();
}

std::optional<QString> ProcessKeeper::killReason()
{
    const std::scoped_lock lock(m_mutex);
    for (const auto &each : m_watched) {
        const auto work = each.work.lock();
        const auto deadline = work ? work->deadline() : std::nullopt;
        if (deadline && *deadline <= WorkTracker::Clock::now() && !m_killReason)
            m_killReason = tr("it did not end within %1 seconds what it was told to end")
                               .arg(double(each.cancelLimit.count()) / 1000);
    }
    return m_killReason;
}

QString ProcessKeeper::exitSentence(int exitCode) const
{
    return exitCode > 128 ? tr("The process of the driver %1 was ended by %2.").arg(m_driver, exitWords(exitCode))
                          : tr("The process of the driver %1 ended by itself, with %2.").arg(m_driver, exitWords(exitCode));
}

std::optional<WorkTracker::Clock::time_point> ProcessKeeper::nextDeadline()
{
    const std::scoped_lock lock(m_mutex);
    std::optional<WorkTracker::Clock::time_point> next;
    for (const auto &each : m_watched) {
        const auto work = each.work.lock();
        const auto deadline = work ? work->deadline() : std::nullopt;
        if (deadline && (!next || *deadline < *next))
            next = deadline;
    }
    return next;
}

} // namespace dumbo
