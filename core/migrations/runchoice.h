#pragma once

#include "core/migrations/runsteps.h"

namespace dumbo {

/// What a run does of a plan. InvalidOperation, with each reason and remedy in its detail, where a state needs a person first.
[[nodiscard]] Result<std::vector<RunItem>> chooseUp(const MigrationPlan &plan, const RunOptions &options);
/// Down scripts of applied migrations, in the order of names.
[[nodiscard]] Result<std::vector<RunItem>> chooseDown(const MigrationPlan &plan, const QStringList &names);

} // namespace dumbo
