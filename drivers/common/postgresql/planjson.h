#pragma once

#include "core/sdk/extensions/explain.h"

namespace dumbo::postgresql {

/// Reads what EXPLAIN (FORMAT JSON) answered into roots, times, triggers and the rest of plan. Anything a newer server adds is
/// kept among the properties. Data where it is no such answer.
[[nodiscard]] Result<void> readPlanJson(const QByteArray &json, ExplainPlan &plan);

/// Reckons totalTime and selfTime of every node.
///
/// A server's time is that of one loop, so it is multiplied by the loops; the loops of parallel workers ran side by side, so
/// theirs is divided by the number of processes that took part. A CTE is a child of the node that defines it but runs
/// inside the nodes that read it: its time is taken from theirs.
void reckonTimes(PlanNode &root);

} // namespace dumbo::postgresql
