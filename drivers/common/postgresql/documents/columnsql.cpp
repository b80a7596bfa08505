#include "drivers/common/postgresql/documents/columnsql.h"

#include "drivers/common/postgresql/documents/indexranges.h"
#include "drivers/common/postgresql/documents/jsonconstant.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

namespace dumbo::postgresql {

namespace {

using Kind = DocumentFilter::Kind;

QByteArray operatorOf(Kind kind)
{
    switch (kind) {
    case Kind::Equal:
        return " = ";
    case Kind::Greater:
        return " > ";
    case Kind::GreaterOrEqual:
        return " >= ";
    case Kind::Less:
        return " < ";
    case Kind::LessOrEqual:
        return " <= ";
    default:
        return {};
    }
}

/// The values that the column can be equal to.
std::vector<QByteArray> fitting(const std::vector<QByteArray> &values, bool isId)
{
    std::vector<QByteArray> texts;
    for (const auto &value : values) {
        const JsonConstant constant(value);
        if (!constant.isHeld())
            continue;
        if (isId && constant.kind() == JsonConstant::Kind::String)
            texts.push_back(constant.string());
        else if (!isId && constant.kind() == JsonConstant::Kind::Number)
            texts.push_back(constant.text());
    }
    return texts;
}

} // namespace

bool isColumnPath(const DocumentPath &path)
{
    return !path.isEmpty() && (path.front() == "_id" || path.front() == "_version");
}

QByteArray columnsAsDocument()
{
    return "jsonb_build_object('_id', \"_id\", '_version', \"_version\")";
}

std::optional<QByteArray> columnTest(const DocumentFilter &filter, SqlValues &values)
{
    if (filter.path.size() != 1)
        return std::nullopt;
    const bool isId = filter.path.front() == "_id";
    const QByteArray column = isId ? "\"_id\"" : "\"_version\"";
    const auto *type = isId ? "text" : "numeric";
    if (filter.kind == Kind::In) {
        const auto texts = fitting(filter.values, isId);
        return texts.empty() ? QByteArray("FALSE") : column + " = ANY(" + values.texts(texts, isId ? "text[]" : "numeric[]") + ')';
    }
    const auto op = operatorOf(filter.kind);
    const JsonConstant constant(filter.value);
    if (op.isEmpty() || !constant.isHeld() || constant.kind() != (isId ? JsonConstant::Kind::String : JsonConstant::Kind::Number))
        return std::nullopt;
    const auto value = values.text(isId ? constant.string() : constant.text(), type);
    if (!isId || filter.kind == Kind::Equal)
        return column + op + value;
    return '(' + column + op + value + " COLLATE \"C\" AND (" + column + op + value + " OR " + hasOtherCollation() + "))";
}

} // namespace dumbo::postgresql
