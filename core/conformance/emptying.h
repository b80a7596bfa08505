#pragma once

#include "core/conformance/quirks.h"

namespace dumbo::conformance {

/// Tables and views that a database holds, by the catalog; nothing where the driver has no catalog.
[[nodiscard]] Result<std::vector<CatalogObject>> heldObjects(Connection &connection);
/// Drops them all, in as many rounds as their references need; without a catalog, the names that the suite gives. What stays
/// is an error.
[[nodiscard]] Result<void> emptyDatabase(Connection &connection);

} // namespace dumbo::conformance
