#pragma once

#include "app/cli/migratecontext.h"
#include "core/migrations/review/review.h"
#include "core/migrations/runner.h"

#include <map>

namespace cli {

/// How the migrations of a source stand in their review, against what the database holds now.
struct SourceReview {
    std::map<QString, dumbo::ReviewStatus> statuses; ///< by name
    bool exists = false; ///< there is a review file with verdicts
};

/// Reads the review file beside the source, and from the database what its approvals are bound to.
[[nodiscard]] Step<SourceReview> readReview(const MigrateContext &context, const dumbo::MigrationSet &set, dumbo::Executor &executor);

/// Whether these may run: --approved-only refuses what is not approved; on production it takes --override; else the person is asked.
/// What will be recorded with each run is the answer.
[[nodiscard]] Step<std::function<dumbo::RunReview(const dumbo::Migration &)>> allowRun(
    const MigrateContext &context, const SourceReview &review, const std::vector<const dumbo::Migration *> &pending, bool isProduction);

/// "approved by anna", "not approved", "rejected by anna: …", "the approval fell off: …".
[[nodiscard]] QString reviewText(const dumbo::ReviewStatus &status);
[[nodiscard]] QString reviewStateName(dumbo::ReviewStatus::State state);

} // namespace cli
