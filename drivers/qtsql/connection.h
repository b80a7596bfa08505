#pragma once

#include "core/sdk/connection.h"
#include "drivers/qtsql/backend.h"

#include <memory>

namespace dumbo::qtsql {

/// One QSqlDatabase as the contract has it. What is different from database to database is the backend's.
class QtSqlConnection final : public Connection
{
public:
    explicit QtSqlConnection(std::unique_ptr<Backend> backend);
    ~QtSqlConnection() override;

    Dialect dialect() const override { return m_backend->dialect(); }
    Capabilities capabilities() const override { return m_backend->capabilities(); }
    ServerFacts server() const override { return m_backend->server(); }

    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override;
    Result<CatalogPart> catalog(const CatalogRequest &request) override;

    Result<void> begin(const TransactionOptions &options) override;
    TransactionState transactionState() const override;
    Result<ResetOutcome> reset() override;
    bool isBroken() const override { return m_backend->isBroken(); }

    int idleDescriptor() const override { return m_backend->idleDescriptor(); }
    void pump() override { m_backend->pump(); }

    void cancel() noexcept override;
    Extension *extension(const ExtensionId &id) override;

private:
    std::unique_ptr<Backend> m_backend;
};

} // namespace dumbo::qtsql
