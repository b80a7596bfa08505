#pragma once

#include "core/sdk/batchlimit.h"
#include "core/sdk/value.h"

#include <QByteArray>

#include <utility>
#include <vector>

namespace dumbo {

/// SQL in UTF-8, as the database reads it. All positions in it are bytes from 0.
using StatementText = QByteArray;

/// The values of a statement's placeholders: either all by position or all by name.
struct DUMBO_SDK_EXPORT Parameters {
    std::vector<Value> positional; ///< the first is number 1 in the dialect's placeholders
    std::vector<std::pair<QByteArray, Value>> named; ///< names without the dialect's prefix (":", "@", "$")

    [[nodiscard]] bool isEmpty() const { return positional.empty() && named.empty(); }
};

/// Why a statement is sent: drivers may log it or route it, never change its meaning by it.
enum class Purpose {
    User, ///< a person or program asked for exactly this text
    Catalog, ///< reading what the database holds
    Internal, ///< transactions, settings, locks of Dumbo itself
};

/// What Connection::execute() runs. Deadlines are core's business (a timer plus cancel), so a driver never
/// sees one here.
struct DUMBO_SDK_EXPORT Statement {
    StatementText text; ///< one statement; several only where Capability::Scripts is set and there are no parameters
    Parameters parameters;
    BatchLimit firstBatch = BatchLimit::first(); ///< a hint for how soon the first rows are wanted
    Purpose purpose = Purpose::User;
};

} // namespace dumbo
