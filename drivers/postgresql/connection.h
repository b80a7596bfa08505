#pragma once

#include "core/sdk/connection.h"
#include "drivers/postgresql/engine.h"
#include "drivers/postgresql/extensions.h"

#include <memory>

namespace dumbo::postgresql {

class PostgresConnection final : public Connection
{
public:
    /// Takes over an open libpq connection, and asks the server what it is.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> create(
        ConnectionHandle handle, ConnectionObserver &observer, bool readOnly);
    ~PostgresConnection() override;

    Dialect dialect() const override;
    Capabilities capabilities() const override;
    ServerFacts server() const override;

    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override;
    Result<CatalogPart> catalog(const CatalogRequest &request) override;

    Result<void> begin(const TransactionOptions &options) override;
    TransactionState transactionState() const override;
    /// Rolls back, then DISCARD ALL where something ran. Behind a pooler that only resets a session which nobody depends on.
    Result<ResetOutcome> reset() override;
    bool isBroken() const override { return m_engine.link.isBroken(); }

    int idleDescriptor() const override;
    void pump() override;
    void cancel() noexcept override;

    Extension *extension(const ExtensionId &id) override;

    [[nodiscard]] Engine &engine() { return m_engine; }

private:
    PostgresConnection(ConnectionHandle handle, ConnectionObserver &observer, bool readOnly);
    void readFacts();

    mutable Engine m_engine;
    ServerFacts m_facts; ///< what does not change
    std::vector<std::unique_ptr<Extension>> m_extensions;
};

/// What every connection of this driver can do.
[[nodiscard]] Capabilities driverCapabilities();

} // namespace dumbo::postgresql
