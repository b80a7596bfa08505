#include "core/connection/pool.h"

#include "core/connection/deferredpool.h"
#include "core/connection/poolexecutor.h"
#include "core/connection/sessionpool.h"
#include "core/connection/writerreaderpool.h"

#include <atomic>
#include <limits>

namespace dumbo {

namespace {

/// Runs everything at once on an executor that somebody else owns.
class AmbientPool final : public Pool {
public:
    explicit AmbientPool(Executor &executor)
        : m_executor(executor)
    {
    }

    void dispatch(std::unique_ptr<Job> job, JobId, const PoolJobOptions &) override
    {
        job->run(m_executor);
        job->publish();
    }
    void cancel(JobId) override { }
    PoolStatus status() const override { return { 1, 1, 0, 0 }; }
    void close(const PoolClose &) override { }
    bool isAmbient() const override { return true; }

private:
    Executor &m_executor;
};

} // namespace

Pool::Pool() = default;
Pool::~Pool() = default;

JobId Pool::nextJobId()
{
    static std::atomic<JobId> last = 0;
    return ++last;
}

void Pool::refuse(std::unique_ptr<Job> job, const Error &error)
{
    job->refuse(error);
    job->publish();
}

std::unique_ptr<Executor> Pool::executor(Access access)
{
    return std::make_unique<PoolExecutor>(*this, access);
}

std::shared_ptr<Pool> Pool::ambient(Executor &executor)
{
    return std::make_shared<AmbientPool>(executor);
}

std::shared_ptr<Pool> Pool::singleton(PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy)
{
    SessionPool::Limits limits;
    limits.connections = 1;
    limits.resets = false;
    limits.waiting = policy.maxWaiting;
    limits.maxWait = policy.maxWait;
    return std::make_shared<SessionPool>(std::move(plugin), target, limits);
}

std::shared_ptr<Pool> Pool::bounded(PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy)
{
    return std::make_shared<SessionPool>(std::move(plugin), target, SessionPool::Limits::of(policy));
}

std::shared_ptr<Pool> Pool::alwaysNew(PluginProvider plugin, const ConnectionTarget &target)
{
    SessionPool::Limits limits;
    limits.connections = std::numeric_limits<int>::max();
    limits.reuses = false;
    return std::make_shared<SessionPool>(std::move(plugin), target, limits);
}

std::shared_ptr<Pool> Pool::writerAndReaders(
    PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy)
{
    return std::make_shared<WriterReaderPool>(std::move(plugin), target, policy);
}

std::shared_ptr<Pool> Pool::byPolicy(PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy)
{
    switch (policy.kind) {
    case PoolPolicy::Kind::Singleton:
        return singleton(std::move(plugin), target, policy);
    case PoolPolicy::Kind::WriterAndReaders:
        return writerAndReaders(std::move(plugin), target, policy);
    case PoolPolicy::Kind::AlwaysNew:
        return alwaysNew(std::move(plugin), target);
    case PoolPolicy::Kind::Bounded:
        break;
    }
    return bounded(std::move(plugin), target, policy);
}

std::shared_ptr<Pool> Pool::recommended(PluginProvider plugin, const ConnectionTarget &target)
{
    return std::make_shared<DeferredPool>([plugin = std::move(plugin), target]() -> Result<std::shared_ptr<Pool>> {
        const auto driver = plugin();
        if (!driver)
            return fail(driver.error());
        return byPolicy(plugin, target, (*driver)->poolPolicy(target.options));
    });
}

} // namespace dumbo
