#pragma once

#include "core/sdk/connectrequest.h"
#include "drivers/qtsql/backend.h"
#include "drivers/qtsql/cancelthread.h"
#include "drivers/qtsql/psqlfunctions.h"

#include <map>

namespace dumbo::qtsql {

/// PostgreSQL through QPSQL, with the functions of its libpq for what QtSql does not pass on. Rows stream.
class PsqlBackend final : public Backend
{
public:
    struct ClearResult
    {
        decltype(&PQclear) clear = nullptr;
        void operator()(PGresult *result) const { clear(result); }
    };
    using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

    [[nodiscard]] static Result<std::unique_ptr<Backend>> connect(
        const ConnectRequest &request, ConnectionObserver &observer);
    ~PsqlBackend() override;

    [[nodiscard]] const PsqlFunctions &functions() const { return m_functions; }
    [[nodiscard]] PGconn *handle() const { return m_handle; }
    /// Takes over what a function of libpq gave; the error where it is one.
    [[nodiscard]] Result<ResultHandle> take(PGresult *result, const QByteArray &statement);
    /// Exactly one statement: the server refuses several.
    [[nodiscard]] Result<void> prepareNative(
        const QByteArray &name, const QByteArray &statement, const std::vector<std::uint32_t> &types);
    /// Frees a prepared statement, at once or when the server can.
    void forget(const QByteArray &name);

    Dialect dialect() const override;
    Capabilities capabilities() const override;
    ServerFacts server() const override;
    TransactionState transactionState() const override;
    Result<CatalogPart> catalog(Connection &connection, const CatalogRequest &request) override;
    Extension *extension(Connection &connection, const ExtensionId &id) override;
    std::optional<Result<void>> begin(const TransactionOptions &options) override;
    ResetOutcome reset() override;
    /// On a read-only connection each statement runs in a transaction of its own that the server keeps read-only.
    Result<void> beforeStatement(const QByteArray &statement, const QByteArray &keyword) override;
    void afterStatement(bool failed) override;
    Result<void> check(QSqlQuery &query, const QByteArray &keyword) override;
    Result<std::shared_ptr<BoundStatement>> prepare(const QByteArray &statement, const Parameters *given) override;
    std::unique_ptr<RowReader> rows(QSqlQuery &query) override;
    CommandOutcome outcome(QSqlQuery &query, const QByteArray &keyword) override;
    void abandon(QSqlQuery &query) override;
    void settle() override;
    int idleDescriptor() const override;
    void pump() override;

protected:
    Error describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const override;
    bool isLost(const Error &error) const override;

private:
    PsqlBackend(std::unique_ptr<Link> link, bool readOnly);
    [[nodiscard]] Result<void> prepareSession();
    [[nodiscard]] Error errorOf(const PGresult *result, const QByteArray &statement) const;
    [[nodiscard]] Result<void> guard(const QByteArray &statement);
    void reportNotifications();
    static void onNotice(void *self, const PGresult *result);

    bool m_readOnly;
    PsqlFunctions m_functions;
    PGconn *m_handle = nullptr;
    PGcancel *m_cancel = nullptr;
    QByteArrayList m_forgotten; ///< prepared statements to free
    bool m_wrapped = false; ///< the statement that runs has a read-only transaction of its own
    bool m_inTransaction = false; ///< when the statement that runs began
    bool m_isUsed = false;
    std::map<QString, std::unique_ptr<Extension>> m_extensions;
    std::unique_ptr<CancelThread> m_canceller;
};

[[nodiscard]] Capabilities psqlCapabilities();

} // namespace dumbo::qtsql
