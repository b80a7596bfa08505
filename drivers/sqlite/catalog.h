#pragma once

#include "core/sdk/catalogpart.h"
#include "drivers/sqlite/engine.h"

namespace dumbo::sqlite {

/// The catalog through an engine that does nothing else right now. Cancelled when cancel() came.
[[nodiscard]] Result<CatalogPart> readCatalog(Engine &engine, const CatalogRequest &request);

} // namespace dumbo::sqlite
