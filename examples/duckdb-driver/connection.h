#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/explain.h"
#include "core/sdk/extensions/migrations.h"
#include "engine.h"
#include "options.h"

#include <memory>

namespace dumbo::duckdb {

class DuckConnection final : public Connection
{
public:
    DuckConnection(std::unique_ptr<Engine> engine, const Options &options, bool readOnly);
    ~DuckConnection() override;

    Dialect dialect() const override;
    Capabilities capabilities() const override;
    ServerFacts server() const override;

    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override;
    Result<CatalogPart> catalog(const CatalogRequest &request) override;

    /// DuckDB has one isolation, snapshots, and no savepoints.
    TransactionState transactionState() const override;
    /// Unusable where settings or temporary objects could outlive the user who made them.
    Result<ResetOutcome> reset() override;

    void cancel() noexcept override;

    /// "explain" and "migrations", made when they are first asked for.
    Extension *extension(const ExtensionId &id) override;

private:
    std::unique_ptr<Engine> m_engine;
    Options m_options;
    bool m_readOnly;
    std::unique_ptr<ExplainExtension> m_explain;
    std::unique_ptr<MigrationsExtension> m_migrations;
};

/// What every connection of this driver can do; a database in memory lacks SeveralConnections.
[[nodiscard]] Capabilities driverCapabilities();

} // namespace dumbo::duckdb
