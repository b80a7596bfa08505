#pragma once

#include "core/base/result.h"
#include "core/sdk/batch.h"
#include "core/sdk/batchlimit.h"
#include "core/sdk/column.h"

#include <QByteArray>

#include <optional>
#include <span>

namespace dumbo {

/// What a statement did, known once its rows are read to the end.
struct CommandOutcome {
    QByteArray tag; ///< the server's word for it, e.g. "INSERT 0 3"; a driver without one gives the first keyword
    std::optional<qint64> affectedRows; ///< nothing where the database does not say (SELECT, DDL)
    std::optional<qint64> lastInsertId;
};

enum class CloseMode {
    Drain, ///< let the rest of the text run and throw its rows away
    Cancel, ///< stop as soon as possible; what was not yet run is not run
};

/// The results of one statement or script, in order. Lives in its connection's thread and ends before its connection; a
/// connection has at most one open Execution. Nothing of a result is fetched before it is asked for.
///
/// ```cpp
/// while (*execution->nextResult()) {
///     while (auto batch = *execution->next(limit)) …
/// }
/// ```
class DUMBO_SDK_EXPORT Execution {
public:
    Execution();
    /// As close(CloseMode::Cancel) where the execution is not closed yet.
    virtual ~Execution();
    Execution(const Execution &) = delete;
    Execution &operator=(const Execution &) = delete;

    /// Moves to the next result: true when there is one, false after the last. Rows of the current result that
    /// were not read are thrown away. A statement that returns no rows is a result without columns. An error ends
    /// the execution: results before it stand.
    [[nodiscard]] virtual Result<bool> nextResult() = 0;
    /// Of the current result; valid until the next call of nextResult() or close().
    [[nodiscard]] virtual std::span<const Column> columns() const = 0;
    /// The next rows of the current result, within limit; nothing at its end. An error comes after the last good
    /// rows: rows that arrived before it are returned first. After cancel() it answers ErrorKind::Cancelled.
    [[nodiscard]] virtual Result<std::optional<Batch>> next(const BatchLimit &limit) = 0;
    /// Of the current result, complete after next() returned nothing.
    [[nodiscard]] virtual CommandOutcome outcome() const = 0;
    /// Where in the text the current result's statement begins, in UTF-8 bytes; 0 for a single statement.
    [[nodiscard]] virtual qint64 statementOffset() const;
    /// Ends the execution and frees what it holds on the server. Idempotent. The connection can be used again after it.
    [[nodiscard]] virtual Result<void> close(CloseMode mode) = 0;
};

} // namespace dumbo
