#include "core/results/resultfetch.h"

#include <algorithm>
#include <utility>

namespace dumbo {

FetchGate::FetchGate(qint64 rows)
    : m_allowed(rows)
{
}

qint64 FetchGate::allowedRows() const
{
    const std::scoped_lock lock(m_mutex);
    return m_allowed;
}

void FetchGate::allowMore(qint64 rows)
{
    const std::scoped_lock lock(m_mutex);
    m_allowed = m_allowed > unlimited - rows ? unlimited : m_allowed + rows;
    m_changed.notify_all();
}

void FetchGate::allowAll()
{
    allowMore(unlimited);
}

void FetchGate::stop()
{
    const std::scoped_lock lock(m_mutex);
    m_stopped = true;
    m_changed.notify_all();
}

bool FetchGate::isStopped() const
{
    const std::scoped_lock lock(m_mutex);
    return m_stopped;
}

std::chrono::nanoseconds FetchGate::waited() const
{
    const std::scoped_lock lock(m_mutex);
    return m_waited;
}

bool FetchGate::waitFor(qint64 rows, const Cancellation &cancellation)
{
    const auto wake = cancellation.onCancelled([this] {
        const std::scoped_lock lock(m_mutex);
        m_changed.notify_all();
    });
    std::unique_lock lock(m_mutex);
    const auto begin = std::chrono::steady_clock::now();
    m_changed.wait(lock, [&] { return m_stopped || m_allowed > rows || cancellation.isCancelled(); });
    m_waited += std::chrono::steady_clock::now() - begin;
    return !m_stopped && !cancellation.isCancelled();
}

namespace {

ResultStore::State fail(ResultStore &store, const CommandOutcome &outcome, const Error &error)
{
    const auto state = error.isCancelled() ? ResultStore::State::Cancelled : ResultStore::State::Failed;
    store.finish(state, outcome, error);
    return state;
}

/// Waits at the gate where the store holds as many rows as allowed.
bool passGate(ResultStore &store, FetchGate &gate, const Cancellation &cancellation, const std::function<void(bool)> &pause)
{
    if (store.rowCount() < gate.allowedRows())
        return !gate.isStopped() && !cancellation.isCancelled();
    store.setState(ResultStore::State::Paused);
    if (pause)
        pause(true);
    const auto goesOn = gate.waitFor(store.rowCount(), cancellation);
    if (pause)
        pause(false);
    if (!goesOn)
        return false;
    store.setState(ResultStore::State::Growing);
    return true;
}

} // namespace

Result<ResultStore::State> fetchInto(Execution &execution, ResultStore &store, FetchGate &gate,
    const Cancellation &cancellation, const std::function<void(bool)> &pause)
{
    auto limit = BatchLimit::first();
    const BatchLimit largest;
    while (passGate(store, gate, cancellation, pause)) {
        auto next = limit;
        next.maxRows = std::min(limit.maxRows, gate.allowedRows() - store.rowCount());
        auto batch = execution.next(next);
        if (!batch) {
            const auto state = fail(store, execution.outcome(), batch.error());
            if (state == ResultStore::State::Cancelled)
                return state;
            return std::unexpected(batch.error());
        }
        if (!*batch) {
            store.finish(ResultStore::State::Complete, execution.outcome());
            return ResultStore::State::Complete;
        }
        if (const auto kept = store.append(std::move(**batch)); !kept) {
            fail(store, execution.outcome(), kept.error());
            return std::unexpected(kept.error());
        }
        limit.maxRows = std::min(limit.maxRows * 4, largest.maxRows);
        limit.maxBytes = std::min(limit.maxBytes * 4, largest.maxBytes);
    }
    const auto state
        = cancellation.isCancelled() && !gate.isStopped() ? ResultStore::State::Cancelled : ResultStore::State::Partial;
    store.finish(state, execution.outcome());
    return state;
}

} // namespace dumbo
