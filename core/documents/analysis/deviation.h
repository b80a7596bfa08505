#pragma once

#include "core/documents/analysis/documentprofile.h"

#include <optional>

namespace dumbo {

/// What is unlike most at one place.
struct Deviation {
    DocumentFilter filter; ///< the documents with such a value, or without one
    qint64 values = 0; ///< of rare types
    qint64 missing = 0; ///< objects without it, where most have it
    QString sentence; ///< e.g. "12 of 10,000 values are string; missing in 3"
};

/// Types are rare, and a missing value is, below this share.
inline constexpr double rareShare = 0.2;

/// Nothing where all is alike. The place is indexes of children from the root.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<Deviation> deviation(const DocumentProfile &profile, const std::vector<int> &place);

/// The documents in which this place has a value of a type; Integer and Number are both numbers.
[[nodiscard]] DUMBO_CORE_EXPORT DocumentFilter placeHasType(const DocumentProfile &profile, const std::vector<int> &place, ValueType type);
/// The documents in which an object above has no such key.
[[nodiscard]] DUMBO_CORE_EXPORT DocumentFilter placeIsMissing(const DocumentProfile &profile, const std::vector<int> &place);

} // namespace dumbo
