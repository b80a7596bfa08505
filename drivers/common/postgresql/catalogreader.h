#pragma once

#include "drivers/common/postgresql/catalogsource.h"

#include "core/sdk/catalogpart.h"

namespace dumbo::postgresql {

/// Reads what a database of a PostgreSQL server holds, in three round trips at most (one more for DDL) and a number of
/// queries that depends on the request alone. Works with PostgreSQL 9.6 and later.
///
/// A query that fails leaves its part out and becomes a warning; where not even names can be read that way they come from
/// information_schema. An error is a cancel, a lost connection, or a server that tells no names at all.
///
/// Ordinary objects have no ObjectPath::database. Extensions, foreign servers and roles have neither database nor
/// schema; a schema's own object has an empty name, and another database's only the database. Object names compare exactly.
[[nodiscard]] Result<CatalogPart> readCatalog(const CatalogRequest &request, CatalogQueries &queries);

} // namespace dumbo::postgresql
