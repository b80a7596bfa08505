#pragma once

#include "core/sdk/extensions/explain.h"

#include <QString>

namespace dumbo {

/// A plan as an indented tree for people, a line for each node and one for each of its conditions; then times, triggers and
/// warnings. Ends with a newline.
[[nodiscard]] DUMBO_CORE_EXPORT QString planText(const ExplainPlan &plan);

/// From which factor on, either way, an estimate counts as wrong.
inline constexpr double wrongEstimate = 10;
/// Whether actual rows are off from the estimate by wrongEstimate or more.
[[nodiscard]] DUMBO_CORE_EXPORT bool isMisestimated(const PlanNode &node);
/// "×120" where there were more rows than thought, "÷120" where there were fewer; empty where nothing is known.
[[nodiscard]] DUMBO_CORE_EXPORT QString misestimateText(const PlanNode &node);

/// "0.042 ms", "12.3 ms", "4.56 s"
[[nodiscard]] DUMBO_CORE_EXPORT QString planTimeText(PlanNode::Milliseconds time);
/// What a node works on: "booking b using booking_day", empty where it works on its children only.
[[nodiscard]] DUMBO_CORE_EXPORT QString planObjectText(const PlanNode &node);

} // namespace dumbo
