#include "drivers/sqlite/plugin.h"

#include "drivers/common/sqlite/dialect.h"
#include "drivers/sqlite/connection.h"
#include "drivers/sqlite/open.h"

#include <sqlite3.h>

namespace dumbo::sqlite {

Connector SqlitePlugin::connector() const
{
    return { QStringLiteral("SQLite"), QStringLiteral("sqlite3") };
}

Dialect SqlitePlugin::dialect() const
{
    return sqlite::dialect();
}

Capabilities SqlitePlugin::capabilities() const
{
    return driverCapabilities();
}

PoolPolicy SqlitePlugin::poolPolicy(const ConnectionOptions &options) const
{
    PoolPolicy policy;
    policy.kind = SqliteOptions::fromOptions(options).isPrivate() ? PoolPolicy::Kind::Singleton
                                                                  : PoolPolicy::Kind::WriterAndReaders;
    return policy;
}

Result<std::unique_ptr<Connection>> SqlitePlugin::connect(
    const ConnectRequest &request, ConnectionObserver &observer)
{
    return connect(
        SqliteOptions::fromOptions(request.options), observer, request.readOnly, request.cancellation);
}

Extension *SqlitePlugin::extension(const ExtensionId &id)
{
    if (id == m_difference->id())
        return m_difference.get();
    if (id == m_pongo->id())
        return sqlite3_libversion_number() >= oldestForDocuments ? m_pongo.get() : nullptr;
    if (id == m_conformance->id())
        return m_conformance.get();
    return id == MigrationAdviceExtension::extensionId() ? m_advice.get() : nullptr;
}

Result<std::unique_ptr<Connection>> SqlitePlugin::connect(const SqliteOptions &options,
    ConnectionObserver &observer, bool readOnly, const Cancellation &cancellation)
{
    const auto onlyReads = readOnly || options.immutable;
    auto engine = openEngine(options, onlyReads, cancellation, observer);
    if (!engine)
        return fail(engine.error());
    return std::make_unique<SqliteConnection>(std::move(*engine), options, onlyReads);
}

} // namespace dumbo::sqlite
