#pragma once

#include "core/base/export.h"
#include "core/sdk/extensions/documentquery.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace dumbo {

/// What a value in a document is: JSON's types, numbers parted into whole and other ones.
enum class ValueType { Null, Boolean, Integer, Number, String, Array, Object };
inline constexpr int valueTypeCount = 7;

/// JSON Schema's word, e.g. "integer".
[[nodiscard]] DUMBO_CORE_EXPORT QString valueTypeName(ValueType type);

/// How often values fall between two numbers.
struct HistogramBar {
    double from = 0; ///< inclusive
    double to = 0; ///< exclusive
    qint64 count = 0;
    friend bool operator==(const HistogramBar &, const HistogramBar &) = default;
};

/// A value and how often it was seen.
struct FrequentValue {
    QByteArray text; ///< JSON, as first seen; long ones are cut to FieldProfile::longestExample bytes
    qint64 count = 0;
    friend bool operator==(const FrequentValue &, const FrequentValue &) = default;
};

/// Numbers of lengths: characters of texts, elements of arrays.
struct LengthProfile {
    qint64 count = 0;
    qint64 shortest = 0;
    qint64 longest = 0;
    double average = 0;
    std::vector<HistogramBar> bars;
    friend bool operator==(const LengthProfile &, const LengthProfile &) = default;
};

/// What stands at one place in the documents.
struct DUMBO_CORE_EXPORT FieldProfile {
    static constexpr qsizetype longestExample = 200;

    QByteArray key; ///< UTF-8; empty for the document itself and for elements
    bool isElement = false; ///< the elements of the array above
    qint64 count = 0; ///< values seen
    qint64 parents = 0; ///< objects that could have had it; for elements, arrays
    qint64 repeated = 0; ///< objects that have the key more than once; the values after the first are not looked at
    std::array<qint64, valueTypeCount> types {}; ///< by ValueType
    /// Different values other than objects and arrays; exact below 1,000, then an estimate that is some 3 % off.
    qint64 distinct = 0;
    bool distinctIsEstimate = false;
    std::vector<FrequentValue> frequent; ///< at most 20, the most frequent first; complete where distinct says no more
    QByteArray smallestNumber; ///< JSON text, all digits; empty: none
    QByteArray largestNumber;
    QByteArray smallestText; ///< UTF-8 without quotes, perhaps cut
    QByteArray largestText;
    qint64 dateLike = 0; ///< texts that begin with an ISO 8601 date
    std::vector<HistogramBar> numbers;
    std::vector<HistogramBar> dates; ///< of date-like texts: milliseconds since 1970, UTC
    LengthProfile textLengths;
    LengthProfile arrayLengths;
    bool isCut = false; ///< there are more places below than limits allow
    std::vector<FieldProfile> children; ///< in the order they were first seen

    [[nodiscard]] qint64 typeCount(ValueType type) const { return types[std::size_t(type)]; }
    /// Share of the objects above that have it, 0 … 1.
    [[nodiscard]] double presence() const { return parents > 0 ? double(count) / double(parents) : 0; }
    friend bool operator==(const FieldProfile &, const FieldProfile &) = default;
};

/// What a set of documents looks like.
struct DocumentProfile {
    qint64 documents = 0;
    qint64 invalid = 0; ///< rows that are no JSON, or NULL; not among documents
    qint64 bytes = 0;
    bool isSample = false; ///< not all documents were looked at
    FieldProfile root;
    friend bool operator==(const DocumentProfile &, const DocumentProfile &) = default;
};

/// The path that filters use for a place: keys without steps for elements. Places are indexes of children from the root.
[[nodiscard]] DUMBO_CORE_EXPORT DocumentPath filterPath(const DocumentProfile &profile, const std::vector<int> &place);

/// All places as "address.city" and "tags[]", for completion: shallow ones first.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<DocumentPath> profilePaths(const DocumentProfile &profile);

/// For machines, one JSON object: {"documents", "invalid", "bytes", "sampled", "fields": [{"path", "types", …}]}.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray profileJson(const DocumentProfile &profile);

} // namespace dumbo
