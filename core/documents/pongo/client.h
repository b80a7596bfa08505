#pragma once

#include "core/connection/client.h"
#include "core/documents/documentengine.h"
#include "core/documents/pongo/collection.h"
#include "core/documents/pongo/typedcollection.h"
#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"
#include "core/migrations/runner.h"

#include <memory>

namespace dumbo::pongo {

class ClientState;

struct ClientOptions {
    bool createCollections = true; ///< by the first write into one that does not exist; reading finds nothing there
};

/// A transaction on a client's database: what its collections read and write, dropping and renaming included, is part of it.
class DUMBO_CORE_EXPORT Session {
public:
    Session(std::shared_ptr<ClientState> client, Executor &executor);

    /// The connection's blocking surface, for SQL in the same transaction.
    [[nodiscard]] Executor &executor() const { return m_executor; }
    [[nodiscard]] Collection<> collection(const QString &name) const;
    [[nodiscard]] Collection<> collection(const ObjectPath &table) const;
    template <typename T, typename C = Codec<T>>
    [[nodiscard]] Collection<T, C> collection(const QString &name) const
    {
        return Collection<T, C>(collection(name));
    }

    /// A savepoint: function(Session &) → Result<TransactionOutcome<T>>.
    template <typename F>
    [[nodiscard]] auto withTransaction(F function) const
    {
        return m_executor.withTransaction([&](Executor &inner) {
            Session session(m_client, inner);
            return function(session);
        });
    }

private:
    std::shared_ptr<ClientState> m_client;
    Executor &m_executor;
};

/// Collections of JSON documents in a database, as the existing Pongo keeps them: both read and write the same tables. It may be used
/// from any thread, but the window's, since its calls block. Needs no event loop. Destroying the last copy closes it by force.
///
/// ```cpp
/// auto client = dumbo::pongo::Client::open("postgresql://ann@db/crm");
/// auto users = client.collection("users");
/// users.insertOne(R"({ "name": "Anna", "age": 10 })");
/// for (const auto &user : *users.find("{ age: { $gt: 9 } }")->all()) …
/// ```
class DUMBO_CORE_EXPORT Client {
public:
    /// Returns at once: the text is read, the driver found and loaded, and the connection made with the first use, whose answer carries
    /// the error if any of that fails. The registry outlives the client.
    [[nodiscard]] static Client open(DriverRegistry &registry, const QString &connectionString, const ClientOptions &options = {});
    [[nodiscard]] static Client open(const QString &connectionString, const ClientOptions &options = {});
    /// For a driver that the program links: nothing is looked up.
    [[nodiscard]] static Client open(std::shared_ptr<StoragePlugin> plugin, const ConnectRequest &request,
        const std::optional<PoolPolicy> &pool = {}, const ClientOptions &options = {});

    [[nodiscard]] Collection<> collection(const QString &name) const;
    /// In a schema of its own.
    [[nodiscard]] Collection<> collection(const ObjectPath &table) const;
    template <typename T, typename C = Codec<T>>
    [[nodiscard]] Collection<T, C> collection(const QString &name) const
    {
        return Collection<T, C>(collection(name));
    }
    /// What there is.
    [[nodiscard]] Result<std::vector<ObjectPath>> collections() const;

    /// function(Session &) → Result<TransactionOutcome<T>>, between BEGIN and COMMIT or ROLLBACK; see Executor::withTransaction(). It runs
    /// in the connection's thread and uses the session's collections; those of the client would wait for another connection.
    template <typename F>
    [[nodiscard]] auto withTransaction(F function, const TransactionOptions &options = {}, const RetryPolicy &retry = {}) const
    {
        return executor()->withTransaction(
            [&](Executor &inner) {
                auto session = sessionOn(inner);
                return function(session);
            },
            options, retry);
    }
    /// A session on an executor that somebody else has: in a job, in a transaction of theirs.
    [[nodiscard]] Session sessionOn(Executor &executor) const;

    /// The migrations of collections, as a schema has them: names and texts are those of the existing Pongo. Loads the driver.
    [[nodiscard]] Result<MigrationSet> migrations(const std::vector<CollectionDefinition> &collections) const;
    /// Runs them, recorded in the ledger that both share.
    [[nodiscard]] Result<RunReport> migrate(const std::vector<CollectionDefinition> &collections, const RunOptions &options = {}) const;

    [[nodiscard]] Result<DocumentEngine> engine() const;
    [[nodiscard]] std::unique_ptr<Executor> executor(Access access = Access::Write) const;
    /// See Pool::close().
    void close(const PoolClose &how = {});

private:
    explicit Client(std::shared_ptr<ClientState> state);
    std::shared_ptr<ClientState> m_state;
};

} // namespace dumbo::pongo
