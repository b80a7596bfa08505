#pragma once

#include "core/json/jsonnode.h"

#include <vector>

namespace dumbo {

/// How two values are compared.
struct JsonComparison {
    bool ordersKeys = true; ///< the order of an object's keys means nothing
    bool firstKeyWins = false; ///< of a key that occurs twice
};

/// By value: numbers as decimals (10.00 equals 10), strings by what they say, spaces never. Missing equals only missing. Does not
/// recurse.
[[nodiscard]] DUMBO_CORE_EXPORT bool jsonEqual(const JsonNode &left, const JsonNode &right, JsonComparison comparison = {});

/// Equal for what jsonEqual() calls equal, within one run of the program.
[[nodiscard]] DUMBO_CORE_EXPORT size_t jsonHash(const JsonNode &node, JsonComparison comparison = {});

/// A member that counts: of a key that occurs twice, one.
struct JsonMember {
    QByteArray key;
    JsonNode value;
};

/// In the order of the text.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<JsonMember> jsonMembers(const JsonNode &object, JsonComparison comparison = {});

} // namespace dumbo
