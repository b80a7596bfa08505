#pragma once

#include "core/connection/client.h"
#include "core/documents/pongo/client.h"
#include "core/sdk/extensions/bulk.h"
#include "core/sdk/extensions/partitions.h"
#include "direct/postgresql/listener.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/postgresql/options.h"

#include <memory>

extern "C" {
typedef struct pg_conn PGconn;
}

namespace dumbo::postgresql {

/// A PostgreSQL database for a program that links Dumbo::PostgreSQL: no connection string, no registry, no plugin file. It is a
/// Client, and has what only PostgreSQL can do besides.
///
/// ```cpp
/// auto crm = dumbo::postgresql::open({ .host = u"db"_s, .database = u"crm"_s, .user = u"ann"_s });
/// const auto orders = dumbo::count(crm.query("SELECT count(*) FROM orders"));
/// ```
///
/// dumbo::postgresql::dialect() is what render() needs to make statements for it.
class PostgresDatabase : public Client {
public:
    /// Blocking, as all below: a stream into a table ("COPY … FROM STDIN"), on a connection borrowed for that long; see
    /// BulkExtension::copyIn().
    [[nodiscard]] Result<qint64> copyIn(const StatementText &statement, const BulkExtension::Source &source);
    /// A stream out of a table or query ("COPY … TO STDOUT"); see BulkExtension::copyOut().
    [[nodiscard]] Result<qint64> copyOut(const StatementText &statement, const BulkExtension::Sink &sink);

    /// The partitions below a table; see PartitionsExtension.
    [[nodiscard]] Result<PartitionNode> partitions(const ObjectPath &table);
    [[nodiscard]] Result<void> createPartition(const NewPartition &partition);
    [[nodiscard]] Result<void> detachPartition(const ObjectPath &partition, DetachMode mode = DetachMode::Blocking);

    /// A connection of its own that hears the channels.
    [[nodiscard]] Result<std::unique_ptr<Listener>> listen(const QStringList &channels) const;

private:
    friend PostgresDatabase open(const PostgresOptions &options, const ClientOptions &how);
    PostgresDatabase(Client client, PostgresOptions options);
    PostgresOptions m_options;
};

/// Returns at once; connects with the first use, whose answer carries the error if that fails. What the options leave empty is
/// libpq's business: service file, environment, defaults.
[[nodiscard]] PostgresDatabase open(const PostgresOptions &options, const ClientOptions &how = {});

/// Collections of JSON documents in it.
[[nodiscard]] pongo::Client openPongo(
    const PostgresOptions &options, const ClientOptions &how = {}, const pongo::ClientOptions &documents = {});

/// What only PostgreSQL has, on the connection that an executor holds: in a job, in a transaction, on a borrowed connection. Valid
/// as long as the executor. InvalidOperation where it holds none (a pool's), or one of another database.
[[nodiscard]] Result<BulkExtension *> bulkOf(Executor &executor);
[[nodiscard]] Result<PartitionsExtension *> partitionsOf(Executor &executor);

/// The same surface over a libpq connection that another part of the program opened and will close, after the executor. A
/// transaction that is open on it stays open: withTransaction() inside it is a savepoint, and only one that began here is ever
/// rolled back. For the connection's own thread. The errors of borrowConnection().
[[nodiscard]] Result<std::unique_ptr<Executor>> ambientExecutor(PGconn *connection);

} // namespace dumbo::postgresql
