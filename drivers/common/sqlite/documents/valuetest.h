#pragma once

#include "drivers/common/sqlite/documents/numbertest.h"

#include <functional>

namespace dumbo::sqlite {

/// What a condition asks of the values that its path finds.
struct Leaf {
    std::function<Condition(const ValueSql &)> test;
    bool asksElements = true; ///< of an array each element is asked too
    bool acceptsMissing = false;
};

/// Of every kind that has a path, but ElementMatch.
[[nodiscard]] Leaf leafOf(const DocumentFilter &filter, Values &values);

} // namespace dumbo::sqlite
