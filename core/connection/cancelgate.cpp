#include "core/connection/cancelgate.h"

#include "core/connection/timerthread.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

constexpr std::chrono::milliseconds firstPause { 10 };
constexpr std::chrono::milliseconds longestPause { 500 };

void forget(quint64 &timer)
{
    if (const auto id = std::exchange(timer, 0))
        TimerThread::instance().remove(id);
}

} // namespace

CancelGate::Shield::Shield(CancelGate &gate)
    : m_gate(gate)
{
    const std::scoped_lock lock(m_gate.m_mutex);
    ++m_gate.m_shields;
    m_gate.stopRepeating();
}

CancelGate::Shield::~Shield()
{
    const std::scoped_lock lock(m_gate.m_mutex);
    --m_gate.m_shields;
    m_gate.remind();
}

std::shared_ptr<CancelGate> CancelGate::create()
{
    return std::shared_ptr<CancelGate>(new CancelGate);
}

CancelGate::~CancelGate() = default;

void CancelGate::setConnection(Connection *connection)
{
    const std::scoped_lock lock(m_mutex);
    m_connection = connection;
}

void CancelGate::beginJob(JobId job)
{
    const std::scoped_lock lock(m_mutex);
    m_job = job;
    m_jobCancel = CancellationSource();
    m_jobReason.reset();
    m_jobTimeout.reset();
}

void CancelGate::limitJob(Milliseconds timeout)
{
    const std::scoped_lock lock(m_mutex);
    m_jobTimeout = timeout;
    forget(m_jobTimer);
    m_jobTimer = scheduleDeadline(timeout, m_job, true);
}

std::optional<CancelReason> CancelGate::endJob()
{
    const std::scoped_lock lock(m_mutex);
    m_job = 0;
    m_statement = 0;
    stopRepeating();
    forget(m_jobTimer);
    forget(m_statementTimer);
    m_statementReason.reset();
    return std::exchange(m_jobReason, std::nullopt);
}

bool CancelGate::cancel(JobId job, CancelReason reason)
{
    std::unique_lock lock(m_mutex);
    if (job == 0 || m_job != job)
        return false;
    if (m_jobReason)
        return true;
    m_jobReason = reason;
    m_cancelled.notify_all();
    send();
    const auto waits = m_jobCancel;
    lock.unlock();
    waits.cancel();
    return true;
}

Cancellation CancelGate::cancellation() const
{
    const std::scoped_lock lock(m_mutex);
    return m_jobCancel.token();
}

std::optional<Error> CancelGate::beginStatement(std::optional<Milliseconds> timeout)
{
    const std::scoped_lock lock(m_mutex);
    if (m_jobReason && m_shields == 0)
        return errorFor(*m_jobReason);
    m_statement = ++m_statements;
    m_statementTimeout = timeout;
    m_statementReason.reset();
    forget(m_statementTimer);
    if (timeout)
        m_statementTimer = scheduleDeadline(*timeout, m_statement, false);
    return {};
}

void CancelGate::endStatement()
{
    const std::scoped_lock lock(m_mutex);
    m_statement = 0;
    m_statementReason.reset();
    forget(m_statementTimer);
    if (!m_jobReason)
        stopRepeating();
}

std::optional<Error> CancelGate::refusal() const
{
    const std::scoped_lock lock(m_mutex);
    const auto why = reason();
    return why && m_shields == 0 ? std::optional(errorFor(*why)) : std::nullopt;
}

Error CancelGate::translated(const Error &error) const
{
    const std::scoped_lock lock(m_mutex);
    if (error.kind() != ErrorKind::Cancelled || reason() != CancelReason::Deadline)
        return error;
    return errorFor(CancelReason::Deadline).withCause(error);
}

bool CancelGate::waitFor(Milliseconds time) const
{
    std::unique_lock lock(m_mutex);
    return !m_cancelled.wait_for(lock, time, [&] { return m_jobReason.has_value(); });
}

std::optional<CancelReason> CancelGate::reason() const
{
    return m_jobReason ? m_jobReason : m_statementReason;
}

Error CancelGate::errorFor(CancelReason reason) const
{
    if (reason == CancelReason::Asked)
        return Error(ErrorKind::Cancelled, QCoreApplication::translate("CancelGate", "The statement was cancelled."));
    const auto timeout = m_jobReason == CancelReason::Deadline ? m_jobTimeout : m_statementTimeout;
    return Error(ErrorKind::Timeout,
        QCoreApplication::translate("CancelGate", "It was not done within %1 seconds and was cancelled.")
            .arg(double(timeout.value_or(Milliseconds(0)).count()) / 1000));
}

void CancelGate::send()
{
    if (!reason() || m_shields > 0 || m_job == 0)
        return;
    if (m_connection && m_statement != 0)
        m_connection->cancel();
    remind();
}

void CancelGate::remind()
{
    if (!reason() || m_shields > 0 || m_job == 0)
        return;
    ++m_round;
    m_pause = firstPause;
    scheduleRepeat();
}

void CancelGate::scheduleRepeat()
{
    forget(m_repeatTimer);
    m_repeatTimer = TimerThread::instance().schedule(
        TimerThread::Clock::now() + m_pause, [weak = weak_from_this(), round = m_round] {
            if (const auto gate = weak.lock())
                gate->repeat(round);
        });
}

void CancelGate::repeat(quint64 round)
{
    const std::scoped_lock lock(m_mutex);
    if (round != m_round || !reason() || m_shields > 0 || m_job == 0)
        return;
    if (m_connection)
        m_connection->cancel();
    m_pause = std::min(2 * m_pause, longestPause);
    scheduleRepeat();
}

void CancelGate::stopRepeating()
{
    ++m_round;
    forget(m_repeatTimer);
}

void CancelGate::expire(quint64 generation, bool wholeJob)
{
    if (wholeJob) {
        cancel(generation, CancelReason::Deadline);
        return;
    }
    const std::scoped_lock lock(m_mutex);
    if (m_statement != generation || reason())
        return;
    m_statementReason = CancelReason::Deadline;
    send();
}

quint64 CancelGate::scheduleDeadline(Milliseconds timeout, quint64 generation, bool wholeJob)
{
    return TimerThread::instance().schedule(
        TimerThread::Clock::now() + timeout, [weak = weak_from_this(), generation, wholeJob] {
            if (const auto gate = weak.lock())
                gate->expire(generation, wholeJob);
        });
}

} // namespace dumbo
