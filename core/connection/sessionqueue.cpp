// The half of SessionCore that any thread may call; sessioncore.cpp has the half of the session's own thread.
#include "core/connection/sessioncore.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

void SessionCore::enqueue(std::unique_ptr<Job> job, JobId id, const JobOptions &options, quint64 lease)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_closing) {
            m_queue.push_back({ std::move(job), id, options, lease });
            m_wake.set();
            return;
        }
    }
    if (job) {
        job->refuse(closedError());
        job->publish();
    }
}

void SessionCore::cancelFirst()
{
    JobId job = 0;
    std::optional<CancellationSource> connecting;
    {
        const std::scoped_lock lock(m_mutex);
        const auto waiting = runnableEntry();
        job = m_running != 0 ? m_running : waiting != m_queue.end() ? waiting->id : 0;
        if (isConnecting())
            connecting = m_connectCancel;
    }
    if (connecting)
        endConnecting(*connecting);
    if (job != 0)
        cancel(job);
}

void SessionCore::cancel(JobId job)
{
    Entries waiting;
    {
        const std::scoped_lock lock(m_mutex);
        const auto place = std::ranges::find(m_queue, job, &Entry::id);
        if (place != m_queue.end() && place->job) {
            waiting.push_back(std::move(*place));
            m_queue.erase(place);
        }
    }
    refuse(std::move(waiting),
        Error(ErrorKind::Cancelled, QCoreApplication::translate("Session", "The operation was cancelled before it began.")));
    // The gate first: a connect that begins after this sees it, and one that began before is seen here.
    if (!m_gate->cancel(job))
        return;
    std::optional<CancellationSource> connecting;
    {
        const std::scoped_lock lock(m_mutex);
        if (m_running == job && isConnecting())
            connecting = m_connectCancel;
    }
    if (connecting)
        endConnecting(*connecting);
}

bool SessionCore::isConnecting() const
{
    return m_status.phase == SessionPhase::Connecting || m_status.phase == SessionPhase::NeedsCredentials;
}

void SessionCore::endConnecting(const CancellationSource &source)
{
    // Not under the mutex: this runs what the driver registered.
    source.cancel();
    const std::scoped_lock lock(m_mutex);
    m_answered.notify_all();
}

void SessionCore::cancelAll()
{
    std::vector<JobId> jobs;
    {
        const std::scoped_lock lock(m_mutex);
        for (const auto &entry : m_queue)
            jobs.push_back(entry.id);
    }
    for (const auto job : jobs)
        cancel(job);
    cancelFirst();
}

Reply<std::unique_ptr<SessionLease>> SessionCore::lease()
{
    quint64 number = 0;
    {
        const std::scoped_lock lock(m_mutex);
        number = ++m_lastLease;
    }
    auto grant = [weak = weak_from_this(), number](Executor &) -> Result<std::unique_ptr<SessionLease>> {
        const auto core = weak.lock();
        {
            const std::scoped_lock lock(core->m_mutex);
            core->m_activeLease = number;
        }
        return std::unique_ptr<SessionLease>(new SessionLease(core, number));
    };
    auto job = std::make_unique<FunctionJob<decltype(grant)>>(std::move(grant));
    const auto id = nextJobId();
    auto reply = job->reply(id);
    enqueue(std::move(job), id, {}, 0);
    return reply;
}

void SessionCore::endLease(quint64 number)
{
    enqueue(nullptr, nextJobId(), {}, number);
}

void SessionCore::answerCredentials(const QMap<QString, QString> &secrets, bool refused)
{
    const std::scoped_lock lock(m_mutex);
    if (refused)
        m_refused = true;
    else
        m_answer = secrets;
    m_answered.notify_all();
}

void SessionCore::close()
{
    Entries waiting;
    CancellationSource connecting;
    JobId running = 0;
    {
        const std::scoped_lock lock(m_mutex);
        m_closing = true;
        waiting.swap(m_queue);
        running = m_running;
        connecting = m_connectCancel;
        m_wake.set();
        m_answered.notify_all();
    }
    m_gate->cancel(running);
    connecting.cancel();
    refuse(std::move(waiting), closedError());
}

SessionStatus SessionCore::status() const
{
    const std::scoped_lock lock(m_mutex);
    return statusLocked();
}

SessionStatus SessionCore::statusLocked() const
{
    auto status = m_status;
    status.waitingJobs = int(std::ranges::count_if(m_queue, [](const Entry &entry) { return entry.job != nullptr; }));
    return status;
}

JobId SessionCore::nextJobId()
{
    const std::scoped_lock lock(m_mutex);
    return ++m_lastJob;
}

} // namespace dumbo
