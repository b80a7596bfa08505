#pragma once

#include "core/sdk/extensions/conformance.h"

#include <memory>

namespace dumbo::duckdb {

/// What the conformance suite must know of DuckDB; the example database is a file in the folder it names.
[[nodiscard]] std::unique_ptr<ConformanceExtension> makeConformanceExtension();

} // namespace dumbo::duckdb
