#pragma once

#include "core/migrations/ledger.h"
#include "core/migrations/migration.h"

#include <QFlags>
#include <QStringList>

namespace dumbo {

/// How a migration of the source stands to the database, or an entry of the ledger to the source.
enum class MigrationState {
    Applied, ///< recorded as it is in the source
    Pending, ///< would run; a repeatable one also when it changed
    Changed, ///< recorded with another text
    Missing, ///< recorded, and not in the source
    OutOfOrder, ///< not recorded, and stands before one that is
    Failed, ///< begun outside of a transaction and not ended: a part of it is in the database
};

/// What a person may do about a state.
enum class Remedy {
    Run = 1, ///< MigrationRunner::run()
    RunLate = 2, ///< RunOptions::allowOutOfOrder
    Accept = 4, ///< acceptChanges(): the ledger takes the hash of the source; nothing runs
    RestoreSource = 8, ///< bring the source back to what was applied, by hand or version control
    Baseline = 16, ///< baseline(): recorded as applied; nothing runs
    Repair = 32, ///< forget(): out of the ledger, or the half-done try is taken as undone; it is pending then
    Resume = 64, ///< RunOptions::resume: go on behind the last statement that is kept
    RunDown = 128, ///< MigrationRunner::runDown()
};
Q_DECLARE_FLAGS(Remedies, Remedy)
Q_DECLARE_OPERATORS_FOR_FLAGS(Remedies)

struct PlannedMigration {
    std::optional<Migration> migration; ///< nothing: MigrationState::Missing
    std::optional<LedgerEntry> entry; ///< nothing: not recorded
    std::optional<RunDetails> lastRun; ///< where the latest try did not end in the ledger
    MigrationState state = MigrationState::Pending;
    QString reason; ///< a sentence; empty where the state says it all
    Remedies remedies; ///< empty: there is nothing to do
    int resumeAt = 0; ///< Failed: the statement to go on with, from 0

    [[nodiscard]] QString name() const { return migration ? migration->name : entry->name; }
};

/// A source beside a ledger.
struct DUMBO_CORE_EXPORT MigrationPlan {
    /// In the order of the source; missing ones stand where they were applied.
    std::vector<PlannedMigration> migrations;
    std::vector<SourceProblem> problems; ///< of the source
    /// Others recorded migrations here, and nobody recorded how they ended: whether one failed half-way is unknown.
    bool detailsUnknown = false;

    [[nodiscard]] int count(MigrationState state) const;
    /// Of Pending ones, in order: what a run would do.
    [[nodiscard]] std::vector<const PlannedMigration *> pending() const;
    /// Nothing is pending, nothing is wrong.
    [[nodiscard]] bool isClean() const;
};

/// Compares names and hashes; asks no database. Linear but for sorting.
///
/// A migration without statements is never recorded, and counts as applied. In a set of components (layout "components") and for
/// repeatable migrations there is no order to be out of.
[[nodiscard]] DUMBO_CORE_EXPORT MigrationPlan planMigrations(const MigrationSet &set, const LedgerState &ledger);

/// Stable words: "applied", "pending", "changed", "missing", "out-of-order", "failed".
[[nodiscard]] DUMBO_CORE_EXPORT QString migrationStateName(MigrationState state);
/// Stable words, e.g. "accept", "resume", in the order of their values.
[[nodiscard]] DUMBO_CORE_EXPORT QStringList remedyNames(Remedies remedies);

} // namespace dumbo
