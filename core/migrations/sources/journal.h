#pragma once

#include "core/migrations/migration.h"

#include <QByteArray>

#include <expected>
#include <vector>

namespace dumbo {

/// A line of Drizzle's meta/_journal.json.
struct JournalEntry {
    QString tag; ///< the file without ".sql"
    QString when; ///< milliseconds since 1970: what the tool compares with its history
};

/// In the order of the journal; a fatal problem where it can't be read.
[[nodiscard]] std::expected<std::vector<JournalEntry>, SourceProblem> readJournal(const QString &path);
/// The journal's text with one more entry; an empty text begins a journal.
[[nodiscard]] QByteArray journalWith(const QByteArray &journal, const JournalEntry &entry, const QString &dialect);

} // namespace dumbo
