#include "drivers/common/postgresql/documents/indexranges.h"

#include "drivers/common/postgresql/documents/jsonconstant.h"
#include "drivers/common/postgresql/documents/pathsql.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

#include <algorithm>

namespace dumbo::postgresql {

namespace {

using Kind = DocumentFilter::Kind;

/// jsonb orders an empty array before all else, then null, strings, numbers, booleans, arrays and objects:
/// https://www.postgresql.org/docs/17/datatype-json.html#JSON-INDEXING
QByteArray arraysOf(const QByteArray &expression)
{
    return '(' + expression + " > 'true' AND " + expression + " < '{}')";
}

std::optional<QByteArray> orderRange(const DocumentFilter &filter, const QByteArray &expression, SqlValues &values)
{
    const JsonConstant constant(filter.value);
    const bool isUp = filter.kind == Kind::Greater || filter.kind == Kind::GreaterOrEqual;
    const bool orEqual = filter.kind == Kind::GreaterOrEqual || filter.kind == Kind::LessOrEqual;
    const QByteArray op = isUp ? (orEqual ? " >= " : " > ") : (orEqual ? " <= " : " < ");
    const auto isNumber = constant.kind() == JsonConstant::Kind::Number;
    if (!constant.isHeld() || (!isNumber && constant.kind() != JsonConstant::Kind::String))
        return std::nullopt;
    // No number is known to be the first, so a range that is open downwards has the strings before it.
    QByteArray range = expression + op + values.text(constant.text(), "jsonb") + " AND " + expression;
    if (isUp)
        range += isNumber ? " < 'false'" : " < '-9e131071'";
    else
        range += isNumber ? " > '\"\"'" : " >= '\"\"'";
    auto either = '(' + range + ") OR " + arraysOf(expression);
    // jsonb orders strings by the database's collation.
    if (!isNumber)
        either += " OR " + hasOtherCollation();
    return '(' + either + ')';
}

} // namespace

QByteArray hasOtherCollation()
{
    return "NOT ('B' < 'a' AND 'Z' < '_' AND '_' < 'b' AND 'aB' < 'ab' AND '-b' < 'a')";
}

bool hasIndex(const DocumentSource &source, const DocumentPath &path)
{
    return std::ranges::any_of(source.indexes, [&](const DocumentIndex &index) {
        return index.kind == DocumentIndex::Kind::Value
            && std::ranges::any_of(index.keys, [&](const DocumentSortKey &key) { return key.path == path; });
    });
}

std::optional<QByteArray> indexRange(
    const DocumentFilter &filter, const QByteArray &column, const DocumentSource &source, SqlValues &values)
{
    const auto expression = indexExpression(column, filter.path);
    if (source.storage != DocumentStorage::Jsonb || !expression || !hasIndex(source, filter.path))
        return std::nullopt;
    const auto mayBeEqual = [](const QByteArray &value) {
        const JsonConstant constant(value);
        return constant.isHeld() && constant.kind() != JsonConstant::Kind::Null;
    };
    switch (filter.kind) {
    case Kind::Equal:
        if (!mayBeEqual(filter.value))
            return std::nullopt;
        return '(' + *expression + " = " + values.text(filter.value, "jsonb") + " OR " + arraysOf(*expression) + ')';
    case Kind::In:
        if (filter.values.empty() || !std::ranges::all_of(filter.values, mayBeEqual))
            return std::nullopt;
        return '(' + *expression + " = ANY(" + values.texts(filter.values, "jsonb[]") + ") OR " + arraysOf(*expression) + ')';
    case Kind::Greater:
    case Kind::GreaterOrEqual:
    case Kind::Less:
    case Kind::LessOrEqual:
        return orderRange(filter, *expression, values);
    default:
        return std::nullopt;
    }
}

} // namespace dumbo::postgresql
