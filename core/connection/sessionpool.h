#pragma once

#include "core/connection/pool.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
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
        std::chrono::milliseconds maxWait { 0 }; ///< 0: no limit, here and below
        std::optional<std::chrono::milliseconds> trustedFor = {}; ///< nothing: never pinged
        std::chrono::milliseconds idleLimit { 0 };
        std::chrono::milliseconds lifeLimit { 0 };
        int keptIdle = 0;

        /// Of a pool of several connections.
        [[nodiscard]] static Limits of(const PoolPolicy &policy);
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
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        std::unique_ptr<Job> job;
        JobId id = 0;
        PoolJobOptions options;
        Clock::time_point until = Clock::time_point::max();
    };
    struct Lent {
        std::shared_ptr<Session> session; ///< shared with a cancel() that is on its way
        Clock::time_point made;
        Clock::time_point lastUse;
    };
    using Sessions = std::vector<Lent>;

    [[nodiscard]] bool mayBeUsed(const Lent &lent, Clock::time_point now) const;
    [[nodiscard]] std::optional<Lent> borrow(Sessions &ended);
    void start(Lent lent, Waiting waiting);
    void serveNext(Sessions &ended);
    [[nodiscard]] Error queueFullError() const;
    [[nodiscard]] Error waitedTooLongError() const;

    [[nodiscard]] Clock::time_point endOf(const Lent &idle) const;
    void setTimer(Clock::time_point due);
    void stopTimer();
    void runTimer();

    const PluginProvider m_plugin;
    const ConnectionTarget m_target;
    const Limits m_limits;

    mutable std::mutex m_mutex;
    std::condition_variable m_ended;
    Sessions m_idle; ///< the most recently used last
    Sessions m_busy;
    std::deque<Waiting> m_waiting;
    bool m_closed = false;
    quint64 m_timer = 0; ///< of TimerThread; 0: none is set
    Clock::time_point m_due;
};

} // namespace dumbo
