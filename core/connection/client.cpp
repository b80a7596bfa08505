#include "core/connection/client.h"

#include "core/connection/connectionstring.h"
#include "core/connection/deferredpool.h"
#include "core/plugins/driverpolicy.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/guard.h"

#include <utility>

namespace dumbo {

Client::Client(std::shared_ptr<Pool> pool)
    : m_pool(std::move(pool))
{
}

Client::Client(Client &&other) noexcept = default;

Client &Client::operator=(Client &&other) noexcept
{
    std::swap(m_pool, other.m_pool);
    return *this;
}

Client::~Client()
{
    if (m_pool)
        m_pool->close({ .force = true });
}

std::unique_ptr<Executor> Client::executor(Access access)
{
    return m_pool->executor(access);
}

Result<QueryResult> Client::query(const Statement &statement)
{
    return executor(Access::Read)->query(statement);
}

Result<QueryResult> Client::query(const QByteArray &sql)
{
    return executor(Access::Read)->query(sql);
}

Result<CommandOutcome> Client::command(const Statement &statement)
{
    return executor()->command(statement);
}

Result<CommandOutcome> Client::command(const QByteArray &sql)
{
    return executor()->command(sql);
}

void Client::close(const PoolClose &how)
{
    m_pool->close(how);
}

Client open(DriverRegistry &registry, const QString &connectionString)
{
    return Client(std::make_shared<DeferredPool>([&registry, connectionString]() -> Result<std::shared_ptr<Pool>> {
        const auto target = parseConnectionString(connectionString, registry);
        if (!target)
            return fail(target.error());
        const auto plugin = registry.get(target->connector);
        if (!plugin)
            return fail(plugin.error());
        return Pool::recommended([plugin = *plugin] { return plugin; }, *target);
    }));
}

Client open(const QString &connectionString)
{
    return open(defaultRegistry(), connectionString);
}

Client open(std::shared_ptr<StoragePlugin> plugin, const ConnectRequest &request, const std::optional<PoolPolicy> &pool)
{
    ConnectionTarget target;
    target.connector = plugin->connector();
    target.options = request.options;
    target.secrets = request.secrets;
    target.readOnly = request.readOnly;
    DriverIdentity identity;
    identity.id = target.connector.toText();
    const auto safe = guarded(std::move(plugin), identity);
    const PluginProvider provider = [safe] { return safe; };
    return Client(pool ? Pool::byPolicy(provider, target, *pool) : Pool::recommended(provider, target));
}

DriverRegistry &defaultRegistry()
{
    // Never destroyed: drivers are not unloaded, and sessions may end after main().
    static auto *registry = [] {
        auto *made = new DriverRegistry;
        made->setPolicy(installedDriverPolicy());
        made->discover();
        return made;
    }();
    return *registry;
}

} // namespace dumbo
