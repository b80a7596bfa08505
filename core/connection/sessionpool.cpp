#include "core/connection/sessionpool.h"

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

bool isUsable(const Session &session)
{
    const auto phase = session.status().phase;
    return phase != SessionPhase::Lost && phase != SessionPhase::Failed && phase != SessionPhase::Closed;
}

} // namespace

SessionPool::SessionPool(PluginProvider plugin, const ConnectionTarget &target, const Limits &limits)
    : m_plugin(std::move(plugin))
    , m_target(target)
    , m_limits(limits)
{
}

SessionPool::~SessionPool()
{
    for (auto &waiting : m_waiting)
        refuse(std::move(waiting.job), closedError());
}

void SessionPool::dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options)
{
    Sessions broken;
    std::unique_lock lock(m_mutex);
    if (m_closed) {
        lock.unlock();
        refuse(std::move(job), closedError());
    } else if (auto session = borrow(broken)) {
        start(std::move(session), { std::move(job), id, options });
    } else if (int(m_waiting.size()) >= m_limits.waiting) {
        lock.unlock();
        refuse(std::move(job),
            Error(ErrorKind::InsufficientResources,
                QCoreApplication::translate("Pool", "All %1 connections are in use and %2 operations wait for one already.")
                    .arg(m_limits.connections)
                    .arg(m_limits.waiting)));
    } else {
        m_waiting.push_back({ std::move(job), id, options });
    }
}

std::unique_ptr<Session> SessionPool::borrow(Sessions &broken)
{
    while (!m_idle.empty()) {
        auto session = std::move(m_idle.back());
        m_idle.pop_back();
        if (isUsable(*session))
            return session;
        broken.push_back(std::move(session));
    }
    if (int(m_busy.size()) >= m_limits.connections)
        return nullptr;
    return Session::open(m_plugin, m_target, {}, { .connectAtOnce = false });
}

void SessionPool::start(std::unique_ptr<Session> session, Waiting waiting)
{
    auto *lent = session.get();
    m_busy.push_back(std::move(session));
    JobOptions options = waiting.options;
    options.resetsConnection = m_limits.resets && m_limits.reuses;
    lent->enqueue(std::make_unique<LentJob>(std::move(waiting.job), weak_from_this(), lent), waiting.id, options);
}

void SessionPool::takeBack(Session *session)
{
    Sessions broken;
    const std::scoped_lock lock(m_mutex);
    const auto place = std::ranges::find(m_busy, session, &std::unique_ptr<Session>::get);
    if (place == m_busy.end())
        return;
    auto returned = std::move(*place);
    m_busy.erase(place);
    m_ended.notify_all();
    if (m_closed || !m_limits.reuses || !isUsable(*returned))
        broken.push_back(std::move(returned));
    else
        m_idle.push_back(std::move(returned));
    if (m_closed || m_waiting.empty())
        return;
    if (auto next = borrow(broken)) {
        auto waiting = std::move(m_waiting.front());
        m_waiting.pop_front();
        start(std::move(next), std::move(waiting));
    }
}

void SessionPool::cancel(JobId job)
{
    std::unique_ptr<Job> waiting;
    {
        const std::scoped_lock lock(m_mutex);
        const auto place = std::ranges::find(m_waiting, job, &Waiting::id);
        if (place != m_waiting.end()) {
            waiting = std::move(place->job);
            m_waiting.erase(place);
        }
        for (const auto &session : m_busy)
            session->cancel(job);
    }
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
        waiting.swap(m_waiting);
        ended.swap(m_idle);
    }
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
