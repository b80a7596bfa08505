#pragma once

#include "core/sdk/storageplugin.h"

#include "conformance.h"
#include "difference.h"
#include "documents.h"

namespace dumbo::duckdb {

/// DuckDB through its C API.
class DuckPlugin final : public StoragePlugin
{
public:
    Connector connector() const override;
    Dialect dialect() const override;
    Capabilities capabilities() const override;
    MigratorDefaults migratorDefaults() const override;
    /// A database in memory: its one connection.
    PoolPolicy poolPolicy(const ConnectionOptions &options) const override;
    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &request, ConnectionObserver &observer) override;
    /// "conformance", "pongo" and "schema-difference".
    Extension *extension(const ExtensionId &id) override;

private:
    std::unique_ptr<ConformanceExtension> m_conformance = makeConformanceExtension();
    std::unique_ptr<SchemaDifferenceExtension> m_difference = makeSchemaDifferenceExtension();
    std::unique_ptr<PongoExtension> m_pongo = makePongoExtension();
};

} // namespace dumbo::duckdb
