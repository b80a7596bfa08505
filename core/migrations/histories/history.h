#pragma once

#include "core/base/result.h"
#include "core/connection/executor.h"
#include "core/sdk/catalogpart.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace dumbo {

/// What another tool (or Dumbo) noted about one step.
struct HistoryEntry {
    enum class State {
        Applied,
        Failed, ///< begun and not ended well
        Undone, ///< rolled back, or taken back by a down script
    };
    QString version; ///< empty where the tool has names only
    QString name;
    QString appliedAt; ///< as stored; a number stored for a time is written as ISO 8601 in UTC; empty: the tool keeps none
    std::optional<QDateTime> time; ///< appliedAt where it could be read; without a zone it is taken as UTC
    State state = State::Applied;
    QString checksum; ///< as stored, bytes in lower-case hex
    std::vector<std::pair<QString, QString>> stored; ///< the row: columns with their texts; NULL is left out
    friend bool operator==(const HistoryEntry &, const HistoryEntry &) = default;
};

/// What one tool keeps in one table, in the order in which it was done.
struct History {
    QString tool; ///< id, e.g. "flyway", "rails"
    QString toolName; ///< for people, e.g. "Ruby on Rails"
    ObjectPath table; ///< name "user_version" for SQLite's pragma
    bool isState = false; ///< holds where the database stands now, not how it came there
    std::vector<HistoryEntry> entries;
    std::optional<Error> error; ///< the table could not be read
};

/// Finds the histories of all tools that are known in a catalog (CatalogDepth::Columns at least) and reads them. Tools that use one
/// table's name are told apart by its columns. Sends nothing but SELECT and, to SQLite, a PRAGMA that reads.
///
/// An error only where the connection is lost or the work cancelled; a table that can't be read says so in its history.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<History>> readHistories(Executor &executor, const CatalogPart &catalog);

/// An entry and whose it is.
struct TimelineEntry {
    std::size_t history = 0; ///< in the histories given
    HistoryEntry entry;
};

/// All in one, by time. Each history keeps its own order; what has no time stands behind the entry before it, at first the
/// histories without any.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<TimelineEntry> mergedTimeline(const std::vector<History> &histories);

/// Stable words: "applied", "failed", "undone".
[[nodiscard]] DUMBO_CORE_EXPORT QString historyStateName(HistoryEntry::State state);

} // namespace dumbo
