#include "poolbench.h"

#include "core/connection/connectionexecutor.h"
#include "core/connection/connectionstring.h"
#include "core/connection/pool.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

using namespace dumbo;

namespace {

constexpr int rounds = 7;
constexpr int jobs = 20'000;

/// The least that hands work to another thread and waits for its answer.
class BareQueue {
public:
    ~BareQueue()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_ends = true;
        }
        m_changed.notify_one();
    }

    int ask()
    {
        std::packaged_task<int()> task([] { return 1; });
        auto answer = task.get_future();
        {
            const std::scoped_lock lock(m_mutex);
            m_tasks.push_back(std::move(task));
        }
        m_changed.notify_one();
        return answer.get();
    }

private:
    void serve()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_changed.wait(lock, [&] { return m_ends || !m_tasks.empty(); });
            if (m_ends)
                return;
            auto task = std::move(m_tasks.front());
            m_tasks.pop_front();
            lock.unlock();
            task();
            lock.lock();
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::packaged_task<int()>> m_tasks;
    bool m_ends = false;
    std::jthread m_thread { [this] { serve(); } };
};

/// Microseconds on the clock for each of so many calls.
double timed(const std::function<void()> &call)
{
    const auto begin = wallSeconds();
    for (int job = 0; job < jobs; ++job)
        call();
    return (wallSeconds() - begin) * 1e6 / jobs;
}

} // namespace

void measurePool(Report &report)
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const auto target = parseConnectionString(QStringLiteral("sqlite::memory:"), registry);
    const auto plugin = target ? registry.get(target->connector) : fail(target.error());
    if (!plugin) {
        report.skip(QStringLiteral("pool"), plugin.error().message());
        return;
    }
    const auto pool = Pool::bounded([plugin = *plugin] { return plugin; }, *target, { .connections = 1 });
    const auto executor = pool->executor();
    ConnectionObserver observer;
    ConnectRequest request;
    request.options = target->options;
    const auto connection = (*plugin)->connect(request, observer);
    if (!connection) {
        report.skip(QStringLiteral("pool"), connection.error().message());
        return;
    }
    BareQueue queue;
    const auto times = interleaved(rounds,
        { [&] { return timed([&] { pool->submit([](Executor &) -> Result<int> { return 1; }).result().value(); }); },
            [&] { return timed([&] { queue.ask(); }); },
            [&] { return timed([&] { std::ignore = executor->query("SELECT 1"); }); },
            [&] { return timed([&] { std::ignore = ConnectionExecutor(**connection).query("SELECT 1"); }); } });
    report.add({ QStringLiteral("borrow a connection and give it back"), QStringLiteral("µs"), times[0],
        QStringLiteral("a bare queue before a thread"), times[1] });
    report.add({ QStringLiteral("SELECT 1 through a pool"), QStringLiteral("µs"), times[2],
        QStringLiteral("on the connection itself"), times[3] });
}
