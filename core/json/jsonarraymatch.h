#pragma once

#include "core/json/jsoncompare.h"

#include <vector>

namespace dumbo {

/// Two elements that belong together, or one that has no counterpart.
struct JsonElementMatch {
    JsonNode before;
    JsonNode after;
    qint64 position = 0; ///< before; of what is added, after
};

/// Elements of two arrays, in order: equal ones are left out as far as the longest common subsequence goes; what lies between is paired
/// one by one. Beyond some 2,000 elements that differ, by position only.
[[nodiscard]] std::vector<JsonElementMatch> matchElements(const JsonNode &before, const JsonNode &after, JsonComparison comparison);

} // namespace dumbo
