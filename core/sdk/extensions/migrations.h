#pragma once

#include "core/base/result.h"
#include "core/sdk/catalogpart.h"
#include "core/sdk/connectionoptions.h"
#include "core/sdk/extension.h"
#include "core/sdk/statement.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <span>
#include <vector>

namespace dumbo {

/// What a dry run can be made in.
enum class DryRunPlace {
    Transaction, ///< the database itself, in a transaction that can only end in ROLLBACK
    Copy, ///< a copy with all rows; the original is only read
    EmptyCopy, ///< a copy of the schema without rows
};

/// A lock that a statement really took, and the transaction keeps.
struct TakenLock {
    ObjectPath object;
    QString mode; ///< the server's word, e.g. "AccessExclusiveLock"
    friend bool operator==(const TakenLock &, const TakenLock &) = default;
};

/// How a dry run is made.
struct DryRunOptions {
    /// So long a statement waits for a lock at most, where the database lets one say so.
    std::chrono::milliseconds lockTimeout { 2000 };
    /// The connection's database is a scratch one: nothing need be undone, and what can't run in a transaction runs alone.
    bool onScratch = false;
    /// On a scratch database: false runs each statement by itself, as a migration wants that is meant to run outside of a transaction.
    bool inTransaction = true;
};

/// What one statement of a dry run did.
struct StatementMeasurement {
    std::chrono::microseconds time { 0 };
    std::optional<qint64> rows; ///< as the server counts what the statement touched
    std::vector<TakenLock> locks; ///< new with this statement
    std::vector<ObjectPath> rewritten; ///< relations whose storage is another one now
    std::vector<ObjectPath> created;
    std::vector<ObjectPath> dropped;
    QStringList notices; ///< what rollback can't undo, and what the server said
};

/// A database made for trying, on the same server or a file beside.
struct ScratchDatabase {
    QString name; ///< for people
    /// These options over those of the connection it was made from reach it.
    ConnectionOptions options;
};

struct ScratchRequest {
    bool withRows = false; ///< a copy of the connection's database with its rows; else an empty database
};

/// How busy an object is, now.
struct ObjectActivity {
    ObjectPath object;
    std::optional<qint64> rowEstimate;
    std::optional<qint64> sizeBytes;
    std::optional<qint64> readsPerMinute; ///< as far as the server's statistics tell
    std::optional<qint64> writesPerMinute;
    struct Holder {
        qint64 pid = 0;
        QString who; ///< user, application, client; one line
        QString mode; ///< the lock it holds or waits for
        bool waits = false;
        std::chrono::milliseconds transactionAge { 0 };
        QString text; ///< its statement, may be cut
    };
    std::vector<Holder> holders; ///< other sessions with a lock on it
};

/// What migrations need of a live connection. Lives in its connection's thread; Connection::cancel() ends each call.
class DUMBO_SDK_EXPORT MigrationsExtension : public Extension {
public:
    MigrationsExtension();
    ~MigrationsExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("migrations"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    // The lock that keeps two runners apart. It sits on a connection of its own, but where lockIsTransaction().

    /// The runner's own transaction keeps others out (SQLite): tryLock() begins it on the connection that runs, and there is no other.
    [[nodiscard]] virtual bool lockIsTransaction() const = 0;
    /// Asks once, without waiting; true: taken, and kept until unlock() or the connection's end. Another runner of the existing
    /// Dumbo is kept out as well.
    [[nodiscard]] virtual Result<bool> tryLock() = 0;
    /// Who has it, in one line for people; empty where that can't be known.
    [[nodiscard]] virtual Result<QString> lockHolder() = 0;
    [[nodiscard]] virtual Result<void> unlock() = 0;

    // A dry run, statement by statement.

    [[nodiscard]] virtual DryRunPlace dryRunPlace() const = 0;
    /// Sentences about what a dry run on this connection does not undo or see, whatever the statements; empty where it is perfect.
    [[nodiscard]] virtual Result<QStringList> dryRunLimits() = 0;
    /// Begins what can't be committed (DryRunPlace::Transaction), or prepares measuring. No transaction is open before.
    [[nodiscard]] virtual Result<void> beginDryRun(const DryRunOptions &options) = 0;
    /// Runs exactly one statement and measures. InvalidOperation, and nothing was run, for what would escape or can't run here: the next
    /// statement may be measured. After any other error, and where the transaction ended unasked, nothing more is (isDryRunOver()).
    [[nodiscard]] virtual Result<StatementMeasurement> measure(const StatementText &statement) = 0;
    /// Nothing more can be measured: no dry run was begun, a statement failed, or the transaction ended.
    [[nodiscard]] virtual bool isDryRunOver() const = 0;
    /// Sentences about what does not hold after the statements (integrity and foreign keys where they are checked afterwards).
    [[nodiscard]] virtual Result<QStringList> check() = 0;
    /// Always undoes (DryRunPlace::Transaction). An error means that the connection must be thrown away.
    [[nodiscard]] virtual Result<void> endDryRun() = 0;

    // Scratch databases.

    /// Drops what programs that crashed left behind, known by its name and by nobody having it any more; their names. What can't be
    /// dropped stays.
    [[nodiscard]] virtual Result<QStringList> sweepScratch() = 0;
    /// The original is only read. Who calls drops it; until then this connection stays open, or the sweep of another takes it away.
    [[nodiscard]] virtual Result<ScratchDatabase> createScratch(const ScratchRequest &request) = 0;
    /// On a connection to a scratch database: the statements that make these objects there, where their ddl as it stands would not
    /// do. The default answers nothing: it does.
    [[nodiscard]] virtual Result<std::optional<std::vector<StatementText>>> schemaForScratch(const CatalogPart &schema);
    /// Nobody is connected to it any more.
    [[nodiscard]] virtual Result<void> dropScratch(const ScratchDatabase &scratch) = 0;

    /// One answer for each object, in one query; what is unknown is unset.
    [[nodiscard]] virtual Result<std::vector<ObjectActivity>> activity(std::span<const ObjectPath> objects) = 0;
};

} // namespace dumbo
