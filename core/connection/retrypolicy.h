#pragma once

#include "core/base/export.h"

#include <chrono>

namespace dumbo {

/// How often a whole transaction is run again after a retryable error: the server could not serialise it, a deadlock, a lock
/// that was not to be had, too few resources, and, on a pool, a connection that was lost. Never a nested transaction, and never
/// after a COMMIT that got no answer, whose outcome nobody knows; one that the server answered with a refusal counts as any
/// other error.
struct DUMBO_CORE_EXPORT RetryPolicy {
    int attempts = 1; ///< 1: never again
    std::chrono::milliseconds firstDelay { 50 }; ///< doubles each time
    std::chrono::milliseconds longestDelay { 2000 };

    [[nodiscard]] static constexpr RetryPolicy several() { return { 5, std::chrono::milliseconds(50), std::chrono::milliseconds(2000) }; }

    /// How long to wait after the attempt of this number, from 1: at random between half of the delay and all of it, so that those
    /// who collided do not meet again.
    [[nodiscard]] std::chrono::milliseconds delayAfter(int attempt) const;
};

} // namespace dumbo
