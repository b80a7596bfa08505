#pragma once

#include "core/migrations/databaseopener.h"
#include "core/migrations/plan.h"
#include "core/sdk/extensions/migrationadvice.h"

#include <chrono>
#include <functional>

namespace dumbo {

/// What is kept of a review with a run.
struct RunReview {
    QByteArray reviewHash; ///< of what was approved
    QString approvedBy;
    QString overrideReason; ///< why it runs without an approval
};

enum class HashMismatch {
    Refuse,
    Keep, ///< goes on; the ledger stays as it is
    Update, ///< goes on; the ledger takes the hash of the source
};

/// What happens to the statement of which nobody saw the end, when a run is resumed.
enum class UnseenStatement {
    Repeat,
    Skip, ///< a person looked: it is done
};

struct RunOptions {
    std::chrono::milliseconds lockTimeout { 10000 }; ///< how long to wait for another runner
    /// For each statement of a migration, nothing else; not a setting of the session.
    std::optional<std::chrono::milliseconds> statementTimeout;
    /// How long a statement of PostgreSQL or MariaDB waits for a table's lock; unset: as the session has it.
    std::optional<std::chrono::milliseconds> tableLockTimeout;
    bool oneTransaction = true; ///< for all migrations, as far as they can; false: one each
    bool allowOutOfOrder = false;
    bool allowMissing = true; ///< a ledger may be shared by several sources
    bool resume = false; ///< Failed ones go on where they stopped
    UnseenStatement unseen = UnseenStatement::Repeat;
    HashMismatch mismatch = HashMismatch::Refuse;
    QStringList only; ///< names; empty: all. What is pending before them is not run, and they are not out of order then.
    QString upTo; ///< the last name to run; empty: all
    QString who; ///< for the ledger; empty: user and host
    std::function<RunReview(const Migration &)> review; ///< may be empty
    /// How each statement stands to a transaction, by the advice of a driver. What it calls Inside, and all where this is empty, is
    /// judged by its first words.
    std::function<std::vector<TransactionFit>(const Migration &)> fit;
    Cancellation cancellation; ///< ends waiting and statements; what runs in a transaction is undone
};

struct LockWait {
    QString holder; ///< one line; empty: nobody can tell
    std::chrono::milliseconds waited { 0 };
    std::chrono::milliseconds timeout { 0 };
};

struct StatementProgress {
    QString migration;
    int statement = 0; ///< from 0
    int statements = 0;
    StatementText text;
    bool inTransaction = true;
    std::chrono::milliseconds elapsed { 0 }; ///< once it ended
    std::optional<qint64> rows; ///< once it ended, as the database counts them
    std::optional<Error> error; ///< once it ended
};

enum class MigrationOutcome {
    Applied,
    Skipped, ///< another runner had recorded it meanwhile
    Undone, ///< a down script ran
    Failed,
    Cancelled,
    RolledBack, ///< had run, and went with the transaction of a later one
    NotRun,
    Unknown, ///< nobody can tell whether the database kept it
};

struct MigrationResult {
    QString name;
    MigrationOutcome outcome = MigrationOutcome::NotRun;
    std::chrono::milliseconds elapsed { 0 };
    int statements = 0;
    int statementsDone = 0; ///< kept in the database
    std::optional<qint64> rows;
    std::optional<Error> error;
};

/// Something that only a person can decide.
struct RunQuestion {
    QString text; ///< a question that yes answers with "go on"
    QString detail;
};

/// Hears of a run, in the thread that runs it. All defaults do nothing; a question is answered no.
class DUMBO_CORE_EXPORT RunEvents {
public:
    RunEvents();
    virtual ~RunEvents();
    /// Another runner has the lock; told again every second or so.
    virtual void lockWaiting(const LockWait &wait);
    virtual void lockTaken();
    /// As it stands under the lock, and before anything is run or refused.
    virtual void planned(const MigrationPlan &plan);
    virtual void migrationStarted(const Migration &migration, int number, int count); ///< number from 1
    virtual void statementStarted(const StatementProgress &statement);
    virtual void statementFinished(const StatementProgress &statement);
    /// Applied is told once the database has committed it.
    virtual void migrationFinished(const MigrationResult &result);
    virtual void notice(const QString &sentence);
    [[nodiscard]] virtual bool confirm(const RunQuestion &question);
};

struct RunReport {
    QString run; ///< as in RunDetails
    std::vector<MigrationResult> migrations; ///< all that were to run, in order
    MigrationPlan before; ///< under the lock
    std::optional<MigrationPlan> after; ///< read again at the end; nothing where that failed
    bool verified = false; ///< the database recorded what ran, as it ran
    QStringList notices;
    std::optional<Error> error; ///< what stopped the run

    [[nodiscard]] bool succeeded() const { return !error && verified; }
};

/// Runs migrations under the lock that keeps two runners apart: plan, run, record, verify.
///
/// Statements that may be in a transaction run in one, together with their rows in the ledger, so that both are kept or neither. Others run
/// alone and in order, and what is done is recorded after each. Nothing a migration sets on the session reaches the ledger's
/// statements: names are qualified.
///
/// Lives in one thread and blocks it.
class DUMBO_CORE_EXPORT MigrationRunner {
public:
    MigrationRunner(DatabaseOpener opener, RunOptions options);
    ~MigrationRunner();

    /// An error: nothing was begun, e.g. no connection, LockNotAvailable (with who has it), InvalidOperation for a plan with states that
    /// need a person. A run that stopped in between is a report with RunReport::error.
    [[nodiscard]] Result<RunReport> run(const MigrationSet &set, RunEvents &events);
    /// Undoes applied migrations by their down scripts, in the order of names given, and takes them out of the ledger.
    [[nodiscard]] Result<RunReport> runDown(const MigrationSet &set, const QStringList &names, RunEvents &events);

private:
    DatabaseOpener m_opener;
    RunOptions m_options;
};

[[nodiscard]] DUMBO_CORE_EXPORT QString migrationOutcomeName(MigrationOutcome outcome); ///< "applied", "rolled-back", …

} // namespace dumbo
