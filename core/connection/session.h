#pragma once

#include "core/connection/connectiontarget.h"
#include "core/connection/executor.h"
#include "core/connection/job.h"
#include "core/connection/sessionevents.h"
#include "core/sdk/storageplugin.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace dumbo {

class DriverRegistry;
class SessionCore;
class SessionLease;

/// Where a session gets its driver: called in the session's thread when it connects, so it may load. Fails with the
/// reason why there is none.
using PluginProvider = std::function<Result<std::shared_ptr<StoragePlugin>>()>;

/// How a job runs.
struct JobOptions {
    QString name = {}; ///< for people: shown while it runs, e.g. "Columns of hut"
    /// From its start; then it is cancelled and answers ErrorKind::Timeout. Connecting does not count.
    std::optional<std::chrono::milliseconds> timeout = {};
    Purpose purpose = Purpose::User; ///< of the statements that are given as text
    bool resetsConnection = false; ///< Connection::reset() after it; one that can't be reset counts as lost
    /// A connection that was idle for longer is pinged before, and made anew where it is dead. Nothing: never.
    std::optional<std::chrono::milliseconds> trustedFor = std::chrono::seconds(60);
    TransactionLock defaultLock = TransactionLock::Default; ///< of its transactions that leave the choice
};

struct SessionOptions {
    bool connectAtOnce = true; ///< false: with the first job
    /// For the answer to a ping; then the connection counts as dead.
    std::chrono::milliseconds pingPatience { 5000 };
};

/// One connection and the thread it lives in. Jobs run one after another in the order of submission; cancel() is the only
/// way past the queue.
///
/// Every member is called from the thread that made the session. A lost connection is opened again by the next job, unless
/// a transaction was open: then the next job is told so, and the one after it gets the new connection. Destroying a session
/// cancels what runs, answers Cancelled to what waits, hands thread and connection to the Reaper, and returns at once.
class DUMBO_CORE_EXPORT Session {
public:
    /// Returns at once; the driver is loaded and the connection made in the session's thread. With events the calling thread has
    /// an event loop; without, none is needed.
    [[nodiscard]] static std::unique_ptr<Session> open(DriverRegistry &registry, const ConnectionTarget &target,
        const SessionEvents &events = {}, const SessionOptions &options = {});
    [[nodiscard]] static std::unique_ptr<Session> open(PluginProvider plugin, const ConnectionTarget &target,
        const SessionEvents &events = {}, const SessionOptions &options = {});

    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    [[nodiscard]] const ConnectionTarget &target() const;
    /// As of now: it may be a step ahead of the last SessionEvents::statusChanged.
    [[nodiscard]] SessionStatus status() const;

    /// Queues function(Executor &) → Result<T>, which will run in the session's thread. Its captures are destroyed there, or here
    /// where it never runs. Continue with onFinished(reply, context, …).
    template <typename F>
    auto submit(F function, const JobOptions &options = {})
    {
        auto job = std::make_unique<FunctionJob<F>>(std::move(function));
        const auto id = nextJobId();
        auto reply = job->reply(id);
        enqueue(std::move(job), id, options);
        return reply;
    }

    /// Asks the job that runs, or else the first that waits, to end with ErrorKind::Cancelled. It is never lost: a cancel
    /// that comes before its statement has reached the server is repeated until the job answers. It never hits another job.
    /// While connecting it ends the attempt.
    void cancel();
    /// The same for one job; nothing where it is finished. A job that waits is answered at once.
    void cancel(JobId job);
    /// The job that runs and all that wait.
    void cancelAll();

    /// The connection for oneself: the answer comes when all jobs before it are done; from then on jobs submitted elsewhere
    /// wait until the lease is destroyed.
    [[nodiscard]] Reply<std::unique_ptr<SessionLease>> lease();

    /// Answers SessionEvents::credentialsRequired with secrets by field; the session connects again. They are kept for this
    /// session's reconnects.
    void answerCredentials(const QMap<QString, QString> &secrets);
    /// Gives up: what waits is answered ErrorKind::AuthenticationRequired.
    void refuseCredentials();

    /// Queues a job made elsewhere.
    void enqueue(std::unique_ptr<Job> job, JobId id, const JobOptions &options);
    [[nodiscard]] JobId nextJobId();

private:
    Session(PluginProvider plugin, const ConnectionTarget &target, const SessionEvents &events, const SessionOptions &options);
    class Private;
    std::unique_ptr<Private> d;
};

/// Keeps a session's connection for its holder, from job to job: an open transaction stays among the holder's jobs. Destroying
/// it (any thread) lets its own queued jobs end, rolls back what is still open, and lets the others on.
class DUMBO_CORE_EXPORT SessionLease {
public:
    ~SessionLease();
    SessionLease(const SessionLease &) = delete;
    SessionLease &operator=(const SessionLease &) = delete;

    /// As Session::submit(), before all jobs that wait for the lease's end. Any thread.
    template <typename F>
    auto submit(F function, const JobOptions &options = {})
    {
        auto job = std::make_unique<FunctionJob<F>>(std::move(function));
        const auto id = nextJobId();
        auto reply = job->reply(id);
        enqueue(std::move(job), id, options);
        return reply;
    }
    /// As Session::cancel(JobId). Any thread.
    void cancel(JobId job);

private:
    friend class SessionCore;
    SessionLease(std::shared_ptr<SessionCore> core, quint64 number);
    [[nodiscard]] JobId nextJobId();
    void enqueue(std::unique_ptr<Job> job, JobId id, const JobOptions &options);
    std::shared_ptr<SessionCore> m_core;
    quint64 m_number = 0;
};

} // namespace dumbo
