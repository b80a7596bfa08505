#pragma once

#include "core/migrations/plan.h"
#include "core/migrations/runner.h"
#include "core/sdk/dialect.h"

namespace dumbo {

struct PlanScriptOptions {
    bool recordsLedger = true; ///< makes `dmb_migrations` where it is missing, and records each migration with what it does
    bool oneTransaction = true; ///< as RunOptions::oneTransaction
    std::function<std::vector<TransactionFit>(const Migration &)> fit; ///< as in RunOptions
};

/// What a run of the pending migrations would send, as a script for the database's own client: the transactions it would make, and each
/// statement in them byte for byte. Empty where nothing is pending.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> planScript(
    const MigrationPlan &plan, const Dialect &dialect, const PlanScriptOptions &options = {});

} // namespace dumbo
