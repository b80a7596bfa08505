#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterreading.h"
#include "core/json/jsonstring.h"

#include <algorithm>

namespace dumbo {

namespace {

using Kind = DocumentFilter::Kind;

QString tr(const char *text)
{
    return documentWords(text);
}

QString shown(const QByteArray &text)
{
    return fromWtf8(text);
}

Result<DocumentFilter> expression(const RelaxedValue &value);

/// Something in a constant that would be computed.
const RelaxedValue *computedPart(const RelaxedValue &value)
{
    if (value.hasOperators() || (value.isString() && value.text.startsWith('$')))
        return &value;
    for (const auto &child : value.children) {
        if (const auto *part = computedPart(child))
            return part;
    }
    return nullptr;
}

Result<DocumentOperand> operand(const RelaxedValue &value)
{
    DocumentOperand result;
    if (value.isString() && value.text.startsWith('$')) {
        if (value.text.startsWith("$$") || value.text.size() == 1)
            return failAt(value.position, tr("There is no variable \"%1\".").arg(shown(value.text)));
        result.isField = true;
        result.path = dottedPath(QByteArrayView(value.text).sliced(1));
        return result;
    }
    const auto *constant = value.hasOperators() ? value.find("$literal") : &value;
    if (!constant || (value.hasOperators() && value.children.size() != 1))
        return failAt(value.children.front().keyPosition,
            tr("There is no operator \"%1\" here; $expr compares fields and constants.").arg(shown(value.children.front().key)));
    if (const auto *part = constant == &value ? computedPart(value) : nullptr)
        return failAt(part->position, tr("Only whole fields and constants can be compared; a constant like this goes into $literal."));
    auto text = plainText(*constant);
    if (!text)
        return fail(text.error());
    result.value = *text;
    return result;
}

Result<DocumentFilter> expressions(Kind kind, const RelaxedValue &value)
{
    std::vector<DocumentFilter> parts;
    if (!value.isArray() || value.children.empty())
        return failAt(value.position, tr("%1 wants an array that is not empty.").arg(shown(value.key)));
    for (const auto &element : value.children) {
        auto part = expression(element);
        if (!part)
            return part;
        parts.push_back(std::move(*part));
    }
    return combined(kind, std::move(parts), value.keyPosition);
}

Result<DocumentFilter> expression(const RelaxedValue &value)
{
    using Comparison = DocumentFilter::Comparison;
    if (!value.hasOperators() || value.children.size() != 1)
        return failAt(value.position, tr("A comparison is expected here, e.g. { $gt: [ \"$a\", \"$b\" ] }."));
    const auto &member = value.children.front();
    if (member.key == "$and" || member.key == "$or")
        return expressions(member.key == "$and" ? Kind::And : Kind::Or, member);
    if (member.key == "$not") {
        auto child = expression(member.isArray() && member.children.size() == 1 ? member.children.front() : member);
        return child ? Result<DocumentFilter>(negated(std::move(*child), member.keyPosition)) : child;
    }
    static constexpr std::pair<QByteArrayView, Comparison> comparisons[] = { { "$eq", Comparison::Equal },
        { "$ne", Comparison::NotEqual }, { "$gt", Comparison::Greater }, { "$gte", Comparison::GreaterOrEqual },
        { "$lt", Comparison::Less }, { "$lte", Comparison::LessOrEqual } };
    const auto known = std::ranges::find(comparisons, member.key, [](const auto &entry) { return entry.first; });
    if (known == std::end(comparisons))
        return failAt(member.keyPosition, tr("There is no operator \"%1\" in $expr.").arg(shown(member.key)));
    if (!member.isArray() || member.children.size() != 2)
        return failAt(member.position, tr("%1 wants two things to compare.").arg(shown(member.key)));
    auto left = operand(member.children[0]);
    auto right = operand(member.children[1]);
    if (!left || !right)
        return fail(left ? right.error() : left.error());
    auto filter = filterOf(Kind::Compare, {}, member.keyPosition);
    filter.comparison = known->second;
    filter.left = *left;
    filter.right = *right;
    return filter;
}

} // namespace

DocumentFilter filterOf(DocumentFilter::Kind kind, const DocumentPath &path, qint64 position)
{
    DocumentFilter filter;
    filter.kind = kind;
    filter.path = path;
    filter.position = position;
    return filter;
}

DocumentFilter combined(DocumentFilter::Kind kind, std::vector<DocumentFilter> parts, qint64 position)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    auto filter = filterOf(kind, {}, position);
    filter.children = std::move(parts);
    return filter;
}

DocumentFilter negated(DocumentFilter child, qint64 position)
{
    auto filter = filterOf(Kind::Not, {}, position);
    filter.children.push_back(std::move(child));
    return filter;
}

Result<DocumentFilter> readComparison(const RelaxedValue &value)
{
    return expression(value);
}

} // namespace dumbo
