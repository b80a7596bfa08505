#include "drivers/common/sqlite/advice/context.h"

#include <QCoreApplication>

#include <array>

namespace dumbo::sqlite::advice {

namespace {

using enum FindingSeverity;

#define WORDS(text) QT_TRANSLATE_NOOP("SqliteAdvice", text)

constexpr auto table = std::to_array<outline::RuleText>({
    { "LITE001", "unreadable", Error, WORDS("SQLite does not read the statement.") },
    { "LITE002", "needs-newer-version", Error, WORDS("The statement needs a newer SQLite than the one that is connected.") },
    { "LITE003", "exists-already", Error, WORDS("What is made, or the name it is given, is there already.") },
    { "LITE004", "does-not-exist", Error, WORDS("The statement works on what does not exist, not in the database and not in the migrations before.") },

    { "LITE101", "not-in-transaction", Error, WORDS("VACUUM and the change of the journal mode fail inside a transaction. The migration must say that it runs without one.") },
    { "LITE102", "foreign-keys-in-transaction", Error, WORDS("PRAGMA foreign_keys does nothing inside a transaction, without a word: foreign keys stay as they were, and DROP TABLE deletes what refers to it.") },
    { "LITE103", "controls-transaction", Error, WORDS("BEGIN, COMMIT or ROLLBACK in a migration that runs in a transaction: BEGIN fails, COMMIT and ROLLBACK end the transaction of the runner half-way.") },
    { "LITE104", "setting-needs-vacuum", Warning, WORDS("page_size, auto_vacuum and the like change an existing database only with the next VACUUM.") },
    { "LITE105", "writable-schema", Error, WORDS("Writing to the schema table by hand can make the database unreadable.") },
    { "LITE106", "foreign-keys-left-off", Warning, WORDS("Foreign keys are switched off and not on again: what comes later is not checked.") },
    { "LITE107", "attached-database", Warning, WORDS("ATTACH and DETACH change the connection of the runner and name a file of one machine.") },
    { "LITE108", "unsafe-setting", Warning, WORDS("A PRAGMA gives up safety: synchronous=OFF, journal_mode=OFF or MEMORY, ignore_check_constraints, legacy_alter_table.") },
    { "LITE109", "check-without-effect", Info, WORDS("PRAGMA foreign_key_check and integrity_check answer rows, and never fail: a migration does not see the answer.") },

    { "LITE201", "alter-not-supported", Error, WORDS("SQLite's ALTER TABLE adds, renames and drops columns and renames tables, one thing in each statement. All else is a rebuild: new table, copy, drop, rename.") },
    { "LITE202", "add-not-null", Error, WORDS("A NOT NULL column needs a default other than NULL, unless the table is empty.") },
    { "LITE203", "add-non-constant-default", Error, WORDS("ADD COLUMN takes only a constant as default, unless the table is empty: no CURRENT_TIMESTAMP, no expression.") },
    { "LITE204", "add-key-column", Error, WORDS("ADD COLUMN can't add a PRIMARY KEY or UNIQUE column; a unique index afterwards can.") },
    { "LITE205", "add-reference-with-default", Error, WORDS("A column with REFERENCES and a default other than NULL can't be added while foreign keys are on, unless the table is empty.") },
    { "LITE206", "add-stored-column", Error, WORDS("ADD COLUMN can't add a STORED generated column, unless the table is empty; a VIRTUAL one can be added.") },
    { "LITE207", "add-checked-column", Info, WORDS("A column with CHECK or NOT NULL is tested against every row, while nobody else writes.") },
    { "LITE208", "drop-column", Warning, WORDS("The column's values are lost, and every row is written anew while nobody else writes.") },
    { "LITE209", "drop-column-in-use", Error, WORDS("A column that is a key, unique, or in an index, check, foreign key, view or trigger can't be dropped.") },
    { "LITE210", "rename-column", Warning, WORDS("Views, triggers and indexes follow a renamed column; programs that run meanwhile do not.") },
    { "LITE211", "rename-table", Warning, WORDS("Views, triggers and foreign keys follow a renamed table; programs that run meanwhile do not. It fails where a view or trigger of the whole database is broken.") },
    { "LITE212", "drop-table", Warning, WORDS("The table and its rows are lost, with its indexes and triggers; views of it stay and fail.") },
    { "LITE213", "drop-referenced-table", Error, WORDS("DROP TABLE deletes the rows first where foreign keys are on: rows that refer to them go by ON DELETE CASCADE, or make it fail.") },
    { "LITE214", "drop-index", Info, WORDS("Queries that use the index become slow.") },
    { "LITE215", "drop-view-or-trigger", Info, WORDS("What uses the view fails; what the trigger did is no longer done.") },

    { "LITE221", "table-rebuild", Info, WORDS("A table is made anew and all rows are copied: nobody else writes meanwhile, and the file needs room for both.") },
    { "LITE222", "rebuild-loses-references", Error, WORDS("The old table of a rebuild is dropped while foreign keys are on: rows that refer to it are deleted, or it fails. Switch them off before the transaction, and check afterwards.") },
    { "LITE223", "rebuild-loses-indexes", Error, WORDS("Indexes and triggers of the old table go with it, and the rebuild does not make them again.") },
    { "LITE224", "rebuild-breaks-view", Error, WORDS("Views that read the table must be dropped before a rebuild and made again after it: RENAME fails while a view reads a table that is not there.") },
    { "LITE225", "rebuild-refuses-rows", Warning, WORDS("The new table of a rebuild is stricter than the old one: rows without a value or without a parent make the copy fail.") },
    { "LITE226", "rebuild-loses-column", Warning, WORDS("The new table of a rebuild has not all columns of the old one; their values are lost.") },

    { "LITE301", "surprising-affinity", Warning, WORDS("The type's name gives the column another affinity than it sounds: STRING, JSON and UUID are NUMERIC, so '007' becomes 7.") },
    { "LITE302", "numeric-date-or-boolean", Info, WORDS("SQLite has no BOOLEAN, DATE, TIME or DATETIME: the column keeps numbers as numbers and all else as text, and checks nothing.") },
    { "LITE303", "length-not-checked", Info, WORDS("SQLite does not check the length of VARCHAR(n) or the digits of DECIMAL(p, s); decimals become floating point.") },
    { "LITE304", "type-not-strict", Error, WORDS("A STRICT table takes the types INT, INTEGER, REAL, TEXT, BLOB and ANY only.") },
    { "LITE305", "key-not-rowid", Warning, WORDS("Only INTEGER PRIMARY KEY, in these words, is the row's number; INT or BIGINT PRIMARY KEY is a second index, is not filled by itself, and takes NULL.") },
    { "LITE306", "key-takes-null", Warning, WORDS("A PRIMARY KEY that is not INTEGER takes NULL, also several times, unless it says NOT NULL or the table is STRICT or WITHOUT ROWID.") },
    { "LITE307", "autoincrement", Info, WORDS("AUTOINCREMENT costs a write more for each row and is needed only where numbers of deleted rows may not come back.") },
    { "LITE308", "autoincrement-refused", Error, WORDS("AUTOINCREMENT stands only behind INTEGER PRIMARY KEY, and not in a WITHOUT ROWID table.") },
    { "LITE309", "without-rowid-without-key", Error, WORDS("A WITHOUT ROWID table needs a PRIMARY KEY.") },
    { "LITE310", "foreign-key-mismatch", Error, WORDS("A foreign key must refer to a primary key or unique columns; else every change of either table fails.") },
    { "LITE311", "foreign-key-without-index", Info, WORDS("Without an index on the referring columns, each change of the parent reads the whole child table.") },
    { "LITE312", "double-quoted-string", Warning, WORDS("\"text\" is a name; SQLite takes it as a string only where no column has that name, and new builds refuse it. Write 'text'.") },

    { "LITE401", "unique-over-rows", Warning, WORDS("A unique index or constraint fails where rows have equal values.") },
    { "LITE402", "index-reads-table", Info, WORDS("Making an index reads the whole table while nobody else writes.") },
    { "LITE403", "index-twice", Info, WORDS("An index with the same columns is there already: it costs room and time for nothing.") },

    { "LITE501", "update-all-rows", Warning, WORDS("UPDATE without WHERE changes every row.") },
    { "LITE502", "delete-all-rows", Warning, WORDS("DELETE without WHERE deletes every row.") },
    { "LITE503", "replace-deletes", Warning, WORDS("REPLACE deletes rows that are in its way: columns that are not named get their defaults, and rows that refer to the old one may be deleted.") },
    { "LITE504", "ignores-errors", Warning, WORDS("OR IGNORE skips rows that break a constraint, without a word.") },
});

} // namespace

std::span<const outline::RuleText> rules()
{
    return table;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("SqliteAdvice", text);
}

} // namespace dumbo::sqlite::advice
