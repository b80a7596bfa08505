#pragma once

#include "core/sdk/dialect.h"

#include <QByteArray>

namespace dumbo {

/// How one database type writes what a ledger needs. Names of tables are put in for %1.
struct LedgerSql {
    QByteArray createLedger; ///< `dmb_migrations`, as the existing Dumbo makes it where it knows the type
    QByteArray createRuns; ///< `dmb_migration_runs`
    bool numbersRows = true; ///< the database gives rows their id; else the row with the highest one tells the next
    /// One row for each of the two tables that is there: name, schema. Empty: the catalog is asked.
    QByteArray findTables;
    QByteArray homeSchema; ///< one row: the schema in which new tables are made; empty: there is none
    QByteArray timestampText; ///< the column as text
    QByteArray tableLockTimeout; ///< limits waiting for a table's lock to %1 milliseconds; empty: can't be asked for
    QByteArray tableLockTimeoutInTransaction; ///< the same until the transaction ends, where there is such a thing
    QByteArray tableLockTimeoutReset;
    bool lockTimeoutIsSeconds = false;
    /// Has the server look, while a statement of this transaction runs, whether its client still lives, and end it where not. Empty:
    /// it looks anyway, or can't.
    QByteArray watchClient;
    /// Rows of statements that give the session back what it has now and migrations often set.
    QByteArray sessionStatements;
};

[[nodiscard]] const LedgerSql &ledgerSql(const Dialect &dialect);

} // namespace dumbo
