#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/explain.h"
#include "core/sdk/extensions/migrations.h"
#include "drivers/sqlite/engine.h"
#include "drivers/sqlite/options.h"

#include <memory>

namespace dumbo::sqlite {

class SqliteConnection final : public Connection
{
public:
    SqliteConnection(std::unique_ptr<Engine> engine, const SqliteOptions &options, bool readOnly);
    ~SqliteConnection() override;

    Dialect dialect() const override;
    Capabilities capabilities() const override;
    ServerFacts server() const override;

    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override;
    Result<CatalogPart> catalog(const CatalogRequest &request) override;

    /// SQLite's transactions are serializable, which satisfies every level. A read-only one sets PRAGMA query_only
    /// and refuses to unset it until the transaction has ended; not on a handle that somebody else owns.
    Result<void> begin(const TransactionOptions &options) override;
    TransactionState transactionState() const override;
    /// Unusable where settings, attached files or temporary objects could outlive the user who made them.
    Result<ResetOutcome> reset() override;

    void cancel() noexcept override;

    /// "explain" and "migrations", made when they are first asked for.
    Extension *extension(const ExtensionId &id) override;

private:
    void setQueryOnly(bool on);
    void leaveReadOnlyTransaction();

    std::unique_ptr<Engine> m_engine;
    SqliteOptions m_options;
    bool m_readOnly;
    std::unique_ptr<ExplainExtension> m_explain;
    std::unique_ptr<MigrationsExtension> m_migrations;
    bool m_inReadOnlyTransaction = false; ///< that a connection which may write began
};

/// What every connection of this driver can do; a private database lacks SeveralConnections.
[[nodiscard]] Capabilities driverCapabilities();

} // namespace dumbo::sqlite
