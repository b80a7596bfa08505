#include "app/cli/migratecommand.h"

namespace cli {

using namespace dumbo;

ExitCode runMigrate(DriverRegistry &registry, const MigrateArguments &arguments, Interrupt &interrupt)
{
    MigrateContext context(registry, arguments, interrupt);
    switch (arguments.action) {
    case MigrateAction::Status: return showStatus(context);
    case MigrateAction::Plan: return showPlan(context);
    case MigrateAction::Sql: return printSql(context);
    case MigrateAction::Lint: return lint(context);
    case MigrateAction::DryRun: return tryMigrations(context);
    case MigrateAction::Run: return runMigrations(context);
    case MigrateAction::Verify: return arguments.down ? proveDownScripts(context) : verify(context);
    case MigrateAction::Baseline: return recordBaseline(context);
    case MigrateAction::Repair: return repairLedger(context);
    case MigrateAction::Diff: return showDifference(context);
    case MigrateAction::New: return makeNew(context);
    }
    Q_UNREACHABLE_RETURN(Usage);
}

} // namespace cli
