#pragma once

#include "core/sdk/cell.h"
#include "core/sdk/statement.h"
#include "engine.h"

namespace dumbo::duckdb {

/// Gives all parameters to the statement. Data where their number or names do not fit, or DuckDB can't hold a value (a decimal
/// of more than 38 digits). Texts of times and of types that the SDK does not know are read by DuckDB itself.
[[nodiscard]] Result<void> bind(Engine &engine, duckdb_prepared_statement statement, const Parameters &parameters);

/// Gives one cell to parameter number (from 1).
[[nodiscard]] Result<void> bind(duckdb_prepared_statement statement, idx_t number, const Cell &cell);

} // namespace dumbo::duckdb
