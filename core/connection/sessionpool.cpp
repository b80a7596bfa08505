#include "core/connection/sessionpool.h"

#include "core/connection/timerthread.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

/// A job that gives its session back before its answer is known, so that who waits for the answer finds it free.
class LentJob final : public Job {
public:
    LentJob(std::unique_ptr<Job> job, std::weak_ptr<SessionPool> pool, Session *session)
        : m_job(std::move(job))
        , m_pool(std::move(pool))
        , m_session(session)
    {
    }

    void run(Executor &executor) override { m_job->run(executor); }
    void refuse(const Error &error) override { m_job->refuse(error); }
    std::optional<Error> error() const override { return m_job->error(); }
    void publish() override
    {
        if (const auto pool = m_pool.lock())
            pool->takeBack(m_session);
        m_job->publish();
    }

private:
    std::unique_ptr<Job> m_job;
    std::weak_ptr<SessionPool> m_pool;
    Session *m_session;
};

} // namespace

SessionPool::Limits SessionPool::Limits::of(const PoolPolicy &policy)
{
    Limits limits;
    limits.connections = std::max(1, policy.connections);
    limits.waiting = policy.maxWaiting;
    limits.maxWait = policy.maxWait;
    limits.trustedFor = policy.trustedFor;
    limits.idleLimit = policy.idleLimit;
    limits.lifeLimit = policy.lifeLimit;
    limits.keptIdle = policy.keptIdle;
    return limits;
}

SessionPool::SessionPool(PluginProvider plugin, const ConnectionTarget &target, const Limits &limits)
    : m_plugin(std::move(plugin))
    , m_target(target)
    , m_limits(limits)
{
}

SessionPool::~SessionPool()
{
    stopTimer();
    for (auto &waiting : m_waiting)
        refuse(std::move(waiting.job), closedError());
}

void SessionPool::dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options)
{
    Sessions ended;
    std::unique_lock lock(m_mutex);
    if (m_closed) {
        lock.unlock();
        refuse(std::move(job), closedError());
    } else if (auto lent = borrow(ended)) {
        start(std::move(*lent), { std::move(job), id, options });
    } else if (int(m_waiting.size()) >= m_limits.waiting) {
        const auto error = queueFullError();
        lock.unlock();
        refuse(std::move(job), error);
    } else {
        Waiting waiting { std::move(job), id, options };
        if (m_limits.maxWait.count() > 0)
            waiting.until = Clock::now() + m_limits.maxWait;
        setTimer(waiting.until);
        m_waiting.push_back(std::move(waiting));
    }
}

bool SessionPool::mayBeUsed(const Lent &lent, Clock::time_point now) const
{
    if (m_limits.lifeLimit.count() > 0 && now - lent.made >= m_limits.lifeLimit)
        return false;
    const auto phase = lent.session->status().phase;
    return phase != SessionPhase::Lost && phase != SessionPhase::Failed && phase != SessionPhase::Closed;
}

std::optional<SessionPool::Lent> SessionPool::borrow(Sessions &ended)
{
    const auto now = Clock::now();
    while (!m_idle.empty()) {
        auto lent = std::move(m_idle.back());
        m_idle.pop_back();
        if (mayBeUsed(lent, now))
            return lent;
        ended.push_back(std::move(lent));
    }
    if (int(m_busy.size()) >= m_limits.connections)
        return std::nullopt;
    return Lent { Session::open(m_plugin, m_target, {}, { .connectAtOnce = false }), now, now };
}

void SessionPool::start(Lent lent, Waiting waiting)
{
    auto *session = lent.session.get();
    m_busy.push_back(std::move(lent));
    JobOptions options = waiting.options;
    options.resetsConnection = m_limits.resets && m_limits.reuses;
    options.trustedFor = m_limits.trustedFor;
    session->enqueue(std::make_unique<LentJob>(std::move(waiting.job), weak_from_this(), session), waiting.id, options);
}

void SessionPool::takeBack(Session *session)
{
    Sessions ended;
    const std::scoped_lock lock(m_mutex);
    const auto place = std::ranges::find_if(m_busy, [&](const Lent &lent) { return lent.session.get() == session; });
    if (place == m_busy.end())
        return;
    auto returned = std::move(*place);
    m_busy.erase(place);
    m_ended.notify_all();
    returned.lastUse = Clock::now();
    if (m_closed || !m_limits.reuses || !mayBeUsed(returned, returned.lastUse)) {
        ended.push_back(std::move(returned));
    } else {
        setTimer(endOf(returned));
        m_idle.push_back(std::move(returned));
    }
    serveNext(ended);
}

void SessionPool::serveNext(Sessions &ended)
{
    if (m_closed || m_waiting.empty())
        return;
    if (auto lent = borrow(ended)) {
        auto waiting = std::move(m_waiting.front());
        m_waiting.pop_front();
        start(std::move(*lent), std::move(waiting));
    }
}

Error SessionPool::queueFullError() const
{
    return Error(ErrorKind::InsufficientResources,
        QCoreApplication::translate("Pool", "All %1 connections are busy and %2 operations wait for one already.")
            .arg(m_busy.size())
            .arg(m_waiting.size()));
}

Error SessionPool::waitedTooLongError() const
{
    return Error(ErrorKind::InsufficientResources,
        QCoreApplication::translate("Pool", "No connection became free within %1 seconds: all %2 are busy, and %3 operations wait.")
            .arg(double(m_limits.maxWait.count()) / 1000)
            .arg(m_busy.size())
            .arg(m_waiting.size()));
}

SessionPool::Clock::time_point SessionPool::endOf(const Lent &idle) const
{
    auto end = Clock::time_point::max();
    if (m_limits.idleLimit.count() > 0)
        end = idle.lastUse + m_limits.idleLimit;
    if (m_limits.lifeLimit.count() > 0)
        end = std::min(end, idle.made + m_limits.lifeLimit);
    return end;
}

void SessionPool::setTimer(Clock::time_point due)
{
    // One that comes too early finds out itself when the next is due, so most calls do nothing.
    if (m_closed || due == Clock::time_point::max() || (m_timer != 0 && m_due <= due))
        return;
    stopTimer();
    m_due = due;
    m_timer = TimerThread::instance().schedule(due, [weak = weak_from_this()] {
        if (const auto pool = weak.lock())
            pool->runTimer();
    });
}

void SessionPool::stopTimer()
{
    if (const auto timer = std::exchange(m_timer, 0))
        TimerThread::instance().remove(timer);
}

void SessionPool::runTimer()
{
    Sessions ended;
    std::vector<Waiting> refused;
    std::unique_lock lock(m_mutex);
    m_timer = 0;
    const auto now = Clock::now();
    const auto error = waitedTooLongError();
    while (!m_waiting.empty() && m_waiting.front().until <= now) {
        refused.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    auto connections = int(m_idle.size() + m_busy.size());
    std::erase_if(m_idle, [&](Lent &idle) {
        const auto isOld = m_limits.lifeLimit.count() > 0 && now - idle.made >= m_limits.lifeLimit;
        if (!isOld && (connections <= m_limits.keptIdle || endOf(idle) > now))
            return false;
        --connections;
        ended.push_back(std::move(idle));
        return true;
    });
    auto next = m_waiting.empty() ? Clock::time_point::max() : m_waiting.front().until;
    for (const auto &idle : m_idle) {
        if (const auto end = endOf(idle); end > now)
            next = std::min(next, end);
        else if (m_limits.lifeLimit.count() > 0) // kept beyond idleLimit
            next = std::min(next, idle.made + m_limits.lifeLimit);
    }
    setTimer(next);
    lock.unlock();
    for (auto &waiting : refused)
        refuse(std::move(waiting.job), error);
}

void SessionPool::cancel(JobId job)
{
    std::unique_ptr<Job> waiting;
    std::vector<std::shared_ptr<Session>> busy;
    {
        const std::scoped_lock lock(m_mutex);
        const auto place = std::ranges::find(m_waiting, job, &Waiting::id);
        if (place != m_waiting.end()) {
            waiting = std::move(place->job);
            m_waiting.erase(place);
        }
        for (const auto &lent : m_busy)
            busy.push_back(lent.session);
    }
    // Not under the mutex: a job that has not begun answers here, and gives its session back.
    for (const auto &session : busy)
        session->cancel(job);
    if (waiting)
        refuse(std::move(waiting),
            Error(ErrorKind::Cancelled, QCoreApplication::translate("Pool", "The operation was cancelled before it began.")));
}

PoolStatus SessionPool::status() const
{
    const std::scoped_lock lock(m_mutex);
    return { int(m_idle.size() + m_busy.size()), int(m_idle.size()), int(m_busy.size()), int(m_waiting.size()) };
}

void SessionPool::close(const PoolClose &how)
{
    std::deque<Waiting> waiting;
    Sessions ended;
    {
        const std::scoped_lock lock(m_mutex);
        m_closed = true;
        stopTimer();
        waiting.swap(m_waiting);
        ended.swap(m_idle);
    }
    announceClose();
    ended.clear();
    for (auto &entry : waiting)
        refuse(std::move(entry.job), closedError());

    std::unique_lock lock(m_mutex);
    const auto isDone = [&] { return m_busy.empty(); };
    if (!how.force && !how.deadline)
        m_ended.wait(lock, isDone);
    else if (!how.force)
        m_ended.wait_for(lock, *how.deadline, isDone);
    ended.swap(m_busy);
    lock.unlock();
}

} // namespace dumbo
