#include "plugin.h"

#include "connection.h"
#include "dialect.h"

namespace dumbo::duckdb {

Connector DuckPlugin::connector() const
{
    return { QStringLiteral("DuckDB"), QStringLiteral("libduckdb") };
}

Dialect DuckPlugin::dialect() const
{
    return duckdb::dialect();
}

Capabilities DuckPlugin::capabilities() const
{
    return driverCapabilities();
}

MigratorDefaults DuckPlugin::migratorDefaults() const
{
    return {}; // DDL is transactional, and only one program writes
}

PoolPolicy DuckPlugin::poolPolicy(const ConnectionOptions &options) const
{
    PoolPolicy policy;
    if (Options::fromOptions(options).isMemory())
        policy.kind = PoolPolicy::Kind::Singleton;
    return policy;
}

Result<std::unique_ptr<Connection>> DuckPlugin::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    const auto options = Options::fromOptions(request.options);
    auto engine = openEngine(options, request.readOnly, request.cancellation, observer);
    if (!engine)
        return fail(engine.error());
    return std::make_unique<DuckConnection>(std::move(*engine), options, request.readOnly);
}

} // namespace dumbo::duckdb
