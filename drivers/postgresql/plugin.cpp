#include "drivers/postgresql/plugin.h"

#include "drivers/common/postgresql/advice/migrationadvice.h"
#include "drivers/common/postgresql/components.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/postgresql/difference/difference.h"
#include "drivers/common/postgresql/documents/pongo.h"
#include "drivers/postgresql/conformance.h"
#include "drivers/postgresql/connect.h"
#include "drivers/postgresql/connection.h"

#include <algorithm>

namespace dumbo::postgresql {

PostgresPlugin::PostgresPlugin()
{
    m_extensions.push_back(std::make_unique<MigrationAdvice>());
    m_extensions.push_back(makeSchemaComponents());
    m_extensions.push_back(makeSchemaDifferenceExtension());
    m_extensions.push_back(makePongoExtension());
    m_extensions.push_back(makeConformanceExtension());
}

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

Extension *PostgresPlugin::extension(const ExtensionId &id)
{
    const auto found = std::ranges::find(m_extensions, id, &Extension::id);
    return found == m_extensions.end() ? nullptr : found->get();
}

} // namespace dumbo::postgresql
