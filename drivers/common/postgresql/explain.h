#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/explain.h"

#include <memory>

namespace dumbo::postgresql {

/// EXPLAIN by the server. Plans come as JSON; as text only where that was asked for, or nothing else is there to be had, since a
/// second EXPLAIN ANALYZE would run the statement twice. A placeholder without a value gives the generic plan (PostgreSQL 16).
/// The connection is not owned and outlives the extension.
[[nodiscard]] std::unique_ptr<ExplainExtension> makeExplainExtension(Connection &connection);

} // namespace dumbo::postgresql
