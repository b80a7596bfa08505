#pragma once

#include "core/sdk/extensions/pongo.h"

#include <memory>

namespace dumbo::duckdb {

/// Documents as JSON texts in columns of DuckDB, as far as its JSON functions go: texts, booleans and what is there or not are decided
/// by SQL, numbers and what lies behind arrays only roughly. There are no indexes for documents, and nothing refuses some.
[[nodiscard]] std::unique_ptr<PongoExtension> makePongoExtension();

} // namespace dumbo::duckdb
