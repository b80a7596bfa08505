#include "drivers/common/postgresql/documents/textsql.h"

#include "drivers/common/postgresql/documents/columnsql.h"
#include "drivers/common/postgresql/documents/jsonconstant.h"
#include "drivers/common/postgresql/documents/pathsql.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

#include <algorithm>

namespace dumbo::postgresql {

namespace {

using Kind = DocumentFilter::Kind;

/// Characters that JSON has no other way to write but \u.
bool isPlain(QByteArrayView text)
{
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ' ' || c == '.'
            || c == '@' || c == ':';
    });
}

QByteArray has(const QByteArray &column, const QByteArray &word)
{
    return "(strpos(" + column + ", " + literal(word) + ") > 0 OR strpos(" + column + ", '\\u') > 0)";
}

QByteArray joined(const QByteArrayList &parts, const char *word)
{
    return parts.size() == 1 ? parts.front() : '(' + parts.join(word) + ')';
}

bool isNull(const QByteArray &value)
{
    return JsonConstant(value).kind() == JsonConstant::Kind::Null;
}

/// Whether a missing value may match.
bool takesMissing(const DocumentFilter &filter)
{
    if (filter.kind == Kind::In)
        return std::ranges::any_of(filter.values, isNull);
    return (filter.kind == Kind::Equal || filter.kind == Kind::GreaterOrEqual || filter.kind == Kind::LessOrEqual) && isNull(filter.value);
}

QByteArray ofLeaf(const QByteArray &column, const DocumentFilter &filter)
{
    QByteArrayList parts;
    if (takesMissing(filter))
        return {};
    for (const auto &step : filter.path) {
        if (isPlain(step) && positionOf(step) < 0)
            parts.append(has(column, '"' + step + '"'));
    }
    const JsonConstant constant(filter.value);
    if (filter.kind == Kind::Equal && constant.kind() == JsonConstant::Kind::String && constant.isHeld() && isPlain(constant.string()))
        parts.append(has(column, '"' + constant.string() + '"'));
    return parts.isEmpty() ? QByteArray() : joined(parts, " AND ");
}

} // namespace

QByteArray mayBeRefused(const QByteArray &column)
{
    const auto text = column + "::text";
    return "(" + text + " ~ '\\\\u(0000|[dD][89a-fA-F])' OR " + text
        + " ~ '(^|[\\[:,[:space:]])-?[0-9]+(\\.[0-9]+)?[eE][+-]?[0-9]{4}' OR (length(" + text + ") > 2000 AND (" + text
        + " ~ '[0-9]{255}' OR length(" + text + ") - length(translate(" + text + ", '[{', '')) > 1000)) OR length(" + text
        + ") > 60000000)";
}

QByteArray wordsIn(const QByteArray &column, const DocumentFilter &filter, bool hasColumns)
{
    switch (filter.kind) {
    case Kind::And:
    case Kind::Or: {
        QByteArrayList parts;
        for (const auto &child : filter.children) {
            if (const auto part = wordsIn(column, child, hasColumns); !part.isEmpty())
                parts.append(part);
            else if (filter.kind == Kind::Or)
                return {};
        }
        if (parts.isEmpty())
            return filter.kind == Kind::Or ? "FALSE" : QByteArray();
        return joined(parts, filter.kind == Kind::And ? " AND " : " OR ");
    }
    case Kind::Not:
    case Kind::Compare:
        return {};
    default:
        // The id and the version stand elsewhere.
        return hasColumns && isColumnPath(filter.path) ? QByteArray() : ofLeaf(column, filter);
    }
}

} // namespace dumbo::postgresql
