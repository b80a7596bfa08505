#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/partitions.h"

#include <memory>

namespace dumbo::postgresql {

/// Declarative partitioning, PostgreSQL 10 and later: https://www.postgresql.org/docs/current/ddl-partitioning.html
/// Shards are partitions that are foreign tables. The connection is not owned and outlives the extension.
[[nodiscard]] std::unique_ptr<PartitionsExtension> makePartitionsExtension(Connection &connection);

} // namespace dumbo::postgresql
