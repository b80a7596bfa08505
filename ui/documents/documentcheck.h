#pragma once

#include "core/sdk/extensions/documentquery.h"
#include "ui/documents/stagedchanges.h"

#include <QString>

#include <optional>

namespace workbench {

/// Why a staged document can't be written.
struct DocumentProblem {
    QString text; ///< a sentence
    std::optional<qint64> position; ///< in the text, in bytes
    friend bool operator==(const DocumentProblem &, const DocumentProblem &) = default;
};

/// Whether the text is JSON, in a collection an object, and whether the members that name a document are as they were.
[[nodiscard]] std::optional<DocumentProblem> checkDocument(const StagedDocument &document, const dumbo::DocumentSource &source);

} // namespace workbench
