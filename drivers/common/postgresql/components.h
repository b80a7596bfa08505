#pragma once

#include "core/sdk/extensions/schemacomponents.h"

#include <memory>

namespace dumbo::postgresql {

// Extension components of PostgreSQL. A program that links the driver uses them directly.

/// Geometry, geography and their operators.
[[nodiscard]] ComponentOffer postgis();
/// Text that compares without regard to case.
[[nodiscard]] ComponentOffer citext();
/// Pairs of key and value.
[[nodiscard]] ComponentOffer hstore();
/// Likeness of texts by their trigrams.
[[nodiscard]] ComponentOffer trigrams();

/// Offers all of them.
[[nodiscard]] std::unique_ptr<SchemaComponentsExtension> makeSchemaComponents();

} // namespace dumbo::postgresql
