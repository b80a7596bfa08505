#include "core/documents/pongo/client.h"

#include "core/connection/ambientexecutor.h"
#include "core/connection/connectionstring.h"
#include "core/documents/documentsource.h"
#include "core/documents/pongo/clientstate.h"
#include "core/documents/pongo/schema.h"
#include "core/migrations/targetopener.h"
#include "core/sdk/connectionobserver.h"

#include <QCoreApplication>

namespace dumbo::pongo {

namespace {

/// A connection of a driver that the program links.
class LinkedDatabase final : public OpenDatabase {
public:
    explicit LinkedDatabase(std::unique_ptr<Executor> executor)
        : m_executor(std::move(executor))
    {
    }
    [[nodiscard]] Executor &executor() override { return *m_executor; }

private:
    std::unique_ptr<Executor> m_executor;
};

DatabaseOpener linkedOpener(const std::shared_ptr<StoragePlugin> &plugin, const ConnectRequest &request)
{
    return [plugin, request](const OpenRequest &asked) -> Result<std::unique_ptr<OpenDatabase>> {
        auto connecting = request;
        connecting.readOnly = (request.readOnly && !asked.isScratch) || asked.readOnly;
        connecting.cancellation = asked.cancellation;
        if (asked.options)
            for (const auto &[name, value] : asked.options->entries())
                connecting.options.set(name, value);
        auto observer = std::make_unique<ConnectionObserver>();
        auto connection = plugin->connect(connecting, *observer);
        if (!connection)
            return fail(connection.error());
        return std::make_unique<LinkedDatabase>(makeAmbientExecutor(std::move(*connection), std::move(observer)));
    };
}

Result<Opened> openedByText(DriverRegistry &registry, const QString &connectionString)
{
    const auto target = parseConnectionString(connectionString, registry);
    if (!target)
        return fail(target.error());
    auto engine = DocumentEngine::of(registry, target->connector);
    if (!engine)
        return fail(engine.error());
    return Opened { std::move(*engine), targetOpener(registry, *target) };
}

Result<Opened> openedByPlugin(const std::shared_ptr<StoragePlugin> &plugin, const ConnectRequest &request)
{
    auto *extension = plugin->extension(PongoExtension::extensionId());
    if (!extension)
        return fail(ErrorKind::NotImplemented,
            QCoreApplication::translate("DocumentEngine", "The driver %1 knows no documents.").arg(plugin->connector().toText()));
    const std::shared_ptr<PongoExtension> pongo(plugin, static_cast<PongoExtension *>(extension));
    return Opened { DocumentEngine(pongo, plugin->dialect()), linkedOpener(plugin, request) };
}

} // namespace

ClientState::ClientState(dumbo::Client database, Opening opening, const ClientOptions &options)
    : m_database(std::move(database))
    , m_opening(std::move(opening))
    , m_options(options)
{
}

Result<Opened> ClientState::opened()
{
    const std::scoped_lock lock(m_mutex);
    if (!m_opened) {
        auto opened = m_opening();
        if (!opened)
            return fail(opened.error());
        m_opened = std::move(*opened);
    }
    return *m_opened;
}

Result<std::optional<DocumentSource>> ClientState::source(Executor &executor, const ObjectPath &table, bool isSession)
{
    const auto opened = this->opened();
    if (!opened)
        return fail(opened.error());
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto known = m_sources.find(table); known != m_sources.end())
            return known->second;
    }
    auto source = sourceOf(executor, opened->engine.pongo(), table);
    if (!source && source.error().kind() == ErrorKind::NotFound)
        return std::optional<DocumentSource>();
    if (!source)
        return fail(source.error());
    if (!source->isCollection)
        return fail(ErrorKind::InvalidOperation,
            QCoreApplication::translate("Pongo", "The table \"%1\" is no collection.").arg(table.name));
    if (!isSession) {
        const std::scoped_lock lock(m_mutex);
        m_sources.insert_or_assign(table, *source);
    }
    return std::move(*source);
}

void ClientState::forget(const ObjectPath &table)
{
    const std::scoped_lock lock(m_mutex);
    m_sources.erase(table);
}

Session::Session(std::shared_ptr<ClientState> client, Executor &executor)
    : m_client(std::move(client))
    , m_executor(executor)
{
}

Collection<> Session::collection(const QString &name) const
{
    return collection(ObjectPath { {}, {}, name });
}

Collection<> Session::collection(const ObjectPath &table) const
{
    return Collection<>(m_client, table, &m_executor);
}

Client::Client(std::shared_ptr<ClientState> state)
    : m_state(std::move(state))
{
}

Client Client::open(DriverRegistry &registry, const QString &connectionString, const ClientOptions &options)
{
    return Client(std::make_shared<ClientState>(
        dumbo::open(registry, connectionString), [&registry, connectionString] { return openedByText(registry, connectionString); }, options));
}

Client Client::open(const QString &connectionString, const ClientOptions &options)
{
    return open(defaultRegistry(), connectionString, options);
}

Client Client::open(std::shared_ptr<StoragePlugin> plugin, const ConnectRequest &request, const std::optional<PoolPolicy> &pool,
    const ClientOptions &options)
{
    auto database = dumbo::open(plugin, request, pool);
    return Client(std::make_shared<ClientState>(
        std::move(database), [plugin = std::move(plugin), request] { return openedByPlugin(plugin, request); }, options));
}

Collection<> Client::collection(const QString &name) const
{
    return collection(ObjectPath { {}, {}, name });
}

Collection<> Client::collection(const ObjectPath &table) const
{
    return Collection<>(m_state, table, nullptr);
}

Result<std::vector<ObjectPath>> Client::collections() const
{
    const auto reading = executor(Access::Read);
    return listCollections(*reading, {});
}

Session Client::sessionOn(Executor &executor) const
{
    return Session(m_state, executor);
}

Result<MigrationSet> Client::migrations(const std::vector<CollectionDefinition> &collections) const
{
    const auto opened = m_state->opened();
    if (!opened)
        return fail(opened.error());
    const auto component = pongoComponent(opened->engine.pongo(), collections);
    if (!component)
        return fail(component.error());
    return migrationsOf(*component, opened->engine.dialect());
}

Result<RunReport> Client::migrate(const std::vector<CollectionDefinition> &collections, const RunOptions &options) const
{
    const auto set = migrations(collections);
    if (!set)
        return fail(set.error());
    const auto opened = m_state->opened();
    if (!opened)
        return fail(opened.error());
    RunEvents events;
    return MigrationRunner(opened->opener, options).run(*set, events);
}

Result<DocumentEngine> Client::engine() const
{
    return m_state->opened().transform([](const Opened &opened) { return opened.engine; });
}

std::unique_ptr<Executor> Client::executor(Access access) const
{
    return m_state->database().executor(access);
}

void Client::close(const PoolClose &how)
{
    m_state->database().close(how);
}

} // namespace dumbo::pongo
