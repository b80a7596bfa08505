#include "drivers/common/postgresql/documents/sortsql.h"

#include "drivers/common/postgresql/documents/columnsql.h"
#include "drivers/common/postgresql/documents/pathsql.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

namespace dumbo::postgresql {

namespace {

/// The order of types; an empty array is 1.
QByteArray rankOf(const QByteArray &value)
{
    return "CASE jsonb_typeof(" + value + ") WHEN 'number' THEN 3 WHEN 'string' THEN 4 WHEN 'object' THEN 5 WHEN 'array' THEN 6"
        " WHEN 'boolean' THEN 7 ELSE 2 END";
}

QByteArray numberOf(const QByteArray &value)
{
    return "CASE jsonb_typeof(" + value + ") WHEN 'number' THEN " + value + "::numeric WHEN 'boolean' THEN " + value + "::boolean::int END";
}

QByteArray textOf(const QByteArray &value)
{
    return "CASE jsonb_typeof(" + value + ") WHEN 'string' THEN " + value + " #>> '{}' END COLLATE \"C\"";
}

/// Of objects and arrays: what is in them, one thing after another, as arrays of rows that compare. The end of each container stands before all
/// else.
QByteArray contentOf(const QByteArray &value)
{
    return "CASE WHEN jsonb_typeof(" + value + ") IN ('object', 'array') THEN (WITH RECURSIVE walk(path, k, v) AS (SELECT ARRAY[]::bigint[], ''::text, "
        + value
        + " UNION ALL SELECT walk.path || x.n, x.k, x.v FROM walk CROSS JOIN LATERAL (SELECT o.n, o.k, o.v FROM jsonb_each(CASE"
          " jsonb_typeof(walk.v) WHEN 'object' THEN walk.v END) WITH ORDINALITY AS o(k, v, n) UNION ALL SELECT a.n, '', a.v FROM"
          " jsonb_array_elements(CASE jsonb_typeof(walk.v) WHEN 'array' THEN walk.v END) WITH ORDINALITY AS a(v, n)) AS x)"
          " SELECT array_agg(ROW(y.r, y.k COLLATE \"C\", y.n, y.t COLLATE \"C\") ORDER BY y.path) FROM (SELECT walk.path, "
        + rankOf("walk.v") + " AS r, walk.k, (" + numberOf("walk.v") + ")::numeric AS n, " + textOf("walk.v")
        + " AS t FROM walk UNION ALL SELECT walk.path || 9223372036854775807, 0, '', NULL, NULL FROM walk WHERE jsonb_typeof(walk.v) IN"
          " ('object', 'array')) AS y) END";
}

QByteArray ordered(const QByteArray &value, const QByteArray &rank, bool isDescending)
{
    const QByteArray direction = isDescending ? " DESC" : "";
    return rank + direction + ", " + numberOf(value) + direction + ", " + textOf(value) + direction + ", " + contentOf(value) + direction;
}

/// All values that a path finds through arrays: rows (v, blank), blank for an empty array at the end.
QByteArray foundValues(const QByteArray &document, const DocumentPath &path, const QByteArray &prefix)
{
    auto before = prefix + '0';
    auto from = "(SELECT " + document + ") AS " + before + "(v)";
    for (qsizetype step = 0; step < path.size(); ++step) {
        const auto member = prefix + 'm' + QByteArray::number(step);
        const auto now = prefix + QByteArray::number(step + 1);
        const bool isLast = step + 1 == path.size();
        const auto value = member + ".v";
        from += " CROSS JOIN LATERAL (SELECT " + before + ".v -> " + literal(path.at(step)) + ") AS " + member
            + "(v) CROSS JOIN LATERAL (SELECT " + value + (isLast ? ", FALSE" : "") + " WHERE jsonb_typeof(" + value
            + ") IS DISTINCT FROM 'array' UNION ALL SELECT a.v" + (isLast ? ", FALSE" : "") + " FROM jsonb_array_elements(CASE jsonb_typeof("
            + value + ") WHEN 'array' THEN " + value + " END) AS a(v) UNION ALL SELECT NULL" + (isLast ? ", TRUE" : "") + " WHERE " + value
            + " = '[]') AS " + now + (isLast ? "(v, blank)" : "(v)");
        before = now;
    }
    return "SELECT CASE WHEN " + before + ".blank THEN '[]' ELSE jsonb_build_array(" + before + ".v) END FROM " + from + " ORDER BY ";
}

void add(SortSql &sql, const DocumentSortKey &key, const QByteArray &document, int number)
{
    const auto prefix = "s" + QByteArray::number(number) + '_';
    const auto name = "\"s" + QByteArray::number(number) + '"';
    const auto last = prefix + QByteArray::number(key.path.size());
    const auto best = '(' + foundValues(document, key.path, prefix)
        + ordered(last + ".v", "CASE WHEN " + last + ".blank THEN 1 ELSE " + rankOf(last + ".v") + " END", key.descending) + " LIMIT 1)";
    const auto direct = indexExpression(document, key.path);
    QByteArrayList steps;
    for (const auto &step : key.path)
        steps.append(literal(step));
    const auto plain = key.path.size() == 1 ? document + " -> " + steps.front() : document + " #> ARRAY[" + steps.join(", ") + ']';
    // Only where an array is met are there several values to choose from.
    const auto chosen = direct ? "CASE jsonb_typeof(" + *direct + ") WHEN 'array' THEN " + best + " END" : best;
    sql.joins += " CROSS JOIN LATERAL (SELECT " + chosen + " AS w, " + (direct ? plain : QByteArray("NULL::jsonb")) + " AS m OFFSET 0) AS "
        + name + "w CROSS JOIN LATERAL (SELECT CASE WHEN " + name + "w.w IS NULL THEN " + name + "w.m ELSE " + name + "w.w -> 0 END AS v OFFSET 0) AS "
        + name;
    sql.joins.replace(name + 'w', "\"s" + QByteArray::number(number) + "w\"");
    const auto value = name + ".v";
    sql.orderBy += ordered(value, "CASE WHEN \"s" + QByteArray::number(number) + "w\".w = '[]' THEN 1 ELSE " + rankOf(value) + " END", key.descending);
}

} // namespace

std::optional<SortSql> sortSql(const std::vector<DocumentSortKey> &keys, const QByteArray &document, bool hasColumns)
{
    SortSql sql;
    int number = 0;
    for (const auto &key : keys) {
        if (!sql.orderBy.isEmpty())
            sql.orderBy += ", ";
        if (hasColumns && isColumnPath(key.path) && key.path.size() == 1) {
            sql.orderBy += quoted(QString::fromUtf8(key.path.front())) + (key.path.front() == "_id" ? " COLLATE \"C\"" : "")
                + (key.descending ? " DESC" : "");
            continue;
        }
        if (key.path.isEmpty() || hasPositions(key.path) || !isHeld(key.path) || (hasColumns && isColumnPath(key.path)))
            return std::nullopt;
        add(sql, key, document, ++number);
    }
    return sql;
}

} // namespace dumbo::postgresql
