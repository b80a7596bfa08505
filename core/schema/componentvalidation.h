#pragma once

#include "core/schema/resolvedcomponents.h"

namespace dumbo {

/// What can't be right in any order or database: names that are missing, columns that aren't there, relationships whose
/// sides don't fit.
/// A column of a type that only an offered extension brings, which nobody declares, is a hint.
[[nodiscard]] std::vector<ComponentProblem> validateComponents(
    const std::vector<PlacedComponent> &components, const Dialect &dialect, const std::vector<ComponentOffer> &offers);

} // namespace dumbo
