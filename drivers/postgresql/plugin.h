#pragma once

#include "core/sdk/storageplugin.h"
#include "drivers/common/postgresql/difference/difference.h"
#include "drivers/postgresql/options.h"

namespace dumbo::postgresql {

/// PostgreSQL through libpq. A program that links the driver may use PostgresOptions and needs no registry.
class PostgresPlugin final : public StoragePlugin
{
public:
    Connector connector() const override;
    Dialect dialect() const override;
    Capabilities capabilities() const override;
    MigratorDefaults migratorDefaults() const override;
    Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) override;

    Extension *extension(const ExtensionId &id) override;

    /// The same with typed options.
    [[nodiscard]] Result<std::unique_ptr<Connection>> connect(const PostgresOptions &options,
        ConnectionObserver &observer, bool readOnly = false, const Cancellation &cancellation = {});

private:
    std::unique_ptr<SchemaDifferenceExtension> m_difference = makeSchemaDifferenceExtension();
};

} // namespace dumbo::postgresql
