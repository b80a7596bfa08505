#pragma once

#include "core/sdk/catalogpart.h"
#include "core/sdk/dialect.h"

#include <memory>

namespace dumbo {

/// The part as if its only schema had the name of the other's only schema, in paths and in DDL; the part itself where their names are
/// equal, or either has several or none.
[[nodiscard]] std::shared_ptr<const CatalogPart> withSchemaOf(
    const std::shared_ptr<const CatalogPart> &part, const CatalogPart &other, const Dialect &dialect);

} // namespace dumbo
