#pragma once

#include "core/schema/resolvedcomponents.h"
#include "core/sdk/extensions/pongo.h"

namespace dumbo::pongo {

/// Collections as a schema component: the extension "pongo", whose migrations have the names and texts of the existing Pongo, so that each
/// recognises what the other ran.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ExtensionComponent> pongoComponent(
    PongoExtension &pongo, const std::vector<CollectionDefinition> &collections);

} // namespace dumbo::pongo
