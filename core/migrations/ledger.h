#pragma once

#include "core/base/result.h"
#include "core/connection/executor.h"

#include <QByteArray>
#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace dumbo {

/// What was done with a migration.
enum class RunAction {
    Up,
    Down,
    Baseline, ///< recorded without running
    Accept, ///< the ledger took the hash of the source
    Forget, ///< taken out of the ledger
};

enum class RunOutcome {
    Running, ///< announced and not ended: it runs now, or its runner was killed
    Applied,
    Failed,
    Cancelled,
    Interrupted, ///< a later runner, which had the lock, found it still running
    Unknown, ///< the connection was lost while it was being committed, and nobody could look since
};

/// One try, as `dmb_migration_runs` keeps it: what the ledger of the existing Dumbo has no room for.
struct RunDetails {
    QString run; ///< the same for everything one runner did at once
    QString name;
    RunAction action = RunAction::Up;
    RunOutcome outcome = RunOutcome::Running;
    QByteArray hash; ///< of the migration as it ran
    QString who; ///< "anna@laptop as app_owner"
    QString started; ///< UTC, "2026-01-31T12:30:00.123Z"
    QString finished; ///< empty: not ended, or nobody could say when
    std::optional<qint64> durationMs;
    bool inTransaction = true; ///< all or nothing of it was kept; else statementsDone tells
    int statements = 0;
    int statementsDone = 0; ///< kept for certain, from the first on
    std::optional<int> statementStarted; ///< from 0: begun outside of a transaction, and nobody saw its end
    QByteArray doneHash; ///< migrationHash() of the first statementsDone statements
    QByteArray reviewHash;
    QString approvedBy;
    QString overrideReason; ///< why it ran without an approval
    QString error;
    friend bool operator==(const RunDetails &, const RunDetails &) = default;
};

/// A row of `dmb_migrations`.
struct LedgerEntry {
    qint64 id = 0; ///< rises in the order of recording
    QString name;
    QString application;
    QByteArray hash; ///< SHA-256, lower-case hex
    QString timestamp; ///< the database's text; PostgreSQL has the time zone of the session that recorded it
    std::optional<RunDetails> details; ///< of the try that recorded it; nothing where another program did
    friend bool operator==(const LedgerEntry &, const LedgerEntry &) = default;
};

struct DUMBO_CORE_EXPORT LedgerState {
    bool exists = false; ///< `dmb_migrations` is there
    bool hasDetails = false; ///< `dmb_migration_runs` is there; else whether something failed half-way is unknown
    std::vector<LedgerEntry> entries; ///< by id
    std::map<QString, RunDetails> lastRuns; ///< the latest try for each name, whether recorded or not

    [[nodiscard]] const LedgerEntry *find(const QString &name) const;
};

/// What a database says about its migrations. Makes nothing; a database without ledger is a state, not an error.
[[nodiscard]] DUMBO_CORE_EXPORT Result<LedgerState> readLedger(Executor &executor);

/// Stable words for files and JSON: "up", "down", …; "running", "applied", ….
[[nodiscard]] DUMBO_CORE_EXPORT QString runActionName(RunAction action);
[[nodiscard]] DUMBO_CORE_EXPORT QString runOutcomeName(RunOutcome outcome);

} // namespace dumbo
