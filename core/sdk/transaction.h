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

/// How a transaction begins; what is unset is the server's default.
struct TransactionOptions {
    std::optional<IsolationLevel> isolation;
    bool readOnly = false;
    bool immediate = false; ///< take the write lock at once, where the database knows that
    friend bool operator==(const TransactionOptions &, const TransactionOptions &) = default;
};

} // namespace dumbo
