#pragma once

#include "core/sdk/catalogpart.h"
#include "engine.h"

namespace dumbo::duckdb {

/// Tables, views, sequences, types and macros of all attached databases, from DuckDB's own table functions: one query for each
/// kind, however many objects there are.
///
/// Names of the current database have an empty ObjectPath::database. An attached database's schema "main" is told as a schema
/// with the database's name, because "attached.t" is how SQL names its tables; its other schemas have ObjectPath::database set.
[[nodiscard]] Result<CatalogPart> readCatalog(Engine &engine, const CatalogRequest &request);

} // namespace dumbo::duckdb
