#include "drivers/common/postgresql/documents/filtersql.h"

#include "drivers/common/postgresql/documents/columnsql.h"
#include "drivers/common/postgresql/documents/indexranges.h"
#include "drivers/common/postgresql/documents/pathsql.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::postgresql {

namespace {

using Kind = DocumentFilter::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// As core decides it: {$elemMatch: {$gt: 5}} asks each element, {$elemMatch: {a: 5}} only those that have keys.
bool isAboutElements(const DocumentFilter &filter)
{
    switch (filter.kind) {
    case Kind::And:
    case Kind::Or:
    case Kind::Not:
        return std::ranges::any_of(filter.children, isAboutElements);
    case Kind::Compare:
        return false;
    default:
        return filter.path.isEmpty();
    }
}

} // namespace

FilterSql::FilterSql(SqlValues &values, const Place &place)
    : m_values(values)
    , m_place(place)
    , m_leaf(values, m_outcome, place.ordersKeys)
{
}

QByteArray FilterSql::where(const DocumentFilter &filter)
{
    return condition(filter, { m_place.document, m_place.isObject, true, false }, true);
}

QByteArray FilterSql::condition(const DocumentFilter &filter, const Root &root, bool wide)
{
    switch (filter.kind) {
    case Kind::And:
    case Kind::Or:
        return joined(filter, root, wide);
    case Kind::Not:
        return filter.children.empty() ? QByteArray("FALSE") : '(' + condition(filter.children.front(), root, !wide) + ") IS NOT TRUE";
    case Kind::Compare:
        return compare(filter, root, wide);
    default:
        return leaf(filter, root, wide);
    }
}

QByteArray FilterSql::joined(const DocumentFilter &filter, const Root &root, bool wide)
{
    const bool isAnd = filter.kind == Kind::And;
    QByteArrayList parts;
    for (const auto &child : filter.children) {
        if (auto part = condition(child, root, wide); part != (isAnd ? "TRUE" : "FALSE"))
            parts.append(part);
    }
    if (parts.isEmpty())
        return isAnd ? "TRUE" : "FALSE";
    return parts.size() == 1 ? parts.front() : '(' + parts.join(isAnd ? " AND " : " OR ") + ')';
}

QByteArray FilterSql::leaf(const DocumentFilter &filter, const Root &root, bool wide)
{
    if (filter.path.isEmpty()) {
        const Anchor alone { root.sql, "$", true, true, {}, {}, false };
        return root.isElement ? atAnchor(filter, alone, wide)
                              : m_leaf.open(wide, tr("A condition on the whole document is tried in the client."));
    }
    if (root.isTop && m_place.hasColumns && isColumnPath(filter.path)) {
        if (const auto sql = columnTest(filter, m_values))
            return *sql;
        return leaf(filter, { columnsAsDocument(), true, false, false }, wide);
    }
    if (!isHeld(filter.path))
        return m_leaf.open(wide, tr("A key that jsonb can't hold is looked for in the client."));
    if (hasPositions(filter.path))
        return throughPositions(filter, root, wide);
    Anchor anchor { root.sql, jsonPath(filter.path), false, filter.path.size() == 1, {}, missingTest(filter.path), false };
    if (!root.isObject) {
        anchor.guard = "$.type() == \"object\"";
        anchor.missing = "$.type() != \"object\" || " + anchor.missing;
    }
    const auto sql = atAnchor(filter, anchor, wide);
    return wide && root.isTop ? withIndexes(filter, sql) : sql;
}

QByteArray FilterSql::atAnchor(const DocumentFilter &filter, const Anchor &anchor, bool wide)
{
    return filter.kind == Kind::ElementMatch ? elementMatch(filter, anchor, wide) : m_leaf.test(filter, anchor, wide);
}

/// Each step answers rows (v, named): what the step found, NULL for a missing value, and whether a position named it.
QByteArray FilterSql::throughPositions(const DocumentFilter &filter, const Root &root, bool wide)
{
    if (!m_leaf.allowsSubqueries())
        return m_leaf.refuseSubquery(wide);
    auto before = m_leaf.nextAlias();
    const auto inner = m_leaf.nextAlias();
    // An array among elements has positions; a document that is no object has nothing.
    const auto start = root.isObject ? root.sql
        : root.isElement             ? "coalesce(" + asObject(root.sql, inner) + ", '{}')"
                                     : "CASE jsonb_typeof(" + root.sql + ") WHEN 'object' THEN " + root.sql + " ELSE '{}' END";
    auto from = "(SELECT " + start + ", FALSE) AS " + before + "(v, named)";
    for (qsizetype step = 0; step < filter.path.size(); ++step) {
        const auto now = m_leaf.nextAlias();
        const auto element = m_leaf.nextAlias();
        const auto value = before + ".v";
        const auto key = literal(filter.path.at(step));
        const bool isLast = step + 1 == filter.path.size();
        auto rows = "SELECT CASE jsonb_typeof(" + value + ") WHEN 'object' THEN " + value + " -> " + key + " END, FALSE WHERE jsonb_typeof("
            + value + ") IS DISTINCT FROM 'array' UNION ALL SELECT " + element + " -> " + key
            + ", FALSE FROM jsonb_array_elements(CASE jsonb_typeof(" + value + ") WHEN 'array' THEN " + value + " END) AS " + element
            + " WHERE jsonb_typeof(" + element + ") = 'object'";
        if (const auto position = positionOf(filter.path.at(step)); position >= 0 && step > 0) {
            const auto named = value + " -> " + QByteArray::number(position);
            rows += " UNION ALL SELECT " + named + ", TRUE WHERE jsonb_typeof(" + value + ") = 'array' AND "
                + (isLast ? named + " IS NOT NULL" : "jsonb_typeof(" + named + ") IN ('object', 'array')");
        }
        from += " CROSS JOIN LATERAL (" + rows + ") AS " + now + "(v, named)";
        before = now;
    }
    const Anchor value { before + ".v", "$", false, true, {}, {}, true };
    const Anchor alone { before + ".v", "$", true, true, {}, {}, true };
    return "EXISTS (SELECT FROM " + from + " WHERE CASE WHEN " + before + ".named THEN " + atAnchor(filter, alone, wide) + " ELSE "
        + atAnchor(filter, value, wide) + " END)";
}

QByteArray FilterSql::elementMatch(const DocumentFilter &filter, const Anchor &anchor, bool wide)
{
    if (filter.children.empty())
        return "FALSE";
    if (!m_leaf.allowsSubqueries())
        return m_leaf.refuseSubquery(wide);
    const auto &child = filter.children.front();
    const auto found = m_leaf.nextAlias();
    const auto element = m_leaf.nextAlias();
    auto from = "jsonb_array_elements(CASE jsonb_typeof(" + found + ") WHEN 'array' THEN " + found + " END) AS " + element;
    if (anchor.path == "$")
        from = "(SELECT " + anchor.base + ") AS " + found + '(' + found + ") CROSS JOIN LATERAL " + from;
    else
        from = "jsonb_path_query(" + anchor.base + ", " + m_values.text(anchor.path, "jsonpath") + ") AS " + found + " CROSS JOIN LATERAL "
            + from;
    QByteArray sql;
    if (isAboutElements(child)) {
        sql = "EXISTS (SELECT FROM " + from + " WHERE " + condition(child, { element, false, false, true }, wide) + ')';
    } else {
        const auto object = m_leaf.nextAlias();
        from += " CROSS JOIN LATERAL (SELECT " + asObject(element, m_leaf.nextAlias()) + ") AS " + object + '(' + object + ')';
        sql = "EXISTS (SELECT FROM " + from + " WHERE " + object + " IS NOT NULL AND " + condition(child, { object, true, false, false }, wide)
            + ')';
    }
    return anchor.guard.isEmpty() ? sql : '(' + m_leaf.pathTest(anchor, anchor.guard) + " AND " + sql + ')';
}

QByteArray FilterSql::operand(const DocumentOperand &operand, const Root &root)
{
    if (!operand.isField)
        return m_values.text(operand.value, "jsonb");
    const auto base = root.isTop && m_place.hasColumns && isColumnPath(operand.path) ? columnsAsDocument() : root.sql;
    std::vector<QByteArray> steps(operand.path.begin(), operand.path.end());
    return '(' + base + " #> " + m_values.texts(steps, "text[]") + ')';
}

/// Where both are numbers or both texts, and no array is in the way, SQL can say; for other values it lets the client decide.
QByteArray FilterSql::compare(const DocumentFilter &filter, const Root &root, bool wide)
{
    const auto rest = m_leaf.open(wide, tr("A comparison of fields is looked at in the client."));
    static constexpr const char *operators[] { " = ", " <> ", " > ", " >= ", " < ", " <= " };
    const auto mayBeSaid = [](const DocumentOperand &operand) {
        if (operand.isField)
            return !operand.path.isEmpty() && isHeld(operand.path)
                && std::ranges::all_of(operand.path, [](const QByteArray &step) {
                       return !step.isEmpty() && (std::isalpha(quint8(step.front())) || step.front() == '_');
                   });
        return JsonConstant(operand.value).isHeld();
    };
    if (!wide || !mayBeSaid(filter.left) || !mayBeSaid(filter.right))
        return rest;
    const auto left = operand(filter.left, root);
    const auto right = operand(filter.right, root);
    const auto alias = m_leaf.nextAlias();
    const QByteArray op = operators[int(filter.comparison)];
    const auto both = [&](const char *type) {
        return "jsonb_typeof(" + alias + ".l) = '" + type + "' AND jsonb_typeof(" + alias + ".r) = '" + type + '\'';
    };
    return "(SELECT CASE WHEN " + both("number") + " THEN " + alias + ".l::numeric" + op + alias + ".r::numeric WHEN " + both("string")
        + " THEN (" + alias + ".l #>> '{}') COLLATE \"C\"" + op + '(' + alias + ".r #>> '{}') ELSE TRUE END FROM (SELECT " + left + ", "
        + right + ") AS " + alias + "(l, r))";
}

QByteArray FilterSql::withIndexes(const DocumentFilter &filter, const QByteArray &condition)
{
    if (!m_place.indexed || !m_leaf.allowsSubqueries())
        return condition;
    const auto range = indexRange(filter, m_place.document, *m_place.indexed, m_values);
    return range ? '(' + *range + " AND " + condition + ')' : condition;
}

} // namespace dumbo::postgresql
