#pragma once

#include "core/catalog/catalogdifference.h"

namespace dumbo {

/// The parts in which two objects of one name differ.
[[nodiscard]] std::vector<PartDifference> comparedParts(
    const CatalogObject &from, const CatalogObject &to, const Dialect &dialect, const CatalogComparison &comparison);

} // namespace dumbo
