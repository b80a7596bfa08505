#include "core/connection/writerreaderpool.h"

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

/// A job of the writer, which tells when it got a connection.
class WriterJob final : public Job {
public:
    WriterJob(std::unique_ptr<Job> job, std::shared_ptr<std::atomic_bool> connected)
        : m_job(std::move(job))
        , m_connected(std::move(connected))
    {
    }
    void run(Executor &executor) override
    {
        *m_connected = true;
        m_job->run(executor);
    }
    void refuse(const Error &error) override { m_job->refuse(error); }
    std::optional<Error> error() const override { return m_job->error(); }
    void publish() override { m_job->publish(); }

private:
    std::unique_ptr<Job> m_job;
    std::shared_ptr<std::atomic_bool> m_connected;
};

std::shared_ptr<SessionPool> makeWriter(const PluginProvider &plugin, const ConnectionTarget &target, const PoolPolicy &policy)
{
    auto limits = SessionPool::Limits::of(policy);
    limits.connections = 1;
    return std::make_shared<SessionPool>(plugin, target, limits);
}

std::shared_ptr<SessionPool> makeReaders(const PluginProvider &plugin, ConnectionTarget target, const PoolPolicy &policy)
{
    target.readOnly = true;
    return std::make_shared<SessionPool>(plugin, target, SessionPool::Limits::of(policy));
}

} // namespace

WriterReaderPool::WriterReaderPool(PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy)
    : m_writer(makeWriter(plugin, target, policy))
    , m_readers(makeReaders(plugin, target, policy))
    , m_readOnly(target.readOnly)
{
}

WriterReaderPool::~WriterReaderPool() = default;

void WriterReaderPool::dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options)
{
    if (m_readOnly || (options.access == Access::Read && *m_writerConnected)) {
        m_readers->dispatch(std::move(job), id, options);
        return;
    }
    auto writing = options;
    if (options.access == Access::Write && options.defaultLock == TransactionLock::Default)
        writing.defaultLock = TransactionLock::Immediate;
    m_writer->dispatch(std::make_unique<WriterJob>(std::move(job), m_writerConnected), id, writing);
}

void WriterReaderPool::cancel(JobId job)
{
    m_writer->cancel(job);
    m_readers->cancel(job);
}

PoolStatus WriterReaderPool::status() const
{
    const auto writer = m_writer->status();
    const auto readers = m_readers->status();
    return { writer.connections + readers.connections, writer.idle + readers.idle, writer.busy + readers.busy,
        writer.waiting + readers.waiting };
}

void WriterReaderPool::close(const PoolClose &how)
{
    announceClose();
    const auto start = std::chrono::steady_clock::now();
    m_readers->close(how);
    auto rest = how;
    if (rest.deadline)
        *rest.deadline -= std::min(*rest.deadline,
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start));
    m_writer->close(rest);
}

} // namespace dumbo
