#pragma once

#include "core/connection/sessionpool.h"

#include <atomic>

namespace dumbo {

/// One writer and several readers, as SQLite in WAL mode likes it.
class WriterReaderPool final : public Pool {
public:
    WriterReaderPool(PluginProvider plugin, const ConnectionTarget &target, const PoolPolicy &policy);
    ~WriterReaderPool() override;

    void dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options) override;
    void cancel(JobId job) override;
    [[nodiscard]] PoolStatus status() const override;
    void close(const PoolClose &how) override;

private:
    std::shared_ptr<SessionPool> m_writer;
    std::shared_ptr<SessionPool> m_readers;
    const bool m_readOnly;
    std::shared_ptr<std::atomic_bool> m_writerConnected = std::make_shared<std::atomic_bool>(false);
};

} // namespace dumbo
