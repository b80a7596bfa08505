#pragma once

#include "core/sdk/extensions/migrationadvice.h"
#include "core/sdk/extensions/pongo.h"
#include "core/sdk/extensions/schemadifference.h"
#include "core/sdk/storageplugin.h"

#include <memory>
#include <vector>

namespace dumbo::qtsql {

/// SQLite through Qt's QSQLITE.
class QSqlitePlugin final : public StoragePlugin
{
public:
    QSqlitePlugin();
    Connector connector() const override;
    Dialect dialect() const override;
    Capabilities capabilities() const override;
    /// Files: one writer and readers; a private database: its one connection.
    PoolPolicy poolPolicy(const ConnectionOptions &options) const override;
    Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) override;
    Extension *extension(const ExtensionId &id) override;

private:
    std::unique_ptr<MigrationAdviceExtension> m_advice;
    std::unique_ptr<SchemaDifferenceExtension> m_difference;
    std::unique_ptr<PongoExtension> m_pongo;
};

/// MariaDB and MySQL through Qt's QMYSQL.
class QMysqlPlugin final : public StoragePlugin
{
public:
    QMysqlPlugin();
    Connector connector() const override;
    Dialect dialect() const override;
    Capabilities capabilities() const override;
    MigratorDefaults migratorDefaults() const override;
    Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) override;
    Extension *extension(const ExtensionId &id) override;

private:
    std::unique_ptr<MigrationAdviceExtension> m_advice;
    std::unique_ptr<SchemaDifferenceExtension> m_difference;
};

/// PostgreSQL through Qt's QPSQL.
class QPsqlPlugin final : public StoragePlugin
{
public:
    QPsqlPlugin();
    Connector connector() const override;
    Dialect dialect() const override;
    Capabilities capabilities() const override;
    Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) override;
    Extension *extension(const ExtensionId &id) override;

private:
    std::unique_ptr<SchemaDifferenceExtension> m_difference;
    std::unique_ptr<PongoExtension> m_pongo;
};

/// Whatever has an ODBC driver, through Qt's QODBC.
class QOdbcPlugin final : public StoragePlugin
{
public:
    Connector connector() const override;
    Dialect dialect() const override;
    Capabilities capabilities() const override;
    Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) override;
};

/// One for each connector of the manifest.
[[nodiscard]] std::vector<std::unique_ptr<StoragePlugin>> allPlugins();

} // namespace dumbo::qtsql
