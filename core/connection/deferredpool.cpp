#include "core/connection/deferredpool.h"

#include "core/connection/reaper.h"

#include <QCoreApplication>

#include <algorithm>
#include <exception>
#include <utility>

namespace dumbo {

DeferredPool::DeferredPool(Maker make)
    : m_state(std::make_shared<State>())
{
    m_state->make = std::move(make);
}

DeferredPool::~DeferredPool()
{
    close({ .force = true, .deadline = {} });
}

void DeferredPool::dispatch(std::unique_ptr<Job> job, JobId id, const PoolJobOptions &options)
{
    std::unique_lock lock(m_state->mutex);
    if (m_state->closed) {
        lock.unlock();
        refuse(std::move(job), closedError());
        return;
    }
    if (const auto pool = m_state->pool) {
        lock.unlock();
        pool->dispatch(std::move(job), id, options);
        return;
    }
    m_state->waiting.push_back({ std::move(job), id, options });
    if (std::exchange(m_state->making, true))
        return;
    lock.unlock();
    const auto ended = std::make_shared<Completion>();
    std::jthread thread([state = m_state, ended]() mutable {
        makePool(state);
        state.reset();
        ended->finish();
    });
    Reaper::instance().take(std::move(thread), ended);
}

Result<std::shared_ptr<Pool>> DeferredPool::guardedMake(const State &state)
{
    try {
        return state.make();
    } catch (const std::exception &exception) {
        return fail(exceptionError(exception.what()));
    }
}

void DeferredPool::makePool(const std::shared_ptr<State> &state)
{
    const auto made = guardedMake(*state);
    std::unique_lock lock(state->mutex);
    auto waiting = std::exchange(state->waiting, {});
    state->making = false;
    if (made && !state->closed)
        state->pool = *made;
    // Under the mutex, so that no later job overtakes these.
    if (state->pool) {
        for (auto &entry : waiting)
            state->pool->dispatch(std::move(entry.job), entry.id, entry.options);
        return;
    }
    lock.unlock();
    for (auto &entry : waiting)
        refuse(std::move(entry.job), made ? closedError() : made.error());
}

std::shared_ptr<Pool> DeferredPool::pool() const
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->pool;
}

void DeferredPool::cancel(JobId job)
{
    std::unique_ptr<Job> waiting;
    {
        const std::scoped_lock lock(m_state->mutex);
        const auto place = std::ranges::find(m_state->waiting, job, &Waiting::id);
        if (place != m_state->waiting.end()) {
            waiting = std::move(place->job);
            m_state->waiting.erase(place);
        }
    }
    if (waiting)
        refuse(std::move(waiting),
            Error(ErrorKind::Cancelled, QCoreApplication::translate("Pool", "The operation was cancelled before it began.")));
    else if (const auto real = pool())
        real->cancel(job);
}

PoolStatus DeferredPool::status() const
{
    if (const auto real = pool())
        return real->status();
    const std::scoped_lock lock(m_state->mutex);
    return { 0, 0, 0, int(m_state->waiting.size()) };
}

void DeferredPool::close(const PoolClose &how)
{
    std::vector<Waiting> waiting;
    std::shared_ptr<Pool> real;
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->closed = true;
        waiting.swap(m_state->waiting);
        real = m_state->pool;
    }
    announceClose();
    for (auto &entry : waiting)
        refuse(std::move(entry.job), closedError());
    if (real)
        real->close(how);
}

} // namespace dumbo
