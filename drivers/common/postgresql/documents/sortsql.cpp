#include "drivers/common/postgresql/documents/sortsql.h"

#include "drivers/common/postgresql/documents/columnsql.h"
#include "drivers/common/postgresql/documents/pathsql.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

namespace dumbo::postgresql {

namespace {

/// The order of types.
QByteArray rankOf(const QByteArray &value, const QByteArray &otherwise = "2")
{
    return "CASE jsonb_typeof(" + value + ") WHEN 'number' THEN 3 WHEN 'string' THEN 4 WHEN 'object' THEN 5 WHEN 'array' THEN 6"
        " WHEN 'boolean' THEN 7 ELSE " + otherwise + " END";
}

QByteArray numberOf(const QByteArray &value)
{
    return "CASE jsonb_typeof(" + value + ") WHEN 'number' THEN " + value + "::numeric WHEN 'boolean' THEN " + value + "::boolean::int END";
}

QByteArray textOf(const QByteArray &value)
{
    return "CASE jsonb_typeof(" + value + ") WHEN 'string' THEN " + value + " #>> '{}' END COLLATE \"C\"";
}

/// Of objects and arrays: what is in them, one thing after another, as rows that compare: type, key, number, text. jsonb's text is always
/// written the same way, with keys in jsonb's order. The end of each container stands before all else.
QByteArray contentOf(const QByteArray &value)
{
    return "CASE WHEN jsonb_typeof(" + value
        + ") IN ('object', 'array') THEN (SELECT array_agg(ROW(CASE WHEN p.v IS NULL THEN 0 WHEN p.v ~ '^[-0-9]' THEN 3 WHEN p.v ~ '^\"' THEN 4"
          " WHEN p.v = '{' THEN 5 WHEN p.v = '[' THEN 6 WHEN p.v = 'null' THEN 2 ELSE 7 END, (p.k::jsonb #>> '{}') COLLATE \"C\","
          " CASE WHEN p.v ~ '^[-0-9]' THEN p.v::numeric WHEN p.v = 'true' THEN 1 WHEN p.v = 'false' THEN 0 END,"
          " CASE WHEN p.v ~ '^\"' THEN p.v::jsonb #>> '{}' END COLLATE \"C\") ORDER BY p.n) FROM (SELECT g.p[1] AS k, g.p[2] AS v, g.n FROM regexp_matches("
        + value
        + "::text, '(?:(\"(?:[^\"\\\\]|\\\\.)*\"): )?(\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.]*|true|false|null|[{[])|[]}]', 'g') WITH"
          " ORDINALITY AS g(p, n)) AS p) END";
}

QByteArray ordered(const QByteArray &value, const QByteArray &rank, bool isDescending)
{
    const QByteArray direction = isDescending ? " DESC" : "";
    return rank + direction + ", " + numberOf(value) + direction + ", " + textOf(value) + direction + ", " + contentOf(value) + direction;
}

/// The smallest or largest of all values that a path finds through arrays: JSON's null for what is missing there, SQL's for an empty array at the
/// end. The conditions on n are always true; they tell the planner that arrays are short.
QByteArray bestValue(const QByteArray &document, const DocumentSortKey &key, const QByteArray &prefix)
{
    auto before = prefix + '0';
    auto from = "(SELECT " + document + ") AS " + before + "(v)";
    for (qsizetype step = 0; step < key.path.size(); ++step) {
        const auto member = prefix + 'm' + QByteArray::number(step);
        const auto now = prefix + QByteArray::number(step + 1);
        const bool isLast = step + 1 == key.path.size();
        const auto value = member + ".v";
        from += " CROSS JOIN LATERAL (SELECT " + before + ".v -> " + literal(key.path.at(step)) + ") AS " + member
            + "(v) CROSS JOIN LATERAL (SELECT coalesce(" + value + ", 'null') WHERE jsonb_typeof(" + value
            + ") IS DISTINCT FROM 'array' UNION ALL SELECT a.v FROM jsonb_array_elements(CASE jsonb_typeof(" + value + ") WHEN 'array' THEN "
            + value + " END) WITH ORDINALITY AS a(v, n) WHERE a.n BETWEEN 1 AND 9000000000000000 UNION ALL SELECT " + (isLast ? "NULL" : "'null'") + " WHERE "
            + value + " = '[]') AS " + now + "(v)";
        before = now;
    }
    const auto value = before + ".v";
    const auto rank = rankOf(value, "CASE WHEN " + value + " IS NULL THEN 1 ELSE 2 END");
    return "(SELECT " + value + " FROM " + from + " ORDER BY " + ordered(value, rank, key.descending) + " LIMIT 1)";
}

/// False where only the client can tell the order.
bool add(SortSql &sql, const DocumentSortKey &key, const QByteArray &document, int number)
{
    const auto suffix = QByteArray::number(number);
    // An array where one is met at the end of the path or on the way.
    const auto direct = indexExpression(document, key.path);
    if (!direct)
        return false;
    QByteArrayList steps;
    for (const auto &step : key.path)
        steps.append(literal(step));
    const auto plain = key.path.size() == 1 ? document + " -> " + steps.front() : document + " #> ARRAY[" + steps.join(", ") + ']';
    const auto isArray = "jsonb_typeof(" + *direct + ") = 'array'";
    const auto name = "\"s" + suffix + '"';
    sql.joins += " CROSS JOIN LATERAL (SELECT CASE WHEN " + isArray + " THEN " + bestValue(document, key, "s" + suffix + '_') + " ELSE " + plain
        + " END AS v OFFSET 0) AS " + name;
    const auto value = name + ".v";
    const auto rank = rankOf(value, "CASE WHEN " + value + " IS NULL AND " + isArray + " THEN 1 ELSE 2 END");
    sql.orderBy += ordered(value, rank, key.descending);
    return true;
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
        if (!add(sql, key, document, ++number))
            return std::nullopt;
    }
    return sql;
}

} // namespace dumbo::postgresql
