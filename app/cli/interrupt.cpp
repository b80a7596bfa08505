#include "app/cli/interrupt.h"

#include "app/cli/exitcode.h"

#include <csignal>
#include <ctime>
#include <unistd.h>
#include <utility>

namespace cli {

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

void Interrupt::callTarget()
{
    const std::scoped_lock lock(m_mutex);
    if (m_cancel)
        m_cancel();
}

void Interrupt::watch(const std::stop_token &stop)
{
    const auto signals = interruptSignals();
    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && !stop.stop_requested()) {
        if (signal != SIGINT)
            continue;
        m_source.cancel();
        // A cancel that reaches the server before its statement does is lost, so it is said again until all has ended.
        constexpr timespec pause { 0, 50'000'000 };
        while (!stop.stop_requested()) {
            callTarget();
            if (sigtimedwait(&signals, nullptr, &pause) == SIGINT)
                _exit(Interrupted);
        }
        return;
    }
}

} // namespace cli
