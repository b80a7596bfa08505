#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/explain.h"

#include <memory>

namespace dumbo::sqlite {

/// EXPLAIN QUERY PLAN as a tree, EXPLAIN (the program of the virtual machine) as text. SQLite estimates nothing that it would
/// tell, and measures single steps only in special builds, so a run gives the time and rows of the whole.
/// The connection is not owned and outlives the extension.
[[nodiscard]] std::unique_ptr<ExplainExtension> makeExplainExtension(Connection &connection);

/// One line of EXPLAIN QUERY PLAN, e.g. "SEARCH hut USING INDEX hut_region (region=?)".
[[nodiscard]] PlanNode planNode(const QString &line);

} // namespace dumbo::sqlite
