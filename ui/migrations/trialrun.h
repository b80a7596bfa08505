#pragma once

#include "ui/migrations/migrationprogress.h"

namespace workbench {

struct TrialRequest {
    dumbo::DatabaseOpener open; ///< of the database to try in, or to copy
    QString database; ///< its name
    dumbo::Dialect dialect;
    dumbo::DryRunRequest dryRun;
};

/// Tries migrations where nothing of them stays, statement by statement. Blocking.
[[nodiscard]] dumbo::Result<MigrationOutcomeValue> tryOut(TrialRequest request, const MigrationJob::Desk &desk);

/// What it would lock and who uses that now. Blocking.
[[nodiscard]] dumbo::Result<MigrationOutcomeValue> planTrial(TrialRequest request, const MigrationJob::Desk &desk);

} // namespace workbench
