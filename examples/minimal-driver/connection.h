#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/connectionobserver.h"
#include "execution.h"

#include <QDir>

namespace csv {

[[nodiscard]] dumbo::Dialect dialect();
[[nodiscard]] dumbo::Capabilities capabilities();

//! [connection]
/// A conversation with a folder.
class Connection final : public dumbo::Connection {
public:
    Connection(const QDir &folder, dumbo::ConnectionObserver &observer);

    dumbo::Dialect dialect() const override { return csv::dialect(); }
    dumbo::Capabilities capabilities() const override { return csv::capabilities(); }
    dumbo::ServerFacts server() const override;
    dumbo::Result<std::unique_ptr<dumbo::Execution>> execute(const dumbo::Statement &statement) override;
    dumbo::Result<std::unique_ptr<dumbo::Prepared>> prepare(const dumbo::StatementText &text) override;
    dumbo::Result<dumbo::CatalogPart> catalog(const dumbo::CatalogRequest &request) override;
    dumbo::TransactionState transactionState() const override { return dumbo::TransactionState::Idle; }
    dumbo::Result<void> ping() override { return {}; }
    void cancel() noexcept override { m_running->isCancelled = true; }
//! [connection]

private:
    [[nodiscard]] QStringList tables() const;

    QDir m_folder;
    dumbo::ConnectionObserver &m_observer;
    std::shared_ptr<Running> m_running = std::make_shared<Running>();
};

} // namespace csv
