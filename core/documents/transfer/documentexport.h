#pragma once

#include "core/documents/documentengine.h"
#include "core/documents/query/extendedjson.h"

#include <functional>
#include <optional>

class QIODevice;

namespace dumbo {

struct DocumentExportOptions {
    enum class Format {
        Lines, ///< NDJSON: each document on a line of its own; line breaks between its values become spaces
        Array, ///< one JSON array; documents as they are
    };
    Format format = Format::Lines;
    std::optional<ExtendedJson> extended; ///< nothing: plain JSON, byte for byte
    /// Called from time to time, in the executor's thread, with the documents and bytes written so far.
    std::function<void(qint64 documents, qint64 bytes)> progress;
};

struct DocumentExportReport {
    qint64 written = 0;
    qint64 bytes = 0;
    qint64 leftOut = 0; ///< rows that hold no document: null, or a text that is no JSON
    friend bool operator==(const DocumentExportReport &, const DocumentExportReport &) = default;
};

/// Writes the documents of a query, in a collection with the _id and _version of its columns, as they arrive. Blocks; memory does not grow
/// with their number. Cancelled when the executor's job is cancelled.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentExportReport> exportDocuments(
    Executor &executor, const DocumentEngine &engine, const DocumentQuery &query, QIODevice &device, const DocumentExportOptions &options = {});

/// The same into a file, which appears when it is whole: after an error or a cancel what was there before is untouched.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentExportReport> exportDocumentsToFile(
    Executor &executor, const DocumentEngine &engine, const DocumentQuery &query, const QString &path, const DocumentExportOptions &options = {});

} // namespace dumbo
