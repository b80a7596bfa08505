#pragma once

#include "core/documents/documentengine.h"
#include "core/json/jsonstream.h"

#include <functional>
#include <vector>

class QIODevice;

namespace dumbo {

struct DocumentImportProgress {
    qint64 bytes = 0; ///< of the file, used so far
    qint64 read = 0;
    qint64 written = 0;
    qint64 refused = 0;
};

struct DocumentImportOptions {
    /// A document whose _id is there already.
    enum class Existing {
        Refuse, ///< is reported like a bad line
        Skip,
        Replace,
    };
    JsonStream::Format format = JsonStream::Format::Automatic;
    Existing existing = Existing::Refuse;
    bool extendedJson = true; ///< { "$oid": "…" } and the like become plain values; else documents stay as they are
    bool stopAtFault = false; ///< the first fault ends the import, and nothing is kept
    qint64 mostFaults = 10'000; ///< that are kept in the report; all are counted
    /// Called from time to time, in the executor's thread.
    std::function<void(const DocumentImportProgress &)> progress;
};

/// What could not be imported.
struct DocumentImportFault {
    qint64 line = 0; ///< of the file, from 1; where the document begins
    qint64 position = 0; ///< in bytes of the file, from 0; the wrong byte, as far as it is known
    QString message;
    QByteArray excerpt; ///< the document's beginning
};

struct DocumentImportReport {
    qint64 read = 0; ///< documents, bad ones included
    qint64 written = 0;
    qint64 skipped = 0; ///< were there already
    qint64 refused = 0;
    std::vector<DocumentImportFault> faults;
};

/// Reads documents into a collection, in one transaction: a cancel or an error of the database leaves nothing behind. Blocks; memory does
/// not grow with the file. A document without _id gets a new one (UUID version 7), a number as _id becomes its digits; _version is 1.
///
/// InvalidOperation for a source that is no collection. With stopAtFault the first fault is the error: Data or UniqueConstraint, with its
/// line in the sentence and its position in the file.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentImportReport> importDocuments(
    Executor &executor, const DocumentEngine &engine, const DocumentSource &source, QIODevice &device, const DocumentImportOptions &options = {});

} // namespace dumbo
