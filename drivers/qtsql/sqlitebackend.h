#pragma once

#include "core/sdk/connectrequest.h"
#include "drivers/common/sqlite/authorizer.h"
#include "drivers/common/sqlite/backup.h"
#include "drivers/qtsql/backend.h"

#include <sqlite3.h>

#include <chrono>
#include <optional>

namespace dumbo::qtsql {

/// The functions of the SQLite library that Qt's plugin uses. sqlite3.h gives their types only.
struct SqliteFunctions
{
    decltype(&sqlite3_interrupt) interrupt = nullptr;
    decltype(&sqlite3_progress_handler) progressHandler = nullptr;
    decltype(&sqlite3_busy_handler) busyHandler = nullptr;
    decltype(&sqlite3_set_authorizer) setAuthorizer = nullptr;
    decltype(&sqlite3_get_autocommit) getAutocommit = nullptr;
    decltype(&sqlite3_set_last_insert_rowid) setLastInsertRowid = nullptr;
    decltype(&sqlite3_last_insert_rowid) lastInsertRowid = nullptr;
    decltype(&sqlite3_error_offset) errorOffset = nullptr;
    decltype(&sqlite3_column_count) columnCount = nullptr;
    decltype(&sqlite3_column_name) columnName = nullptr;
    decltype(&sqlite3_column_decltype) columnDecltype = nullptr;
    sqlite::BackupFunctions backup;

    /// Nothing unless all are there.
    [[nodiscard]] static std::optional<SqliteFunctions> of(const NativeLibrary &library);
};

/// SQLite through QSQLITE. With the library's own functions at hand it can cancel, refuse writes and tell the last
/// rowid; without them it can't, and its capabilities say so.
class SqliteBackend final : public Backend
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Backend>> connect(
        const ConnectRequest &request, ConnectionObserver &observer);
    ~SqliteBackend() override;

    Dialect dialect() const override;
    Capabilities capabilities() const override;
    ServerFacts server() const override;
    TransactionState transactionState() const override;
    Result<CatalogPart> catalog(Connection &connection, const CatalogRequest &request) override;
    std::optional<Result<void>> begin(const TransactionOptions &options) override;
    ResetOutcome reset() override;
    Extension *extension(Connection &connection, const ExtensionId &id) override;
    Result<void> beforeStatement(const QByteArray &statement, const QByteArray &keyword) override;
    void afterStatement(bool failed) override;
    std::unique_ptr<RowReader> rows(QSqlQuery &query) override;
    CommandOutcome outcome(QSqlQuery &query, const QByteArray &keyword) override;

protected:
    Error describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const override;
    bool isLost(const Error &error) const override;
    BindRules bindRules() const override { return { QStringLiteral("SQLite"), false, false, false }; }

private:
    SqliteBackend(std::unique_ptr<Link> link, const QString &path, bool readOnly, int busyTimeout);
    [[nodiscard]] Result<void> prepareSession(const ConnectRequest &request);
    void installHandlers();
    [[nodiscard]] bool waitForLock(int count);
    [[nodiscard]] Result<void> copyTo(const QString &path);

    QString m_path;
    bool m_readOnly;
    std::chrono::milliseconds m_busyTimeout;
    std::chrono::steady_clock::time_point m_busySince;
    std::optional<SqliteFunctions> m_functions;
    sqlite3 *m_handle = nullptr; ///< null where m_functions is
    sqlite::Authorizer m_authorizer;
    std::unique_ptr<Extension> m_explain;
    std::unique_ptr<Extension> m_migrations;
    QByteArray m_keyword; ///< of the statement that runs
    bool m_inTransaction = false; ///< followed by keywords where the engine can't be asked
};

/// What a connection can do with the engine's own functions at hand.
[[nodiscard]] Capabilities sqliteCapabilities();

} // namespace dumbo::qtsql
