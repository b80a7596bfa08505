#pragma once

#include "core/schema/resolvedcomponents.h"

namespace dumbo {

/// What can't be right in any order or database: names that are missing, columns that aren't there, relationships whose
/// sides don't fit.
[[nodiscard]] std::vector<ComponentProblem> validateComponents(const std::vector<PlacedComponent> &components, const Dialect &dialect);

} // namespace dumbo
