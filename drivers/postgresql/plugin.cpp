#include "drivers/postgresql/plugin.h"

#include "drivers/common/postgresql/dialect.h"
#include "drivers/postgresql/connect.h"
#include "drivers/postgresql/connection.h"

namespace dumbo::postgresql {

Connector PostgresPlugin::connector() const
{
    return { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") };
}

Dialect PostgresPlugin::dialect() const
{
    return postgresql::dialect();
}

Capabilities PostgresPlugin::capabilities() const
{
    return driverCapabilities();
}

MigratorDefaults PostgresPlugin::migratorDefaults() const
{
    MigratorDefaults defaults;
    defaults.advisoryLock = true;
    return defaults;
}

Extension *PostgresPlugin::extension(const ExtensionId &id)
{
    return id == m_difference->id() ? m_difference.get() : nullptr;
}

Result<std::unique_ptr<Connection>> PostgresPlugin::connect(
    const ConnectRequest &request, ConnectionObserver &observer)
{
    return connect(PostgresOptions::fromOptions(request.options, request.secrets), observer, request.readOnly,
        request.cancellation);
}

Result<std::unique_ptr<Connection>> PostgresPlugin::connect(const PostgresOptions &options,
    ConnectionObserver &observer, bool readOnly, const Cancellation &cancellation)
{
    auto handle = openConnection(options, cancellation);
    if (!handle)
        return fail(handle.error());
    return PostgresConnection::create(std::move(*handle), observer, readOnly);
}

} // namespace dumbo::postgresql
