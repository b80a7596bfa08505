#pragma once

#include "core/base/result.h"
#include "core/sdk/connection.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace dumbo::explain {

using TextRow = std::vector<std::optional<QByteArray>>;

/// All rows of the first result as texts, long values read whole; later results are dropped. For small answers.
[[nodiscard]] Result<std::vector<TextRow>> readRows(Connection &connection, const Statement &statement);

/// What running a statement came to.
struct RunCount
{
    qint64 rows = 0; ///< returned
    std::optional<qint64> affectedRows;
};

/// Runs to the end, keeping nothing.
[[nodiscard]] Result<RunCount> countRows(Connection &connection, const Statement &statement);

/// The error with its position moved back by prefixBytes, for a text that was sent behind a prefix.
[[nodiscard]] Error withoutPrefix(const Error &error, qint64 prefixBytes, qint64 textBytes);

} // namespace dumbo::explain
