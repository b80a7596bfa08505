#pragma once

#include "core/documents/documentengine.h"
#include "ui/documents/stagedchanges.h"

#include <utility>
#include <vector>

namespace workbench {

/// A staged document that somebody else changed, deleted or, where it is new, inserted since it was read.
struct StagedConflict {
    StagedChanges::Id id = 0;
    std::optional<ReadDocument> theirs; ///< as it is now; nothing: it is not there any more
    friend bool operator==(const StagedConflict &, const StagedConflict &) = default;
};

using StagedList = std::vector<std::pair<StagedChanges::Id, StagedDocument>>;

/// What became of a save: everything was written, or, where there are conflicts, nothing.
struct SaveOutcome {
    std::vector<StagedChanges::Written> written;
    std::vector<StagedConflict> conflicts;
};

/// What is handed to the database for staged documents, in order: deletes, updates, inserts. One write for each kind that occurs, its
/// rows in the order of the list.
[[nodiscard]] dumbo::Result<std::vector<dumbo::DocumentWrite>> writesOf(const dumbo::DocumentSource &source, const StagedList &staged);

/// Writes all staged documents in one transaction. For a session's thread.
[[nodiscard]] dumbo::Result<SaveOutcome> saveDocuments(
    dumbo::Executor &executor, const dumbo::DocumentEngine &engine, const dumbo::DocumentSource &source, const StagedList &staged);

/// The statements of saveDocuments() as a script, for people; stops at so many bytes. Any thread.
[[nodiscard]] dumbo::Result<QByteArray> saveScript(
    const dumbo::DocumentEngine &engine, const dumbo::DocumentSource &source, const StagedList &staged, qsizetype mostBytes);

/// The _id that a new document's text says; empty where it says none.
[[nodiscard]] QByteArray idInDocument(const QByteArray &text);

} // namespace workbench
