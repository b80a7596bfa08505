#pragma once

#include "core/sdk/storageplugin.h"
#include "drivers/common/sqlite/difference/difference.h"
#include "drivers/common/sqlite/documents/pongo.h"
#include "drivers/sqlite/conformance.h"
#include "drivers/sqlite/options.h"
#include "drivers/sqlite/syntaxcheck.h"

namespace dumbo::sqlite {

/// SQLite through the sqlite3 library. A program that links the driver may use SqliteOptions and needs no
/// registry.
class SqlitePlugin final : public StoragePlugin
{
public:
    Connector connector() const override;
    Dialect dialect() const override;
    Capabilities capabilities() const override;
    /// Files: one writer and readers; a private database: its one connection.
    PoolPolicy poolPolicy(const ConnectionOptions &options) const override;
    Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) override;
    Extension *extension(const ExtensionId &id) override;

    /// The same with typed options.
    [[nodiscard]] Result<std::unique_ptr<Connection>> connect(const SqliteOptions &options,
        ConnectionObserver &observer, bool readOnly = false, const Cancellation &cancellation = {});

private:
    std::unique_ptr<MigrationAdviceExtension> m_advice = makeAdviceExtension(makeSyntaxCheck());
    std::unique_ptr<SchemaDifferenceExtension> m_difference = makeSchemaDifferenceExtension();
    std::unique_ptr<PongoExtension> m_pongo = makePongoExtension();
    std::unique_ptr<ConformanceExtension> m_conformance = makeConformanceExtension();
};

} // namespace dumbo::sqlite
