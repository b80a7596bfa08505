#pragma once

#include "core/sdk/extensions/migrationadvice.h"
#include "drivers/common/postgresql/advice/world.h"

namespace dumbo::postgresql::advice {

/// Read-only questions to the data of a table. Each counts exactly the rows that its sentence is about.

[[nodiscard]] DataProbe allRows(const ObjectPath &table, const QString &sentence, bool isFatal);
[[nodiscard]] DataProbe rowsWhere(const ObjectPath &table, const QByteArray &condition, const QString &sentence, bool isFatal);
/// Rows without a value in one of the columns.
[[nodiscard]] DataProbe missingValues(const ObjectPath &table, const QStringList &columns, bool isFatal = true);
/// Rows for which an expression is false; where it is NULL a check is content.
[[nodiscard]] DataProbe brokenCheck(const ObjectPath &table, const QByteArray &expression);

struct UniqueQuestion
{
    ObjectPath table;
    std::vector<QByteArray> expressions; ///< column names and expressions as SQL
    QByteArray predicate; ///< of a partial index; empty: all rows
    bool nullsAreEqual = false;
};
/// Combinations of values that more than one row has.
[[nodiscard]] DataProbe duplicates(const UniqueQuestion &question);

struct ForeignKeyQuestion
{
    ObjectPath table;
    QStringList columns;
    ObjectPath target;
    QStringList targetColumns; ///< as many as columns
    bool matchFull = false;
};
/// Rows whose values no row of the other table has.
[[nodiscard]] DataProbe orphans(const ForeignKeyQuestion &question);

} // namespace dumbo::postgresql::advice
