#include "drivers/common/mysql/advice/context.h"

#include <QCoreApplication>

#include <array>

namespace dumbo::mysql::advice {

namespace {

using enum FindingSeverity;

#define WORDS(text) QT_TRANSLATE_NOOP("MysqlAdvice", text)

constexpr auto table = std::to_array<outline::RuleText>({
    { "MY001", "unreadable", Error, WORDS("The statement begins with no word of SQL, or a parenthesis or quote is not closed.") },
    { "MY002", "exists-already", Error, WORDS("What is made, or the name it is given, is there already.") },
    { "MY003", "does-not-exist", Error, WORDS("The statement works on what does not exist, not in the database and not in the migrations before.") },

    { "MY101", "commits-implicitly", Warning, WORDS("The statement commits the rows that were changed before it, in this migration or in a transaction that it began: nothing undoes them.") },
    { "MY102", "not-undone", Info, WORDS("Each statement that changes the structure stays when a later one fails. A migration with one such statement can't stop half-way.") },
    { "MY103", "controls-transaction", Warning, WORDS("BEGIN, COMMIT and ROLLBACK in a migration: statements that change the structure end the transaction anyway.") },
    { "MY104", "locks-tables", Warning, WORDS("LOCK TABLES keeps others out until UNLOCK TABLES or the end of the connection, and commits.") },

    { "MY201", "copies-table", Warning, WORDS("The table is copied row by row. Before MariaDB 11.2 and in MySQL nobody writes meanwhile; it needs room for both, and replicas lag.") },
    { "MY202", "rebuilds-table", Warning, WORDS("The engine writes the table anew. Reading and writing go on, but it takes long, needs room for both, and replicas lag.") },
    { "MY203", "algorithm-not-said", Info, WORDS("The server takes the best way it has, without a word if that is a copy. ALGORITHM=… and LOCK=NONE make it fail instead.") },
    { "MY204", "algorithm-refused", Error, WORDS("The server can't do this with the ALGORITHM or LOCK that the statement says.") },
    { "MY205", "missing-lock-timeout", Warning, WORDS("A change of structure waits for every transaction that has read the table, and everybody behind it waits too: for lock_wait_timeout, which is a day in MariaDB and a year in MySQL.") },
    { "MY206", "foreign-key-copies", Warning, WORDS("Adding a foreign key checks every row, by a copy. It fails where a row has no parent.") },
    { "MY207", "unique-over-rows", Warning, WORDS("A unique index fails where rows have equal values.") },
    { "MY208", "index-locks-writes", Warning, WORDS("Making a full text or spatial index keeps writers out.") },
    { "MY209", "drops-primary-key", Warning, WORDS("Without a primary key, InnoDB orders rows by a hidden number, and replication by rows reads the whole table for each.") },
    { "MY210", "drops-index", Info, WORDS("Queries that use the index become slow; one that a foreign key needs can't be dropped.") },
    { "MY211", "drops-constraint", Info, WORDS("What the constraint kept out can come in.") },
    { "MY212", "rename-breaks-programs", Warning, WORDS("Programs that use the old name fail from here on; views and procedures are not renamed.") },
    { "MY213", "optimizes-table", Warning, WORDS("OPTIMIZE TABLE writes the whole table anew.") },
    { "MY214", "index-twice", Info, WORDS("An index with the same columns is there already: it costs room and time for nothing.") },
    { "MY215", "several-statements-for-one-table", Info, WORDS("Several ALTER TABLE for one table rewrite it as often; actions that rewrite belong into one.") },

    { "MY301", "loses-values", Error, WORDS("The new type does not hold all values of the old one: in strict mode the statement fails, else values are cut without an error.") },
    { "MY302", "type-unknown", Info, WORDS("MODIFY and CHANGE state a column anew. Without the catalog it can't be told what changes; with a connection it can.") },
    { "MY303", "enum-members-change", Warning, WORDS("Members in the middle of ENUM or SET renumber all others: the table is copied. New ones at the end cost nothing.") },
    { "MY304", "becomes-not-null", Warning, WORDS("NULLs in the column make the statement fail in strict mode, else they become '' or 0. The table is written anew.") },
    { "MY305", "modify-forgets", Warning, WORDS("MODIFY and CHANGE take away what they do not repeat: NOT NULL, DEFAULT, COMMENT, AUTO_INCREMENT, character set.") },
    { "MY306", "not-null-without-default", Warning, WORDS("Rows that are there get '' or 0 or a zero date in a NOT NULL column without default, without a word.") },
    { "MY307", "float-for-decimal", Info, WORDS("FLOAT and DOUBLE do not hold decimals exactly, and FLOAT(m,d) is deprecated.") },
    { "MY308", "timestamp-ends", Info, WORDS("TIMESTAMP ends in 2038 (MariaDB from 11.5 on a 64-bit system: 2106). DATETIME does not.") },
    { "MY309", "zero-date", Warning, WORDS("A zero date is refused in strict mode with NO_ZERO_DATE, and is no date anywhere else.") },

    { "MY311", "utf8-three-bytes", Warning, WORDS("utf8 is utf8mb3 here: it can't hold emoji and other characters beyond U+FFFF. utf8mb4 can.") },
    { "MY312", "converts-charset", Warning, WORDS("CONVERT TO copies the table and may turn TEXT into a larger type; characters that the new set does not have are lost.") },
    { "MY313", "engine-without-transactions", Warning, WORDS("MyISAM, Aria, MEMORY, CSV and ARCHIVE have no transactions and no foreign keys, and lock whole tables.") },
    { "MY314", "no-primary-key", Warning, WORDS("A table without a primary key is slow to replicate, and rows can't be told apart.") },

    { "MY401", "drops-table", Warning, WORDS("The table and its rows are lost, and nothing undoes it.") },
    { "MY402", "truncates-table", Warning, WORDS("All rows are lost, and nothing undoes it: TRUNCATE commits. It fails on a table that others refer to.") },
    { "MY403", "drops-column", Warning, WORDS("The column's values are lost, and nothing undoes it.") },
    { "MY404", "drops-database", Warning, WORDS("All tables of the database are lost, and nothing undoes it.") },
    { "MY405", "update-all-rows", Warning, WORDS("UPDATE without WHERE changes every row, and keeps them locked until the commit.") },
    { "MY406", "delete-all-rows", Warning, WORDS("DELETE without WHERE deletes every row.") },
    { "MY407", "replace-deletes", Warning, WORDS("REPLACE deletes rows that are in its way: columns that are not named get their defaults, and ON DELETE CASCADE runs.") },
    { "MY408", "replaces-object", Warning, WORDS("CREATE OR REPLACE TABLE drops a table of that name first, with its rows.") },

    { "MY501", "sql-mode-lax", Warning, WORDS("Without STRICT_TRANS_TABLES, values that do not fit are cut or become 0 without an error.") },
    { "MY502", "ignore-hides-errors", Warning, WORDS("IGNORE turns errors into warnings: rows are skipped, values are cut.") },
    { "MY503", "global-setting", Warning, WORDS("SET GLOBAL changes the server for everybody, until it is started again.") },
    { "MY504", "foreign-key-checks-off", Warning, WORDS("Rows that come in while foreign_key_checks is 0 are never checked, not even when it is on again.") },
    { "MY505", "foreign-key-checks-left-off", Warning, WORDS("foreign_key_checks is switched off and not on again.") },
    { "MY506", "checks-left-off", Warning, WORDS("unique_checks, check_constraint_checks and sql_log_bin switch off what keeps data and replicas right.") },
});

} // namespace

std::span<const outline::RuleText> rules()
{
    return table;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("MysqlAdvice", text);
}

} // namespace dumbo::mysql::advice
