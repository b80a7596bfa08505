#pragma once

#include "app/cli/migratecontext.h"
#include "app/cli/migratereview.h"

namespace cli {

/// The plan with its review and what the advice says on this database, as --format has it: "markdown" or "html".
[[nodiscard]] Step<QByteArray> planReport(
    MigrateContext &context, const dumbo::MigrationSet &set, const dumbo::MigrationPlan &plan, const SourceReview &review);

} // namespace cli
