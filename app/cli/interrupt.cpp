#include "app/cli/interrupt.h"

#include "app/cli/exitcode.h"

#include <csignal>
#include <ctime>
#include <unistd.h>
#include <utility>

namespace cli {

using namespace dumbo;

namespace {

sigset_t interruptSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGUSR2);
    return signals;
}

} // namespace

Interrupt::Interrupt()
{
    const auto signals = interruptSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_watcher = std::jthread([this](const std::stop_token &stop) { watch(stop); });
}

Interrupt::~Interrupt()
{
    m_watcher.request_stop();
    pthread_kill(m_watcher.native_handle(), SIGUSR2);
}

void Interrupt::setTarget(std::function<void()> cancel)
{
    const std::scoped_lock lock(m_mutex);
    m_cancel = std::move(cancel);
}

Cancellation Interrupt::cancellation() const
{
    const std::scoped_lock lock(m_mutex);
    return m_source.token();
}

bool Interrupt::isRequested() const
{
    const std::scoped_lock lock(m_mutex);
    return m_source.isCancelled();
}

void Interrupt::rearm()
{
    const std::scoped_lock lock(m_mutex);
    m_source = {};
    m_patience = 1;
    ++m_round;
}

bool Interrupt::callTarget(quint64 round)
{
    const std::scoped_lock lock(m_mutex);
    if (round != m_round)
        return false;
    if (m_cancel)
        m_cancel();
    return true;
}

void Interrupt::watch(const std::stop_token &stop)
{
    const auto signals = interruptSignals();
    int signal = 0;
    while (!stop.stop_requested() && sigwait(&signals, &signal) == 0 && !stop.stop_requested()) {
        if (signal != SIGINT)
            continue;
        while (cancelRepeatedly(stop)) { }
    }
}

/// A cancel that reaches the server before its statement does is lost, so it is said again until all has ended. True where the next
/// request came meanwhile.
bool Interrupt::cancelRepeatedly(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    const auto source = m_source;
    const auto round = m_round;
    auto patience = m_patience;
    lock.unlock();
    source.cancel();
    const auto signals = interruptSignals();
    constexpr timespec pause { 0, 50'000'000 };
    while (!stop.stop_requested() && callTarget(round)) {
        if (sigtimedwait(&signals, nullptr, &pause) != SIGINT)
            continue;
        lock.lock();
        const bool isNext = round != m_round;
        lock.unlock();
        if (isNext)
            return true;
        if (--patience < 0)
            _exit(Interrupted);
    }
    return false;
}

} // namespace cli
