#pragma once

#include "core/sdk/extensions/schemadifference.h"

#include <memory>

namespace dumbo::duckdb {

/// SQL between two catalogs of DuckDB. What ALTER TABLE can't do (keys, checks, generated columns, tables that others refer to) is done
/// by making the table anew with its rows. Attached databases are left alone.
[[nodiscard]] std::unique_ptr<SchemaDifferenceExtension> makeSchemaDifferenceExtension();

} // namespace dumbo::duckdb
