#pragma once

#include "core/sdk/extensions/pongo.h"

#include <functional>
#include <optional>
#include <vector>

namespace dumbo {

/// A row that is not as expected: somebody else changed or deleted it, or, for an insert, it is there already.
struct DocumentConflict {
    qint64 row = 0; ///< of DocumentWrite::rows
    std::vector<Value> key;
    std::optional<qint64> expectedVersion;
    std::optional<qint64> actualVersion; ///< as read in the same transaction; nothing: there is no such row, or it has no version
    QByteArray actualText; ///< empty where there is no such row
    bool exists = false;
};

struct WrittenDocument {
    qint64 row = 0; ///< of DocumentWrite::rows
    std::vector<Value> key;
    std::optional<qint64> version; ///< of a collection, as it is now
};

struct DocumentWriteOptions {
    bool keepOthers = false; ///< conflicts do not undo the rows that were written
    bool readConflicts = true; ///< else actualVersion, actualText and exists are not read
};

/// What was written.
struct DocumentOutcome {
    qint64 matched = 0; ///< update and remove: documents that the query found
    qint64 changed = 0; ///< rows inserted, updated or deleted; 0 where conflicts undid all
    std::vector<WrittenDocument> written; ///< of write(); of update() and remove() only with DocumentUpdateOptions::listWritten
    std::vector<DocumentConflict> conflicts;
    std::optional<QByteArray> upserted; ///< the document that an update with upsert inserted
};

struct DocumentUpdateOptions {
    bool upsert = false; ///< only into collections
    qint64 samples = 20; ///< of a preview
    bool listWritten = false;
    /// Called from time to time, with the documents read and written so far.
    std::function<void(qint64 read, qint64 written)> progress;
};

/// One document of a preview.
struct DocumentChange {
    std::vector<Value> key;
    std::optional<qint64> version;
    QByteArray before;
    QByteArray after; ///< empty: it would be deleted
};

/// What an update or a delete would do.
struct DocumentPreview {
    qint64 matched = 0;
    qint64 changed = 0; ///< an update may leave a document as it is
    std::vector<DocumentChange> samples;
    std::optional<QByteArray> upserted; ///< the document that would be inserted
    std::vector<Statement> statements; ///< for the samples, as they would be sent
    QStringList reasons;
};

} // namespace dumbo
