#include "drivers/qtsql/plugin.h"

#include "drivers/common/mysql/advice/advice.h"
#include "drivers/common/mysql/dialect.h"
#include "drivers/common/mysql/difference/difference.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/postgresql/difference/difference.h"
#include "drivers/common/postgresql/documents/pongo.h"
#include "drivers/common/sqlite/advice/advice.h"
#include "drivers/common/sqlite/dialect.h"
#include "drivers/common/sqlite/difference/difference.h"
#include "drivers/common/sqlite/documents/pongo.h"
#include "drivers/qtsql/connection.h"
#include "drivers/qtsql/mysqlbackend.h"
#include "drivers/qtsql/odbcbackend.h"
#include "drivers/qtsql/psqlbackend.h"
#include "drivers/qtsql/sqlitebackend.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QUuid>
#include <QVersionNumber>

namespace dumbo::qtsql {

namespace {

Result<std::unique_ptr<Connection>> connectionOn(Result<std::unique_ptr<Backend>> backend)
{
    if (!backend)
        return fail(backend.error());
    return std::make_unique<QtSqlConnection>(std::move(*backend));
}

/// Qt's plugin brings an SQLite of its own, or takes the system's. Without the plugin it is connect() that says so.
bool readsDocuments()
{
    static const bool isNewEnough = [] {
        const auto plugin = QStringLiteral("QSQLITE");
        if (!QSqlDatabase::isDriverAvailable(plugin))
            return true;
        const auto name = QUuid::createUuid().toString();
        QVersionNumber version;
        {
            auto database = QSqlDatabase::addDatabase(plugin, name);
            database.setDatabaseName(QStringLiteral(":memory:"));
            if (database.open())
                if (QSqlQuery query(QStringLiteral("SELECT sqlite_version()"), database); query.next())
                    version = QVersionNumber::fromString(query.value(0).toString());
        }
        QSqlDatabase::removeDatabase(name);
        return version >= QVersionNumber(sqlite::oldestForDocuments / 1'000'000, sqlite::oldestForDocuments / 1000 % 1000);
    }();
    return isNewEnough;
}

} // namespace

QSqlitePlugin::QSqlitePlugin()
    : m_advice(sqlite::makeAdviceExtension())
    , m_difference(sqlite::makeSchemaDifferenceExtension())
    , m_pongo(sqlite::makePongoExtension())
{
}

Extension *QSqlitePlugin::extension(const ExtensionId &id)
{
    if (id == m_difference->id())
        return m_difference.get();
    if (id == m_pongo->id())
        return readsDocuments() ? m_pongo.get() : nullptr;
    return id == MigrationAdviceExtension::extensionId() ? m_advice.get() : nullptr;
}

Connector QSqlitePlugin::connector() const
{
    return { QStringLiteral("SQLite"), QStringLiteral("qsqlite") };
}

Dialect QSqlitePlugin::dialect() const
{
    return sqlite::dialect();
}

Capabilities QSqlitePlugin::capabilities() const
{
    return sqliteCapabilities();
}

PoolPolicy QSqlitePlugin::poolPolicy(const ConnectionOptions &options) const
{
    const auto path = options.text(u"path");
    PoolPolicy policy;
    policy.kind = path.isEmpty() || path == QLatin1StringView(":memory:") ? PoolPolicy::Kind::Singleton
                                                                         : PoolPolicy::Kind::WriterAndReaders;
    return policy;
}

Result<std::unique_ptr<Connection>> QSqlitePlugin::connect(
    const ConnectRequest &request, ConnectionObserver &observer)
{
    return connectionOn(SqliteBackend::connect(request, observer));
}

QMysqlPlugin::QMysqlPlugin()
    : m_advice(mysql::makeAdviceExtension())
    , m_difference(mysql::makeSchemaDifferenceExtension())
{
}

Extension *QMysqlPlugin::extension(const ExtensionId &id)
{
    if (id == m_difference->id())
        return m_difference.get();
    return id == MigrationAdviceExtension::extensionId() ? m_advice.get() : nullptr;
}

Connector QMysqlPlugin::connector() const
{
    return { QStringLiteral("MySQL"), QStringLiteral("qmysql") };
}

Dialect QMysqlPlugin::dialect() const
{
    return mysql::dialect();
}

Capabilities QMysqlPlugin::capabilities() const
{
    return mysqlCapabilities();
}

MigratorDefaults QMysqlPlugin::migratorDefaults() const
{
    return mysql::migratorDefaults();
}

Result<std::unique_ptr<Connection>> QMysqlPlugin::connect(
    const ConnectRequest &request, ConnectionObserver &observer)
{
    return connectionOn(MysqlBackend::connect(request, observer));
}

QPsqlPlugin::QPsqlPlugin()
    : m_difference(postgresql::makeSchemaDifferenceExtension())
    , m_pongo(postgresql::makePongoExtension())
{
}

Extension *QPsqlPlugin::extension(const ExtensionId &id)
{
    if (id == m_pongo->id())
        return m_pongo.get();
    return id == m_difference->id() ? m_difference.get() : nullptr;
}

Connector QPsqlPlugin::connector() const
{
    return { QStringLiteral("PostgreSQL"), QStringLiteral("qpsql") };
}

Dialect QPsqlPlugin::dialect() const
{
    return postgresql::dialect();
}

Capabilities QPsqlPlugin::capabilities() const
{
    return psqlCapabilities();
}

Result<std::unique_ptr<Connection>> QPsqlPlugin::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    return connectionOn(PsqlBackend::connect(request, observer));
}

Connector QOdbcPlugin::connector() const
{
    return { QStringLiteral("ODBC"), QStringLiteral("qodbc") };
}

Dialect QOdbcPlugin::dialect() const
{
    return odbcDialect();
}

Capabilities QOdbcPlugin::capabilities() const
{
    return odbcCapabilities();
}

Result<std::unique_ptr<Connection>> QOdbcPlugin::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    return connectionOn(OdbcBackend::connect(request, observer));
}

std::vector<std::unique_ptr<StoragePlugin>> allPlugins()
{
    std::vector<std::unique_ptr<StoragePlugin>> plugins;
    plugins.push_back(std::make_unique<QSqlitePlugin>());
    plugins.push_back(std::make_unique<QMysqlPlugin>());
    plugins.push_back(std::make_unique<QPsqlPlugin>());
    plugins.push_back(std::make_unique<QOdbcPlugin>());
    return plugins;
}

} // namespace dumbo::qtsql
