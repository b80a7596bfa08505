#pragma once

#include <QtTypes>

#include <optional>

namespace dumbo {

enum class TransactionState {
    Idle, ///< no transaction is open
    Active,
    Failed, ///< open, but the server refuses everything until rollback
    Unknown, ///< the driver or server can't tell, e.g. after a lost connection
};

enum class IsolationLevel { ReadUncommitted, ReadCommitted, RepeatableRead, Serializable };

/// What a transaction locks when it begins, where the database lets one choose (SQLite). Others lock as they go, and
/// take all but Exclusive for Default.
enum class TransactionLock {
    Default, ///< Immediate on the writer of a pool that has one, else Deferred
    Deferred, ///< with the first statement that needs it
    Immediate, ///< the write lock, at once: a second writer waits at its begin, not in the middle
    Exclusive, ///< nobody else reads either; NotImplemented where the dialect has no such begin
};

/// How a transaction begins; what is unset is the server's default.
struct TransactionOptions {
    std::optional<IsolationLevel> isolation = {};
    bool readOnly = false;
    TransactionLock lock = TransactionLock::Default;
    friend bool operator==(const TransactionOptions &, const TransactionOptions &) = default;
};

} // namespace dumbo
