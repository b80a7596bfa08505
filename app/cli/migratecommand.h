#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/migratecontext.h"
#include "core/sdk/extensions/migrationadvice.h"

#include <functional>
#include <vector>

namespace cli {

/// Opens what the action needs and runs it.
[[nodiscard]] ExitCode runMigrate(dumbo::DriverRegistry &registry, const MigrateArguments &arguments, Interrupt &interrupt);

/// How the statements of a migration stand to a transaction, by the database's own parser; empty where no driver has advice.
[[nodiscard]] std::function<std::vector<dumbo::TransactionFit>(const dumbo::Migration &)> transactionFits(
    MigrateContext &context, const QString &databaseType);

// Each writes its answer to standard output and everything else to standard error.

[[nodiscard]] ExitCode showStatus(MigrateContext &context);
[[nodiscard]] ExitCode showPlan(MigrateContext &context);
[[nodiscard]] ExitCode printSql(MigrateContext &context);
[[nodiscard]] ExitCode lint(MigrateContext &context);
[[nodiscard]] ExitCode tryMigrations(MigrateContext &context);
[[nodiscard]] ExitCode runMigrations(MigrateContext &context);
[[nodiscard]] ExitCode verify(MigrateContext &context);
[[nodiscard]] ExitCode proveDownScripts(MigrateContext &context);
[[nodiscard]] ExitCode recordBaseline(MigrateContext &context);
[[nodiscard]] ExitCode repairLedger(MigrateContext &context);
[[nodiscard]] ExitCode showDifference(MigrateContext &context);
[[nodiscard]] ExitCode makeNew(MigrateContext &context);

} // namespace cli
