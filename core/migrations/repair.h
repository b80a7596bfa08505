#pragma once

#include "core/migrations/runner.h"

namespace dumbo {

/// One entry that changed.
struct LedgerChange {
    QString name;
    RunAction action = RunAction::Accept;
    QByteArray before; ///< hash; empty: was not recorded
    QByteArray after; ///< hash; empty: is not recorded any more
    friend bool operator==(const LedgerChange &, const LedgerChange &) = default;
};

/// What all of these share: names of migrations (empty: all that the remedy fits), the lock as MigrationRunner takes it, one
/// transaction, a row in `dmb_migration_runs` with who and why. No statement of a migration runs.
struct RepairRequest {
    QStringList names;
    QString reason; ///< kept; may be empty
    QString who; ///< empty: user and host
    std::chrono::milliseconds lockTimeout { 10000 };
    Cancellation cancellation;
};

/// MigrationState::Changed: the ledger takes the hash of the source.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<LedgerChange>> acceptChanges(
    const DatabaseOpener &opener, const MigrationSet &set, const RepairRequest &request, RunEvents &events);

/// Records migrations as applied that are in the database already: Pending, OutOfOrder or Failed. With upTo, all up to that name.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<LedgerChange>> baseline(const DatabaseOpener &opener,
    const MigrationSet &set, const QString &upTo, const RepairRequest &request, RunEvents &events);

/// MigrationState::Missing: out of the ledger. MigrationState::Failed: the try is taken as undone, so that it is pending. With names
/// also Applied and Changed: they are pending then. Without names only Missing and Failed.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<LedgerChange>> forget(
    const DatabaseOpener &opener, const MigrationSet &set, const RepairRequest &request, RunEvents &events);

} // namespace dumbo
