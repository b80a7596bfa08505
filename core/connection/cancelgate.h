#pragma once

#include "core/base/cancellation.h"
#include "core/base/error.h"
#include "core/connection/reply.h"
#include "core/sdk/connection.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace dumbo {

enum class CancelReason { Asked, Deadline };

/// Stands between those who cancel and the connection, and keeps the promises that a driver alone can't: a cancel for job N is
/// remembered until N ends, repeated until the driver answers, and never reaches the connection when N is over, or while N
/// rolls back.
///
/// cancel() and refusal() may be called from any thread, the rest from the connection's. Every call of
/// Connection::cancel() is made under the gate's mutex, so that once endJob(), endStatement() or a Shield's constructor
/// has returned, none is on its way.
class DUMBO_CORE_EXPORT CancelGate : public std::enable_shared_from_this<CancelGate> {
public:
    using Milliseconds = std::chrono::milliseconds;

    /// While it lives, the connection is left alone: for rollbacks, which a cancel must not end.
    class Shield {
    public:
        explicit Shield(CancelGate &gate);
        ~Shield();
        Shield(const Shield &) = delete;
        Shield &operator=(const Shield &) = delete;

    private:
        CancelGate &m_gate;
    };

    [[nodiscard]] static std::shared_ptr<CancelGate> create();
    ~CancelGate();

    /// The connection to cancel; null before it is destroyed.
    void setConnection(Connection *connection);

    void beginJob(JobId job);
    /// From now on; cancels the job when the time is over.
    void limitJob(Milliseconds timeout);
    /// Why the job was cancelled, if it was.
    std::optional<CancelReason> endJob();

    /// False where job does not run (any more). Runs what waits for cancellation(), so not under a mutex of the caller.
    bool cancel(JobId job, CancelReason reason = CancelReason::Asked);

    /// Of the job that runs.
    [[nodiscard]] Cancellation cancellation() const;

    /// Numbers a statement of the job. The error to answer instead where the job is cancelled.
    [[nodiscard]] std::optional<Error> beginStatement(std::optional<Milliseconds> timeout);
    void endStatement();
    /// What to answer now instead of going on: Cancelled, Timeout, or nothing.
    [[nodiscard]] std::optional<Error> refusal() const;
    /// The driver's error in the words of the reason: Cancelled becomes Timeout after a deadline.
    [[nodiscard]] Error translated(const Error &error) const;
    /// False, at once, when the job is cancelled.
    [[nodiscard]] bool waitFor(Milliseconds time) const;

private:
    CancelGate() = default;
    [[nodiscard]] std::optional<CancelReason> reason() const;
    [[nodiscard]] Error errorFor(CancelReason reason) const;
    void send();
    void remind();
    void scheduleRepeat();
    void repeat(quint64 round);
    void expire(quint64 generation, bool wholeJob);
    void stopRepeating();
    [[nodiscard]] quint64 scheduleDeadline(Milliseconds timeout, quint64 generation, bool wholeJob);

    mutable std::mutex m_mutex;
    mutable std::condition_variable m_cancelled;
    Connection *m_connection = nullptr;
    JobId m_job = 0;
    CancellationSource m_jobCancel;
    quint64 m_statements = 0; ///< counted over all jobs
    quint64 m_statement = 0; ///< the one that runs; 0: none
    std::optional<CancelReason> m_jobReason;
    std::optional<CancelReason> m_statementReason;
    std::optional<Milliseconds> m_jobTimeout;
    std::optional<Milliseconds> m_statementTimeout;
    int m_shields = 0;
    quint64 m_round = 0; ///< of repeating; a timer of an older round does nothing
    Milliseconds m_pause { 0 };
    quint64 m_jobTimer = 0;
    quint64 m_statementTimer = 0;
    quint64 m_repeatTimer = 0;
};

} // namespace dumbo
