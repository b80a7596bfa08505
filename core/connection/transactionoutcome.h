#pragma once

#include "core/base/result.h"
#include "core/connection/retrypolicy.h"
#include "core/sdk/transaction.h"

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

} // namespace dumbo
