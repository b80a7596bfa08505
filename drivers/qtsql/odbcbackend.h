#pragma once

#include "core/sdk/connectrequest.h"
#include "drivers/qtsql/backend.h"
#include "drivers/qtsql/odbcfunctions.h"

namespace dumbo::qtsql {

/// Any database through QODBC. Which one it is decides dialect, catalog and errors; where it is none we know, what
/// QtSql tells of tables must do.
///
/// QODBC can neither cancel a statement that runs nor be kept from writing.
class OdbcBackend final : public Backend
{
public:
    enum class Reached { Other, PostgreSql, Sqlite, MySql };

    [[nodiscard]] static Result<std::unique_ptr<Backend>> connect(
        const ConnectRequest &request, ConnectionObserver &observer);
    ~OdbcBackend() override;

    Dialect dialect() const override { return m_dialect; }
    Capabilities capabilities() const override;
    ServerFacts server() const override;
    TransactionState transactionState() const override;
    Result<CatalogPart> catalog(Connection &connection, const CatalogRequest &request) override;
    std::optional<Result<void>> begin(const TransactionOptions &options) override;
    ResetOutcome reset() override;
    Result<void> beforeStatement(const QByteArray &statement, const QByteArray &keyword) override;
    void afterStatement(bool failed) override;
    Result<void> check(QSqlQuery &query, const QByteArray &keyword) override;
    std::unique_ptr<RowReader> rows(QSqlQuery &query) override;

protected:
    Error describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const override;
    bool isLost(const Error &error) const override;
    BindRules bindRules() const override;

private:
    explicit OdbcBackend(std::unique_ptr<Link> link);
    void findOut();
    [[nodiscard]] CatalogPart plainCatalog(const CatalogRequest &request);

    Reached m_reached = Reached::Other;
    QString m_version;
    Dialect m_dialect;
    std::optional<OdbcFunctions> m_functions;
    QByteArray m_keyword; ///< of the statement that runs
    QByteArray m_second; ///< its second word
    TransactionState m_state = TransactionState::Idle; ///< followed by keywords: ODBC does not tell
    bool m_isUsed = false;
};

[[nodiscard]] Capabilities odbcCapabilities();
[[nodiscard]] const Dialect &odbcDialect();

} // namespace dumbo::qtsql
