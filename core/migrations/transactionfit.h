#pragma once

#include "core/sdk/dialect.h"
#include "core/sdk/extensions/migrationadvice.h"
#include "core/sdk/statement.h"

#include <optional>

namespace dumbo {

/// How a statement stands to a transaction, by its words: for when nobody with a parser was asked. In doubt it does not run inside of
/// one where the database would refuse or end it.
[[nodiscard]] DUMBO_CORE_EXPORT TransactionFit transactionFit(const StatementText &statement, const Dialect &dialect);

/// BEGIN or START TRANSACTION, and COMMIT or END, without more than options: a pair of them around a migration says what a
/// runner does anyway.
[[nodiscard]] DUMBO_CORE_EXPORT bool isPlainBegin(const StatementText &statement, const Dialect &dialect);
[[nodiscard]] DUMBO_CORE_EXPORT bool isPlainCommit(const StatementText &statement, const Dialect &dialect);

/// What it makes can't be used before it is committed (a new value of an enum), so that others must not share its transaction.
[[nodiscard]] DUMBO_CORE_EXPORT bool mustBeCommitted(const StatementText &statement, const Dialect &dialect);

/// SET and PRAGMA: what they did is gone with the session, so a resumed migration needs them again.
[[nodiscard]] DUMBO_CORE_EXPORT bool isSessionSetting(const StatementText &statement, const Dialect &dialect);

/// CREATE INDEX CONCURRENTLY, which leaves an index that is not valid where it fails.
struct ConcurrentIndex {
    QString name;
    QString schema; ///< of the table; empty: not said
    QString table;
    friend bool operator==(const ConcurrentIndex &, const ConcurrentIndex &) = default;
};
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<ConcurrentIndex> concurrentIndex(const StatementText &statement, const Dialect &dialect);

} // namespace dumbo
