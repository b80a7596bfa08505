#pragma once

#include "core/base/result.h"
#include "core/sdk/transaction.h"

#include <chrono>
#include <utility>
#include <variant>

namespace dumbo {

/// "Keep what was done, and answer value." The only way to commit: no other value is ever taken for it.
template <typename T = void>
struct Commit {
    T value;
};
template <>
struct Commit<void> { };
template <typename T>
Commit(T) -> Commit<T>;
Commit() -> Commit<void>;

/// "Undo what was done, and answer value": not an error.
template <typename T = void>
struct Rollback {
    T value;
};
template <>
struct Rollback<void> { };
template <typename T>
Rollback(T) -> Rollback<T>;
Rollback() -> Rollback<void>;

/// How the function given to Executor::withTransaction() ends when it does not fail.
template <typename T = void>
class TransactionOutcome {
public:
    using Value = T;

    TransactionOutcome(Commit<T> commit) // NOLINT: `return Commit { rows };` is the point
        : m_outcome(std::move(commit))
    {
    }
    TransactionOutcome(Rollback<T> rollback) // NOLINT
        : m_outcome(std::move(rollback))
    {
    }

    [[nodiscard]] bool isCommit() const { return m_outcome.index() == 0; }
    [[nodiscard]] Result<T> take() &&
    {
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return isCommit() ? std::get<0>(std::move(m_outcome)).value : std::get<1>(std::move(m_outcome)).value;
    }

private:
    std::variant<Commit<T>, Rollback<T>> m_outcome;
};

/// How often a whole transaction is run again after a retryable error. Never after COMMIT was sent, nor for a
/// nested transaction, nor on a lost connection.
struct RetryPolicy {
    int attempts = 1; ///< 1: never again
    std::chrono::milliseconds firstDelay { 50 }; ///< doubles each time; the wait is between half of it and all of it
    std::chrono::milliseconds longestDelay { 2000 };

    [[nodiscard]] static constexpr RetryPolicy several() { return { 5, std::chrono::milliseconds(50), std::chrono::milliseconds(2000) }; }
};

} // namespace dumbo
