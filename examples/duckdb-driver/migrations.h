#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"
#include "engine.h"

#include <memory>

namespace dumbo::duckdb {

/// What migrations need of DuckDB, whose transactions undo definitions too.
///
/// The lock is one of this process: no other process can open the database while this one writes to it. A dry run is a transaction
/// of the database itself. Nothing that could end it or leave the database gets through, by the type that DuckDB's parser gave the
/// statement, and it ends in ROLLBACK.
[[nodiscard]] std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection, Engine &engine);

} // namespace dumbo::duckdb
