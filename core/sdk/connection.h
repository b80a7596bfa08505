#pragma once

#include "core/sdk/capability.h"
#include "core/sdk/catalogpart.h"
#include "core/sdk/dialect.h"
#include "core/sdk/execution.h"
#include "core/sdk/extension.h"
#include "core/sdk/prepared.h"
#include "core/sdk/serverfacts.h"
#include "core/sdk/statement.h"
#include "core/sdk/transaction.h"

#include <memory>

namespace dumbo {

/// What Connection::reset() left behind.
enum class ResetOutcome {
    Clean, ///< as after connecting
    Unusable, ///< throw the connection away
};

/// One conversation with one database. A connection and everything made from it (executions, prepared
/// statements, extensions) are one world: they live in one thread, the one that connected, and only cancel() may be
/// called from another. A driver never asks a person anything and never starts a modal anything.
class DUMBO_SDK_EXPORT Connection {
public:
    Connection();
    /// Closes; rolls back what is open. Executions and prepared statements are gone before.
    virtual ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// The dialect of this server: version and settings taken into account.
    [[nodiscard]] virtual Dialect dialect() const = 0;
    /// At most those of the plugin.
    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    [[nodiscard]] virtual ServerFacts server() const = 0;

    /// Sends a statement. The first result is reached by nextResult(), so an error of the statement may come from
    /// here or from there. InvalidOperation while another Execution is open.
    [[nodiscard]] virtual Result<std::unique_ptr<Execution>> execute(const Statement &statement) = 0;
    [[nodiscard]] virtual Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) = 0;

    /// What the database holds, in a number of queries that does not depend on the number of objects. Whatever
    /// could not be read is a warning in the part, not an error, as long as names can be given.
    [[nodiscard]] virtual Result<CatalogPart> catalog(const CatalogRequest &request) = 0;

    /// The defaults send the dialect's texts; an isolation the dialect can't ask for is NotImplemented. COMMIT answered
    /// by a rollback is an error.
    [[nodiscard]] virtual Result<void> begin(const TransactionOptions &options);
    [[nodiscard]] virtual Result<void> commit();
    [[nodiscard]] virtual Result<void> rollback();
    [[nodiscard]] virtual Result<void> savepoint(const QString &name);
    [[nodiscard]] virtual Result<void> releaseSavepoint(const QString &name);
    [[nodiscard]] virtual Result<void> rollbackToSavepoint(const QString &name);
    [[nodiscard]] virtual TransactionState transactionState() const = 0;

    /// Called when a pool takes the connection back: ends what is open and forgets session state.
    [[nodiscard]] virtual Result<ResetOutcome> reset();
    /// Nothing can succeed on this connection any more.
    [[nodiscard]] virtual bool isBroken() const;
    /// Asks for a sign of life, outside of a transaction, before a pool lends a connection that was idle for long. The default
    /// runs "SELECT 1". cancel() ends it like a statement.
    [[nodiscard]] virtual Result<void> ping();

    /// A descriptor that becomes readable when pump() has something to read while idle; -1 where there is none.
    [[nodiscard]] virtual int idleDescriptor() const;
    /// Reports notifications and a lost connection to the observer. Called while nothing runs; does not block.
    virtual void pump();

    /// Ends the statement that is running now, as soon as the server allows; it then answers ErrorKind::Cancelled.
    /// Any thread, any moment while the connection exists; returns at once: a flag and a wake-up, the driver's
    /// thread does what the network needs. Without a running statement it does nothing: core numbers statements and
    /// repeats a cancel that came too early, and sends nothing new before a cancel has settled.
    virtual void cancel() noexcept = 0;

    /// Null where this connection has no such ability. Owned by the connection.
    [[nodiscard]] virtual Extension *extension(const ExtensionId &id);

protected:
    /// Runs a text for its effect and reads its results to the end.
    [[nodiscard]] Result<void> run(const QByteArray &text);
};

} // namespace dumbo
