#include "drivers/common/postgresql/advice/probes.h"

#include "drivers/common/postgresql/advice/rules.h"
#include "drivers/common/postgresql/advice/sqlnames.h"

#include <QCoreApplication>

namespace dumbo::postgresql::advice {

namespace {

const QByteArray sampleSize = " LIMIT 10";

QString text(const char *source)
{
    return translated(source);
}

} // namespace

DataProbe allRows(const ObjectPath &table, const QString &sentence, bool isFatal)
{
    const auto from = " FROM " + sqlName(table);
    return { sentence, "SELECT count(*)" + from, "SELECT *" + from + sampleSize, isFatal };
}

DataProbe rowsWhere(const ObjectPath &table, const QByteArray &condition, const QString &sentence, bool isFatal)
{
    const auto from = " FROM " + sqlName(table) + " WHERE " + condition;
    return { sentence, "SELECT count(*)" + from, "SELECT *" + from + sampleSize, isFatal };
}

DataProbe missingValues(const ObjectPath &table, const QStringList &columns, bool isFatal)
{
    QByteArrayList conditions;
    for (const auto &column : columns)
        conditions.append(sqlName(column) + " IS NULL");
    return rowsWhere(table, conditions.join(" OR "),
        text(QT_TRANSLATE_NOOP("PostgreSQL", "%1 rows have no value in %2.")).arg(QStringLiteral("%1"), columns.join(QStringLiteral(", "))), isFatal);
}

DataProbe brokenCheck(const ObjectPath &table, const QByteArray &expression)
{
    return rowsWhere(table, "NOT (" + expression + ")", text(QT_TRANSLATE_NOOP("PostgreSQL", "%1 rows break the check.")), true);
}

DataProbe duplicates(const UniqueQuestion &question)
{
    QByteArrayList conditions;
    if (!question.predicate.isEmpty())
        conditions.append('(' + question.predicate + ')');
    QByteArrayList values;
    for (const auto &expression : question.expressions) {
        values.append(expression);
        if (!question.nullsAreEqual)
            conditions.append('(' + expression + ") IS NOT NULL");
    }
    const auto list = values.join(", ");
    const auto groups = " FROM " + sqlName(question.table) + (conditions.isEmpty() ? QByteArray() : " WHERE " + conditions.join(" AND "))
        + " GROUP BY " + list + " HAVING count(*) > 1";
    return { text(QT_TRANSLATE_NOOP("PostgreSQL", "%1 values of (%2) are there more than once.")).arg(QStringLiteral("%1"), QString::fromUtf8(list)),
        "SELECT count(*) FROM (SELECT 1" + groups + ") AS d", "SELECT " + list + ", count(*) AS \"rows\"" + groups + " ORDER BY count(*) DESC" + sampleSize, true };
}

DataProbe orphans(const ForeignKeyQuestion &question)
{
    QByteArrayList joins;
    QByteArrayList given;
    for (qsizetype i = 0; i < question.columns.size(); ++i) {
        joins.append("p." + sqlName(question.targetColumns.value(i)) + " = c." + sqlName(question.columns[i]));
        given.append("c." + sqlName(question.columns[i]) + " IS NOT NULL");
    }
    auto condition = given.join(" AND ") + " AND NOT EXISTS (SELECT 1 FROM " + sqlName(question.target) + " AS p WHERE " + joins.join(" AND ") + ')';
    if (question.matchFull && given.size() > 1)
        condition = '(' + condition + ") OR (NOT (" + given.join(" AND ") + ") AND (" + given.join(" OR ") + "))";
    const auto from = " FROM " + sqlName(question.table) + " AS c WHERE " + condition;
    return { text(QT_TRANSLATE_NOOP("PostgreSQL", "%1 rows refer to no row of %2.")).arg(QStringLiteral("%1"), question.target.name),
        "SELECT count(*)" + from, "SELECT c.*" + from + sampleSize, true };
}

} // namespace dumbo::postgresql::advice
