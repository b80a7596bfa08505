#pragma once

#include "drivers/qtsql/backend.h"

namespace dumbo::qtsql {

/// The catalog of SQLite through a backend that does nothing else right now.
[[nodiscard]] Result<CatalogPart> readSqliteCatalog(Backend &backend, const CatalogRequest &request);

} // namespace dumbo::qtsql
