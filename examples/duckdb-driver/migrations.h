#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"
#include "engine.h"

#include <memory>

namespace dumbo::duckdb {

/// Migrations on a connection: DuckDB lets one program write at a time, so the lock is between the connections of this one; a dry run
/// is made on a copy of the database, from which no other file can be reached. Both outlive the extension.
[[nodiscard]] std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection, Engine &engine);

} // namespace dumbo::duckdb
