#pragma once

#include "core/sdk/extensions/schemadifference.h"

#include <memory>

namespace dumbo::postgresql {

/// SQL from one catalog of PostgreSQL to another, made from the statements of their DDL, in which all names are
/// qualified.
[[nodiscard]] std::unique_ptr<SchemaDifferenceExtension> makeSchemaDifferenceExtension();

} // namespace dumbo::postgresql
