#pragma once

#include "core/sdk/catalogpart.h"

#include <functional>
#include <vector>

namespace dumbo::postgresql {

/// Of two catalogs what a difference has to look at: objects that are not equal, and equal ones that name such, directly or by
/// others. Most objects of a large database are none of these. Costs the length of the DDL.
struct TouchedObjects
{
    std::vector<const CatalogObject *> from;
    std::vector<const CatalogObject *> to;
};

[[nodiscard]] TouchedObjects touchedObjects(
    const CatalogPart &from, const CatalogPart &to, const std::function<bool(const CatalogObject &)> &counts);

} // namespace dumbo::postgresql
