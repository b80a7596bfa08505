#pragma once

#include "core/documents/analysis/documentprofile.h"

#include <QByteArray>

namespace dumbo {

/// What a draft takes over from a profile.
struct SchemaDraftOptions {
    bool required = true; ///< keys that every object has
    bool enumerations = true; ///< texts of which there are few: at most mostWords, each 10 times on average
    int mostWords = 12;
    bool ranges = false; ///< the smallest and largest number seen
    bool isCollection = false; ///< _version is not the document's own: it is left out
    bool closed = false; ///< keys that were not seen are not allowed
};

/// A JSON Schema (2020-12) that all documents of the profile satisfy, indented, to be edited by a person. Of a sample it says
/// so in its description.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray draftSchema(const DocumentProfile &profile, const SchemaDraftOptions &options = {});

} // namespace dumbo
