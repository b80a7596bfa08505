#include "core/migrations/runner.h"

namespace dumbo {

RunEvents::RunEvents() = default;
RunEvents::~RunEvents() = default;
void RunEvents::lockWaiting(const LockWait &) { }
void RunEvents::lockTaken() { }
void RunEvents::planned(const MigrationPlan &) { }
void RunEvents::migrationStarted(const Migration &, int, int) { }
void RunEvents::statementStarted(const StatementProgress &) { }
void RunEvents::statementFinished(const StatementProgress &) { }
void RunEvents::migrationFinished(const MigrationResult &) { }
void RunEvents::notice(const QString &) { }

bool RunEvents::confirm(const RunQuestion &)
{
    return false;
}

QString migrationOutcomeName(MigrationOutcome outcome)
{
    switch (outcome) {
    case MigrationOutcome::Applied:
        return QStringLiteral("applied");
    case MigrationOutcome::Skipped:
        return QStringLiteral("skipped");
    case MigrationOutcome::Undone:
        return QStringLiteral("undone");
    case MigrationOutcome::Failed:
        return QStringLiteral("failed");
    case MigrationOutcome::Cancelled:
        return QStringLiteral("cancelled");
    case MigrationOutcome::RolledBack:
        return QStringLiteral("rolled-back");
    case MigrationOutcome::NotRun:
        return QStringLiteral("not-run");
    case MigrationOutcome::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

} // namespace dumbo
