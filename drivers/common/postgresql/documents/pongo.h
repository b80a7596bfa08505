#pragma once

#include "core/sdk/extensions/pongo.h"

#include <memory>

namespace dumbo::postgresql {

/// Documents on PostgreSQL 13 and newer: jsonb, json and text columns.
[[nodiscard]] std::unique_ptr<PongoExtension> makePongoExtension();

} // namespace dumbo::postgresql
