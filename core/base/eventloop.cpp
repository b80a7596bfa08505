#include "core/base/eventloop.h"

#include "core/base/wakedescriptor.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QThread>

#include <deque>
#include <mutex>
#include <utility>

namespace dumbo {

class EventLoop::Private {
public:
    bool post(std::function<void()> function)
    {
        const std::scoped_lock lock(m_mutex);
        if (m_closed)
            return false;
        m_functions.push_back(std::move(function));
        wake();
        return true;
    }

    /// Runs what is there now. What is posted meanwhile waits for the next round, so that the loop's other events
    /// get their turn; a nested loop inside a function goes on with the rest, in order.
    void run()
    {
        std::unique_lock lock(m_mutex);
        m_wake.clear();
        m_isAwake = false;
        for (auto left = m_functions.size(); left > 0 && !m_functions.empty(); --left) {
            auto function = std::move(m_functions.front());
            m_functions.pop_front();
            if (!m_functions.empty())
                wake();
            lock.unlock();
            function();
            function = nullptr;
            lock.lock();
        }
    }

    void close()
    {
        std::deque<std::function<void()>> dropped;
        {
            const std::scoped_lock lock(m_mutex);
            m_closed = true;
            dropped.swap(m_functions);
        }
        m_notifier.reset();
    }

    void listen(const std::shared_ptr<Private> &self)
    {
        m_notifier = std::make_unique<QSocketNotifier>(m_wake.descriptor(), QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [weak = std::weak_ptr(self)] {
            if (const auto strong = weak.lock())
                strong->run();
        });
    }

private:
    void wake()
    {
        if (!std::exchange(m_isAwake, true))
            m_wake.set();
    }

    std::mutex m_mutex;
    std::deque<std::function<void()>> m_functions;
    WakeDescriptor m_wake;
    bool m_isAwake = false;
    bool m_closed = false;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

namespace {

/// Ends the loop with its thread.
struct LoopOfThread {
    std::shared_ptr<EventLoop> loop;

    void end()
    {
        if (const auto ended = std::exchange(loop, nullptr))
            ended->close();
    }
    ~LoopOfThread() { end(); }
};

LoopOfThread &loopOfThread()
{
    thread_local LoopOfThread loop;
    return loop;
}

void endWithApplication()
{
    loopOfThread().end();
}

} // namespace

EventLoop::EventLoop()
    : d(std::make_shared<Private>())
{
    d->listen(d);
}

EventLoop::~EventLoop() = default;

std::shared_ptr<EventLoop> EventLoop::ofThisThread()
{
    auto &loop = loopOfThread().loop;
    if (!loop) {
        loop.reset(new EventLoop);
        const auto *application = QCoreApplication::instance();
        if (application && application->thread() == QThread::currentThread())
            qAddPostRoutine(endWithApplication);
    }
    return loop;
}

bool EventLoop::post(std::function<void()> function)
{
    return d->post(std::move(function));
}

void EventLoop::close()
{
    d->close();
}

} // namespace dumbo
