#include "plugin.h"

#include "connection.h"
#include "dialect.h"
#include "files.h"

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
    const auto read = Options::fromOptions(options);
    if (read.isMemory() || tableFile(read.path))
        policy.kind = PoolPolicy::Kind::Singleton;
    return policy;
}

Result<std::unique_ptr<Connection>> DuckPlugin::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    const auto options = Options::fromOptions(request.options);
    const auto file = tableFile(options.path);
    auto opened = options;
    if (file)
        opened.path = QStringLiteral(":memory:");
    auto engine = openEngine(opened, request.readOnly, request.cancellation, observer);
    if (!engine)
        return fail(engine.error());
    if (file) {
        if (const auto made = openTableFile(**engine, *file); !made)
            return fail(made.error());
    }
    return std::make_unique<DuckConnection>(std::move(*engine), options, request.readOnly);
}

Extension *DuckPlugin::extension(const ExtensionId &id)
{
    if (id == SchemaDifferenceExtension::extensionId())
        return m_difference.get();
    if (id == PongoExtension::extensionId())
        return m_pongo.get();
    return id == ConformanceExtension::extensionId() ? m_conformance.get() : nullptr;
}

} // namespace dumbo::duckdb
