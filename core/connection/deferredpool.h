#pragma once

#include "core/connection/pool.h"

#include <functional>
#include <mutex>
#include <vector>

namespace dumbo {

/// A pool that is made with its first job, in a thread of its own, because making it may read manifests and load a driver. A
/// failure is the answer of the jobs that wait for it; the next job tries again.
class DeferredPool final : public Pool {
public:
    using Maker = std::function<Result<std::shared_ptr<Pool>>()>;

    explicit DeferredPool(Maker make);
    ~DeferredPool() override;

    void dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options) override;
    void cancel(JobId job) override;
    [[nodiscard]] PoolStatus status() const override;
    void close(const PoolClose &how) override;

private:
    struct Waiting {
        std::unique_ptr<Job> job;
        JobId id = 0;
        PoolJobOptions options;
    };
    struct State {
        Maker make;
        mutable std::mutex mutex;
        std::shared_ptr<Pool> pool;
        std::vector<Waiting> waiting;
        bool making = false;
        bool closed = false;
    };
    static void makePool(const std::shared_ptr<State> &state);
    static Result<std::shared_ptr<Pool>> guardedMake(const State &state);
    [[nodiscard]] std::shared_ptr<Pool> pool() const;

    std::shared_ptr<State> m_state;
};

} // namespace dumbo
