#pragma once

#include "core/migrations/databaseopener.h"
#include "core/migrations/ledgertable.h"
#include "core/migrations/runner.h"
#include "core/sdk/extensions/migrations.h"

namespace dumbo {

/// Waits; false, at once, when it is cancelled.
[[nodiscard]] bool waitUnlessCancelled(const Cancellation &cancellation, std::chrono::milliseconds time);

/// "anna@laptop as app_owner".
[[nodiscard]] QString runnerName(const QString &given, const Connection &connection);
/// UTC with milliseconds.
[[nodiscard]] QString utcNow();

/// The connection that works on a ledger, and the lock that keeps others from doing so. The lock goes with it.
class RunSession {
public:
    struct Settings {
        std::chrono::milliseconds lockTimeout { 10000 };
        Cancellation cancellation;
    };
    using Body = std::function<Result<void>()>;

    /// Connects, waits for the lock, and looks for the tables.
    [[nodiscard]] static Result<std::unique_ptr<RunSession>> open(const DatabaseOpener &opener, const Settings &settings, RunEvents &events);
    ~RunSession();

    [[nodiscard]] Executor &executor() { return m_work->executor(); }
    [[nodiscard]] Connection &connection() { return m_work->connection(); }
    [[nodiscard]] LedgerTable &table() { return *m_table; }
    [[nodiscard]] const QStringList &notices() const { return m_notices; }
    /// The wire is gone, as far as anybody noticed.
    [[nodiscard]] bool isLost() { return connection().isBroken() || connection().transactionState() == TransactionState::Unknown; }

    /// An error where the lock was lost meanwhile. Costs a round trip.
    [[nodiscard]] Result<void> checkLock();
    /// Commits what body does, or nothing of it. Where the lock is a transaction, it is this one.
    [[nodiscard]] Result<void> transaction(const Body &body);
    /// The same for notes about what went wrong: rolls back what is open, and works when the run is cancelled or its connection gone,
    /// over another one then.
    [[nodiscard]] Result<void> aside(const std::function<Result<void>(LedgerTable &)> &body);

private:
    RunSession(const DatabaseOpener &opener, const Settings &settings, RunEvents &events);
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> waitForLock();
    [[nodiscard]] QString holder();
    [[nodiscard]] Error lockedOut(const QString &holder) const;
    [[nodiscard]] Result<void> lockedTransaction(const Body &body);
    [[nodiscard]] Result<std::unique_ptr<OpenDatabase>> openAgain();

    const DatabaseOpener &m_opener;
    Settings m_settings;
    RunEvents &m_events;
    QStringList m_notices;
    std::unique_ptr<OpenDatabase> m_work;
    std::unique_ptr<OpenDatabase> m_lockDatabase; ///< null: the lock is a transaction of m_work, or there is none
    MigrationsExtension *m_lock = nullptr; ///< null: the connector has no lock
    std::optional<LedgerTable> m_table;
    bool m_hasTold = false; ///< that the lock is ours
    bool m_isAway = false; ///< it was waited for in vain, and is not waited for again
};

} // namespace dumbo
