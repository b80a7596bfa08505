#pragma once

#include "core/sdk/connection.h"

namespace dumbo::mysql {

/// Reads what a MariaDB or MySQL server holds from information_schema, in a number of queries that depends on the
/// depth alone; SHOW CREATE runs once for each object whose ddl is asked for. What can't be read is a warning, as
/// long as names can be given.
///
/// Databases are schemas here, because names are qualified with them. Without a schema in the scope only
/// currentDatabase is read, or all but the server's own where that is empty. includeServer adds the other databases
/// as ObjectKind::Database, and the roles and users one may see as ObjectKind::Role.
[[nodiscard]] Result<CatalogPart> readCatalog(
    Connection &connection, const CatalogRequest &request, const QString &currentDatabase);

} // namespace dumbo::mysql
