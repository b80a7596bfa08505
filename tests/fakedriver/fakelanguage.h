#pragma once

#include "tests/fakedriver/fakedatabase.h"
#include "tests/fakedriver/fakeparser.h"
#include "tests/fakedriver/fakescript.h"

namespace dumbo::fake {

// The little language, a statement each, several with ';' between them. Keywords in any case, names bare or in double
// quotes, comments as in SQL, placeholders ?, $1 and :name.
//
//   SELECT value [AS name], …                   one row; a value is a literal, a placeholder, CAST(value AS type), REPEAT('text', n)
//   SELECT * FROM numbers(n)                    n rows: id from 1, name
//   SELECT *|COUNT(*)|column, … FROM table [WHERE column = value]
//   CREATE TABLE t (column type [PRIMARY KEY] [NOT NULL] [UNIQUE], …)       DROP TABLE t
//   INSERT INTO t [(column, …)] VALUES (value, …), …     an absent or NULL integer primary key counts up
//   UPDATE t SET column = value, … [WHERE column = value]      DELETE FROM t [WHERE column = value]
//   BEGIN [IMMEDIATE|READ ONLY]  COMMIT  ROLLBACK  SAVEPOINT s  RELEASE [SAVEPOINT] s  ROLLBACK TO [SAVEPOINT] s
//   TYPES                 one row with a column for each physical format, then the same columns all NULL
//   MIXED n               n rows of one column that holds each storage class in turn
//   SLEEP [milliseconds]  until then, or cancel; without a number until FakeScript::release()
//   NOTIFY channel, 'payload'     NOTICE 'text'     SET name = value
//   RAISE 'UniqueConstraintError' [, 'message']     FAIL AFTER n: n rows and then a DataError     BREAK: the connection is lost

/// What a statement does besides its result; done by the connection before the result is read.
struct FakeEffect {
    enum Kind { None, Sleep, Notify, Notice, Set, Break };
    Kind kind = None;
    QString name;
    QString text;
    qint64 milliseconds = -1; ///< Sleep: -1 until released
};

struct FakeRun {
    FakeResult result;
    FakeEffect effect;
};

/// Runs one statement on a view.
[[nodiscard]] Result<FakeRun> runStatement(
    const FakeStatement &statement, const Parameters &parameters, FakeView &view);

/// The columns a statement would have; empty for commands.
[[nodiscard]] Result<std::vector<Column>> columnsOf(const FakeStatement &statement, const FakeTables &tables);

/// LogicalKind of a type name such as "integer" or "decimal(12,2)"; Other where it is not known.
[[nodiscard]] LogicalKind kindOfType(const QString &typeName);

[[nodiscard]] CatalogPart readCatalog(const FakeTables &tables, const CatalogRequest &request);

} // namespace dumbo::fake
