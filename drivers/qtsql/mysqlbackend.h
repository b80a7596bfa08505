#pragma once

#include "core/sdk/connectrequest.h"
#include "drivers/qtsql/backend.h"
#include "drivers/qtsql/cancelthread.h"
#include "drivers/qtsql/mysqlfunctions.h"

namespace dumbo::qtsql {

/// MariaDB and MySQL through QMYSQL. The whole result of a statement is in the client's memory before its first
/// row can be read: QMYSQL knows no other way.
class MysqlBackend final : public Backend
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Backend>> connect(
        const ConnectRequest &request, ConnectionObserver &observer);
    ~MysqlBackend() override;

    Dialect dialect() const override { return m_dialect; }
    Capabilities capabilities() const override;
    ServerFacts server() const override;
    TransactionState transactionState() const override;
    Result<CatalogPart> catalog(Connection &connection, const CatalogRequest &request) override;
    std::optional<Result<void>> begin(const TransactionOptions &options) override;
    ResetOutcome reset() override;
    Extension *extension(Connection &connection, const ExtensionId &id) override;
    /// On a read-only connection each statement runs in a transaction of its own that the server keeps read-only.
    /// Only statements that can't end that transaction and write behind it are let through.
    Result<void> beforeStatement(const QByteArray &statement, const QByteArray &keyword) override;
    void afterStatement(bool failed) override;
    Result<std::shared_ptr<BoundStatement>> prepare(const QByteArray &statement, const Parameters *given) override;
    std::unique_ptr<RowReader> rows(QSqlQuery &query) override;
    CommandOutcome outcome(QSqlQuery &query, const QByteArray &keyword) override;
    void settle() override;

protected:
    Error describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const override;
    bool isLost(const Error &error) const override;
    BindRules bindRules() const override;

private:
    MysqlBackend(std::unique_ptr<Link> link, const LinkOptions &options, bool readOnly);
    [[nodiscard]] Result<void> prepareSession();
    void readMode();
    void noteSession(const QByteArray &statement, const QByteArray &keyword);
    void followTransaction();
    void sendKill();
    [[nodiscard]] Result<void> refuse(const QByteArray &statement, const QByteArray &keyword) const;

    LinkOptions m_options;
    bool m_readOnly;
    bool m_isMariaDb = true;
    QString m_versionText;
    qint64 m_processId = 0;
    Dialect m_dialect;
    std::optional<MysqlFunctions> m_functions;
    MysqlConnection *m_handle = nullptr; ///< null where m_functions is
    QByteArray m_keyword; ///< of the statement that runs
    bool m_keepsTransaction = false; ///< the statement that runs is ROLLBACK TO
    bool m_wrapped = false; ///< the statement that runs has a read-only transaction of its own
    bool m_sessionChanged = false; ///< variables, temporary tables, locks may be left
    mutable TransactionState m_state = TransactionState::Idle;
    mutable bool m_stateKnown = true;
    TransactionState m_followed = TransactionState::Idle; ///< by keywords, for MySQL: it does not tell
    std::unique_ptr<Link> m_killLink; ///< made, used and ended in the canceller's thread
    std::unique_ptr<CancelThread> m_canceller;
    std::unique_ptr<Extension> m_migrations;
};

[[nodiscard]] Capabilities mysqlCapabilities();

} // namespace dumbo::qtsql
