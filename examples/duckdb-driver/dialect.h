#pragma once

#include "core/sdk/dialect.h"

namespace dumbo::duckdb {

/// How DuckDB 1.4 writes SQL, from dialect.json.
[[nodiscard]] const Dialect &dialect();

} // namespace dumbo::duckdb
