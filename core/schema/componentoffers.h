#pragma once

#include "core/schema/schemacomponents.h"
#include "core/sdk/extensions/schemacomponents.h"

#include <vector>

namespace dumbo {

class DriverRegistry;

/// What the drivers of a database type, and extensions registered for it, offer to schemas. Loads a driver. Empty where nobody
/// offers anything.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<ComponentOffer> componentOffers(DriverRegistry &registry, const QString &databaseType);

/// The offer of that name, upper and lower case alike; null where there is none.
[[nodiscard]] DUMBO_CORE_EXPORT const ComponentOffer *findOffer(const std::vector<ComponentOffer> &offers, const QString &name);

/// The extension component that an offer describes.
[[nodiscard]] DUMBO_CORE_EXPORT ExtensionComponent componentOf(const ComponentOffer &offer);

/// Fills extensions that say nothing but their name from the offers.
[[nodiscard]] DUMBO_CORE_EXPORT SchemaComponent withOffers(SchemaComponent root, const std::vector<ComponentOffer> &offers);

} // namespace dumbo
