#pragma once

#include "core/sdk/connection.h"
#include "drivers/common/explain/statementrows.h"

#include <QByteArray>

namespace dumbo::postgresql {

/// Keeps the transaction that is open from ever being committed, on the server: COMMIT and PREPARE TRANSACTION fail whoever smuggles them
/// in, because of a row in a temporary table with
/// - a deferred foreign key that points nowhere, and
/// - a deferred constraint trigger of a function of the server that refuses to be called there (it is made for updates). Other than a
///   foreign key it does not look whether its row is still there.
/// While checks are pending the server refuses to drop, empty or alter the table (CheckTableNotInUse() in
/// src/backend/commands/tablecmds.c), and which triggers fire was decided when the row came, so session_replication_role comes too
/// late. A rollback to a savepoint reaches only what is younger.
///
/// Its owner can still delete the row and drop the trigger. No single statement can do that and commit as well, because inside a
/// transaction block functions and procedures can't commit; so look() between any two statements closes that way.
class DryRunGuard
{
public:
    /// The connection is not owned.
    explicit DryRunGuard(Connection &connection)
        : m_connection(connection)
    {
    }

    /// In an open transaction that has done nothing yet. Tries whether both parts hold; an error means that they don't.
    [[nodiscard]] Result<void> set();
    enum class Finding {
        Holds,
        Damaged, ///< the transaction must be rolled back before anything else is sent
        Gone, ///< another transaction is open
    };
    /// To be asked after each statement, while a transaction is open.
    [[nodiscard]] Result<Finding> look();
    [[nodiscard]] const QByteArray &tableName() const { return m_name; }

private:
    [[nodiscard]] Result<void> run(const QByteArray &sql);
    [[nodiscard]] Result<QByteArray> ask(const QByteArray &sql);
    [[nodiscard]] Result<void> mustRefuse(const QByteArray &constraint);
    /// Triggers and rows as they are.
    [[nodiscard]] Result<std::vector<explain::TextRow>> describe();
    [[nodiscard]] Result<QByteArray> transaction();

    Connection &m_connection;
    QByteArray m_name; ///< of the table and its trigger; nobody can have guessed it
    QByteArray m_table; ///< its oid
    std::vector<explain::TextRow> m_description; ///< as it was set
    QByteArray m_transaction; ///< its number
    bool m_isNew = true; ///< PostgreSQL 13 or later
};

} // namespace dumbo::postgresql
