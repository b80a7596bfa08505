#pragma once

#include "core/sdk/storageplugin.h"
#include "drivers/postgresql/options.h"

#include <memory>
#include <vector>

namespace dumbo::postgresql {

/// PostgreSQL through libpq. A program that links the driver may use PostgresOptions and needs no registry.
class PostgresPlugin final : public StoragePlugin
{
public:
    PostgresPlugin();

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
    std::vector<std::unique_ptr<Extension>> m_extensions; ///< made with the plugin: any thread may ask for them
};

} // namespace dumbo::postgresql
