#pragma once

#include <QtTypes>

namespace dumbo {

/// What splitting one script of 10 MB into statements costs, in nanoseconds; medians of interleaved runs. The script is
/// valid for SQLite and PostgreSQL.
struct SplitTimes {
    qint64 scriptBytes = 0;
    qint64 statements = 0;
    qint64 sqliteRules = 0; ///< splitScript() with SQLite's rules
    qint64 postgresqlRules = 0; ///< splitScript() with PostgreSQL's rules
    qint64 reader = 0; ///< StatementReader, pieces of 64 KiB, PostgreSQL's rules
    qint64 libpgqueryScanner = 0; ///< pg_query_split_with_scanner
    qint64 sqlitePrepare = 0; ///< sqlite3_prepare_v2 along its tails, which also compiles
};

/// Takes some seconds for each run. Links Dumbo::Core, libpg_query and SQLite.
[[nodiscard]] SplitTimes measureSplit(int runs);

} // namespace dumbo
