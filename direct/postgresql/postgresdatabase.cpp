#include "direct/postgresql/postgresdatabase.h"

#include "core/connection/ambientexecutor.h"
#include "drivers/postgresql/borrow.h"
#include "drivers/postgresql/plugin.h"

#include <QCoreApplication>

#include <utility>

namespace dumbo::postgresql {

namespace {

ConnectRequest requestOf(const PostgresOptions &options, const ClientOptions &how)
{
    ConnectRequest request;
    request.options = options.toOptions();
    request.secrets = options.secrets();
    request.readOnly = how.readOnly;
    return request;
}

template <typename E>
Result<E *> extensionOf(Executor &executor)
{
    auto *found = executor.hasConnection() ? executor.connection().extension(E::extensionId()) : nullptr;
    if (!found)
        return fail(ErrorKind::InvalidOperation,
            QCoreApplication::translate("PostgreSQL", "This executor has no connection to PostgreSQL of its own."));
    return static_cast<E *>(found);
}

/// Runs call(extension) as a job of the client.
template <typename E, typename Call>
auto onConnection(Client &client, Call call)
{
    return client
        .submit([&call](Executor &executor) -> std::invoke_result_t<Call, E &> {
            const auto extension = extensionOf<E>(executor);
            if (!extension)
                return fail(extension.error());
            return call(**extension);
        })
        .result();
}

} // namespace

PostgresDatabase::PostgresDatabase(Client client, PostgresOptions options)
    : Client(std::move(client))
    , m_options(std::move(options))
{
}

Result<qint64> PostgresDatabase::copyIn(const StatementText &statement, const BulkExtension::Source &source)
{
    return onConnection<BulkExtension>(*this, [&](BulkExtension &bulk) { return bulk.copyIn(statement, source); });
}

Result<qint64> PostgresDatabase::copyOut(const StatementText &statement, const BulkExtension::Sink &sink)
{
    return onConnection<BulkExtension>(*this, [&](BulkExtension &bulk) { return bulk.copyOut(statement, sink); });
}

Result<PartitionNode> PostgresDatabase::partitions(const ObjectPath &table)
{
    return onConnection<PartitionsExtension>(*this, [&](PartitionsExtension &partitions) { return partitions.list(table); });
}

Result<void> PostgresDatabase::createPartition(const NewPartition &partition)
{
    return onConnection<PartitionsExtension>(*this, [&](PartitionsExtension &partitions) { return partitions.create(partition); });
}

Result<void> PostgresDatabase::detachPartition(const ObjectPath &partition, DetachMode mode)
{
    return onConnection<PartitionsExtension>(
        *this, [&](PartitionsExtension &partitions) { return partitions.detach(partition, mode); });
}

Result<std::unique_ptr<Listener>> PostgresDatabase::listen(const QStringList &channels) const
{
    return Listener::open(m_options, channels);
}

PostgresDatabase open(const PostgresOptions &options, const ClientOptions &how)
{
    return PostgresDatabase(dumbo::open(std::make_shared<PostgresPlugin>(), requestOf(options, how), how.pool), options);
}

pongo::Client openPongo(const PostgresOptions &options, const ClientOptions &how, const pongo::ClientOptions &documents)
{
    return pongo::Client::open(std::make_shared<PostgresPlugin>(), requestOf(options, how), how.pool, documents);
}

Result<BulkExtension *> bulkOf(Executor &executor)
{
    return extensionOf<BulkExtension>(executor);
}

Result<PartitionsExtension *> partitionsOf(Executor &executor)
{
    return extensionOf<PartitionsExtension>(executor);
}

Result<std::unique_ptr<Executor>> ambientExecutor(PGconn *connection)
{
    auto observer = std::make_unique<ConnectionObserver>();
    auto borrowed = borrowConnection(connection, *observer);
    if (!borrowed)
        return fail(borrowed.error());
    return makeAmbientExecutor(std::move(*borrowed), std::move(observer));
}

} // namespace dumbo::postgresql
