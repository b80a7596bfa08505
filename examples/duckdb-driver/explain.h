#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/explain.h"
#include "engine.h"

#include <memory>

namespace dumbo::duckdb {

/// EXPLAIN and EXPLAIN ANALYZE in DuckDB's JSON. Analyzing runs in a transaction that is rolled back; where one is open already it is
/// refused, because DuckDB has no savepoints.
[[nodiscard]] std::unique_ptr<ExplainExtension> makeExplainExtension(Connection &connection);

} // namespace dumbo::duckdb
