#pragma once

#include "core/connection/pool.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace dumbo {

/// Sessions to one target, lent to one job each: the singleton, bounded and always-new pools, which differ in their limits.
class SessionPool final : public Pool, public std::enable_shared_from_this<SessionPool> {
public:
    struct Limits {
        int connections = 10;
        int waiting = 1000;
        bool reuses = true; ///< false: a session serves one job
        bool resets = true; ///< Connection::reset() after each job
    };

    SessionPool(PluginProvider plugin, const ConnectionTarget &target, const Limits &limits);
    ~SessionPool() override;

    void dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options) override;
    void cancel(JobId job) override;
    [[nodiscard]] PoolStatus status() const override;
    void close(const PoolClose &how) override;

    /// In the session's thread, when its job is over.
    void takeBack(Session *session);

private:
    struct Waiting {
        std::unique_ptr<Job> job;
        JobId id = 0;
        PoolJobOptions options;
    };
    using Sessions = std::vector<std::unique_ptr<Session>>;

    [[nodiscard]] std::unique_ptr<Session> borrow(Sessions &broken);
    void start(std::unique_ptr<Session> session, Waiting waiting);

    const PluginProvider m_plugin;
    const ConnectionTarget m_target;
    const Limits m_limits;

    mutable std::mutex m_mutex;
    std::condition_variable m_ended;
    Sessions m_idle; ///< the most recently used last
    Sessions m_busy;
    std::deque<Waiting> m_waiting;
    bool m_closed = false;
};

} // namespace dumbo
