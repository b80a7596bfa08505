#pragma once

#include "core/base/export.h"
#include "core/documents/query/documentrules.h"
#include "core/sdk/extensions/documentquery.h"

#include <memory>
#include <vector>

namespace dumbo {

class JsonNode;

/// Less than, equal to or greater than zero. All values have one order: missing and null, numbers, texts, objects, arrays, booleans; an
/// invalid node is a missing value. Zero means equal, as FilterMatcher has it.
[[nodiscard]] DUMBO_CORE_EXPORT int compareValues(const JsonNode &left, const JsonNode &right, const DocumentRules &rules = {});

/// Bytes that compare (as unsigned, shorter first) as the values do, and are equal where the values are: for hash tables and sorting.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray orderedBytes(const JsonNode &value, const DocumentRules &rules = {});
DUMBO_CORE_EXPORT void appendOrderedBytes(QByteArray &bytes, const JsonNode &value, const DocumentRules &rules = {});

/// Documents in the order of sort keys, as MongoDB has it. What a path finds in arrays counts by its smallest value upwards and by its
/// largest downwards; an empty array comes before null; what is missing, also in an element of an array on the way, is null. A step of
/// digits names the position in an array that has it, else a key of the elements.
class DUMBO_CORE_EXPORT DocumentOrder {
public:
    explicit DocumentOrder(const std::vector<DocumentSortKey> &keys, const DocumentRules &rules = {});

    /// Bytes that compare as the documents are to be ordered. Documents with equal keys keep the order they came in: the caller's.
    [[nodiscard]] QByteArray key(const JsonNode &document) const;

private:
    struct Key;
    std::shared_ptr<const std::vector<Key>> m_keys;
    DocumentRules m_rules;
};

} // namespace dumbo
