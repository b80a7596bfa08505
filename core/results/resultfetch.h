#pragma once

#include "core/base/cancellation.h"
#include "core/results/resultstore.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <limits>

namespace dumbo {

/// The valve between a running statement and a store: how many rows may come before somebody asks for more. While it
/// is closed the driver is not asked, so neither memory nor disk fills up. All members may be called from any thread.
class DUMBO_CORE_EXPORT FetchGate {
public:
    static constexpr qint64 unlimited = std::numeric_limits<qint64>::max();

    explicit FetchGate(qint64 rows = unlimited);

    [[nodiscard]] qint64 allowedRows() const;
    /// Lets `rows` more through, counted from the limit so far.
    void allowMore(qint64 rows);
    void allowAll();
    /// No more rows are wanted: the fetch ends as Partial and keeps what it has.
    void stop();
    [[nodiscard]] bool isStopped() const;
    /// How long waitFor() has waited in all: time that is the person's, not the database's.
    [[nodiscard]] std::chrono::nanoseconds waited() const;

    /// Waits until more than `rows` are allowed: true; false once stopped or cancelled.
    [[nodiscard]] bool waitFor(qint64 rows, const Cancellation &cancellation);

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    qint64 m_allowed;
    bool m_stopped = false;
    std::chrono::nanoseconds m_waited {};
};

/// Reads the current result of execution to its end, to the gate's stop, to cancellation or to an error, and leaves
/// the store finished accordingly. Small batches come first, so that the first rows show at once. Runs
/// in the connection's thread. The error is returned too; Cancelled and Partial are no errors. pause is called with true before
/// it waits at the gate, and with false after.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ResultStore::State> fetchInto(Execution &execution, ResultStore &store, FetchGate &gate,
    const Cancellation &cancellation, const std::function<void(bool)> &pause = {});

} // namespace dumbo
