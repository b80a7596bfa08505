#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/relaxedvalue.h"
#include "core/json/jsonstring.h"

#include <algorithm>
#include <optional>

namespace dumbo {

namespace {

using Kind = DocumentFilter::Kind;

/// A member of an object: the key, and the value's JSON text.
struct Member {
    QByteArray key;
    QByteArray value;
};
using Members = std::vector<Member>;

QByteArray quoted(const QByteArray &text)
{
    return encodeJsonString(QByteArrayView(text));
}

QByteArray objectText(const Members &members)
{
    QByteArrayList texts;
    for (const auto &member : members)
        texts += quoted(member.key) + ": " + member.value;
    return texts.isEmpty() ? QByteArray("{}") : "{" + texts.join(", ") + "}";
}

QByteArray arrayText(const QByteArrayList &values)
{
    return '[' + values.join(", ") + ']';
}

QByteArray regexText(const DocumentFilter &filter)
{
    return objectText({ { "$regularExpression",
        objectText({ { "pattern", quoted(filter.pattern) }, { "options", quoted(filter.options) } }) } });
}

bool isOf(const std::vector<DocumentFilter> &filters, size_t from, Kind kind)
{
    return std::all_of(filters.begin() + qsizetype(from), filters.end(), [kind](const auto &f) { return f.kind == kind; });
}

/// What $in with regular expressions becomes: an In, where there are values, then patterns, all of one path.
bool isInWithPatterns(const DocumentFilter &filter)
{
    const auto &parts = filter.children;
    if (filter.kind != Kind::Or || parts.size() < 2)
        return false;
    const bool hasValues = parts.front().kind == Kind::In && !parts.front().values.empty();
    return isOf(parts, hasValues ? 1 : 0, Kind::Regex)
        && std::ranges::all_of(parts, [&](const auto &part) { return part.path == parts.front().path; });
}

QByteArray inText(const DocumentFilter &filter)
{
    QByteArrayList values;
    for (const auto &value : filter.values)
        values += value;
    for (const auto &part : filter.children) {
        for (const auto &value : part.values)
            values += value;
        if (part.kind == Kind::Regex)
            values += regexText(part);
    }
    return arrayText(values);
}

/// The path that all conditions in a filter have, where operators behind one field can say it all.
std::optional<DocumentPath> pathOf(const DocumentFilter &filter)
{
    switch (filter.kind) {
    case Kind::Or:
        return isInWithPatterns(filter) ? std::optional(filter.children.front().path) : std::nullopt;
    case Kind::Not:
        return pathOf(filter.children.front());
    case Kind::Compare:
        return {};
    case Kind::And:
        break;
    default:
        return filter.path;
    }
    std::optional<DocumentPath> path;
    for (const auto &child : filter.children) {
        const auto other = pathOf(child);
        if (!other || (path && *path != *other))
            return {};
        path = other;
    }
    return path;
}

QByteArray elementText(const DocumentFilter &child);

void appendOperators(Members &members, const DocumentFilter &filter);

Members operatorsOf(const DocumentFilter &filter)
{
    Members members;
    appendOperators(members, filter);
    return members;
}

Members typeOperator(const DocumentFilter &filter)
{
    QByteArrayList names;
    for (const auto &type : filter.types)
        names += quoted(type.toUtf8());
    return { { "$type", names.size() == 1 ? names.front() : arrayText(names) } };
}

Members negatedOperators(const DocumentFilter &child)
{
    if (child.kind == Kind::Equal)
        return { { "$ne", child.value } };
    if (child.kind == Kind::In || child.kind == Kind::Or)
        return { { "$nin", inText(child) } };
    if (child.kind == Kind::Exists)
        return { { "$exists", "false" } };
    return { { "$not", objectText(operatorsOf(child)) } };
}

Members leafOperators(const DocumentFilter &filter)
{
    switch (filter.kind) {
    case Kind::Greater:
        return { { "$gt", filter.value } };
    case Kind::GreaterOrEqual:
        return { { "$gte", filter.value } };
    case Kind::Less:
        return { { "$lt", filter.value } };
    case Kind::LessOrEqual:
        return { { "$lte", filter.value } };
    case Kind::In:
    case Kind::Or:
        return { { "$in", inText(filter) } };
    case Kind::Exists:
        return { { "$exists", "true" } };
    case Kind::Type:
        return typeOperator(filter);
    case Kind::Regex:
        if (filter.options.isEmpty())
            return { { "$regex", quoted(filter.pattern) } };
        return { { "$regex", quoted(filter.pattern) }, { "$options", quoted(filter.options) } };
    case Kind::Modulo:
        return { { "$mod", arrayText({ filter.divisor, filter.remainder }) } };
    case Kind::Size:
        return { { "$size", QByteArray::number(filter.size) } };
    case Kind::ElementMatch:
        return { { "$elemMatch", elementText(filter.children.front()) } };
    case Kind::Not:
        return negatedOperators(filter.children.front());
    default:
        return { { "$eq", filter.value } };
    }
}

bool hasAnyOf(const Members &members, const Members &others)
{
    return std::ranges::any_of(others, [&](const auto &other) {
        return std::ranges::find(members, other.key, &Member::key) != members.end();
    });
}

/// Another equality, pattern or $elemMatch beside the first, which only $all can have.
bool appendToAll(Members &members, const DocumentFilter &filter)
{
    const bool isElement = filter.kind == Kind::ElementMatch;
    if (filter.kind != Kind::Equal && filter.kind != Kind::Regex && !isElement)
        return false;
    const auto value = filter.kind == Kind::Equal ? filter.value
        : isElement                               ? objectText(leafOperators(filter))
                                                  : regexText(filter);
    const auto all = std::ranges::find(members, "$all", &Member::key);
    if (all == members.end())
        members.push_back({ "$all", arrayText({ value }) });
    else if (all->value.startsWith("[{\"$elemMatch\"") == isElement)
        all->value = all->value.chopped(1) + ", " + value + ']';
    else
        return false;
    return true;
}

/// A second operator of the same name goes into a double $not.
void appendOperators(Members &members, const DocumentFilter &filter)
{
    if (filter.kind == Kind::And) {
        for (const auto &child : filter.children)
            appendOperators(members, child);
        return;
    }
    auto operators = leafOperators(filter);
    if (hasAnyOf(members, operators)) {
        if (appendToAll(members, filter))
            return;
        operators = { { "$not", objectText({ { "$not", objectText(operators) } }) } };
    }
    members.insert(members.end(), operators.begin(), operators.end());
}

QByteArray operandText(const DocumentOperand &operand)
{
    if (operand.isField)
        return quoted('$' + dottedText(operand.path));
    const bool isPlain = !operand.value.startsWith('{') && !operand.value.startsWith('[') && !operand.value.startsWith("\"$");
    return isPlain ? operand.value : objectText({ { "$literal", operand.value } });
}

QByteArray compareText(const DocumentFilter &filter)
{
    static constexpr const char *names[] = { "$eq", "$ne", "$gt", "$gte", "$lt", "$lte" };
    return objectText({ { names[int(filter.comparison)],
        arrayText({ operandText(filter.left), operandText(filter.right) }) } });
}

Members membersOf(const DocumentFilter &filter);

QByteArray childTexts(const DocumentFilter &filter)
{
    QByteArrayList texts;
    for (const auto &child : filter.children)
        texts += objectText(membersOf(child));
    return arrayText(texts);
}

bool isNothing(const DocumentFilter &filter)
{
    return filter.kind == Kind::Or && filter.children.empty();
}

Members negatedMembers(const DocumentFilter &child)
{
    if (isNothing(child))
        return {};
    if (const auto path = pathOf(child))
        return { { dottedText(*path), objectText(negatedOperators(child)) } };
    if (child.kind == Kind::Or)
        return { { "$nor", childTexts(child) } };
    return { { "$nor", arrayText({ objectText(membersOf(child)) }) } };
}

Members leafMembers(const DocumentFilter &filter)
{
    const auto key = dottedText(filter.kind == Kind::Or ? filter.children.front().path : filter.path);
    if (filter.kind == Kind::Equal && !filter.value.startsWith('{'))
        return { { key, filter.value } };
    return { { key, objectText(leafOperators(filter)) } };
}

/// Members of an And side by side; conditions that follow each other behind one field are put together.
Members allMembers(const DocumentFilter &filter)
{
    Members members;
    for (size_t i = 0; i < filter.children.size(); ++i) {
        const auto &child = filter.children[i];
        const auto path = child.kind == Kind::And ? std::nullopt : pathOf(child);
        Members operators;
        size_t last = i;
        for (size_t k = i; path && k < filter.children.size() && filter.children[k].kind != Kind::And; ++k) {
            if (pathOf(filter.children[k]) != path)
                break;
            const auto more = operatorsOf(filter.children[k]);
            if (hasAnyOf(operators, more))
                break;
            operators.insert(operators.end(), more.begin(), more.end());
            last = k;
        }
        const auto next = last > i ? Members { { dottedText(*path), objectText(operators) } }
            : child.kind == Kind::And ? Members { { "$and", childTexts(child) } } : membersOf(child);
        if (hasAnyOf(members, next) || (child.kind == Kind::And && child.children.size() < 2))
            return { { "$and", childTexts(filter) } };
        members.insert(members.end(), next.begin(), next.end());
        i = last;
    }
    return members;
}

Members membersOf(const DocumentFilter &filter)
{
    switch (filter.kind) {
    case Kind::And:
        return allMembers(filter);
    case Kind::Or:
        if (isInWithPatterns(filter))
            return leafMembers(filter);
        if (isNothing(filter))
            return { { "$nor", "[{}]" } };
        return { { "$or", childTexts(filter) } };
    case Kind::Not:
        return negatedMembers(filter.children.front());
    case Kind::Compare:
        return { { "$expr", compareText(filter) } };
    default:
        return leafMembers(filter);
    }
}

QByteArray elementText(const DocumentFilter &child)
{
    return objectText(isConditionOnElement(child) ? operatorsOf(child) : membersOf(child));
}

} // namespace

QByteArray filterText(const DocumentFilter &filter)
{
    return objectText(membersOf(filter));
}

static Result<void> checkPath(const DocumentPath &path)
{
    const bool writable = !path.isEmpty() && !path.front().startsWith('$')
        && std::ranges::none_of(path, [](const auto &step) { return step.contains('.'); });
    if (!writable)
        return fail(ErrorKind::NotImplemented, documentWords("A filter can't name this field: its key has a dot or a dollar sign."));
    return {};
}

/// Into the braces that are there, behind what is there.
static QByteArray insertedInto(QByteArrayView filter, const DocumentFilter &condition)
{
    const auto brace = filter.lastIndexOf('}');
    auto added = filterText(condition);
    if (brace < 0)
        return added;
    added = added.sliced(1, added.size() - 2);
    auto before = filter.first(brace).trimmed().toByteArray();
    if (!before.endsWith('{') && !before.endsWith(','))
        before += ',';
    if (!before.endsWith('{'))
        before += ' ';
    return before + added + filter.sliced(brace).toByteArray();
}

Result<QByteArray> andAlso(QByteArrayView filter, const DocumentFilter &condition)
{
    auto parsed = parseFilter(filter);
    if (!parsed)
        return fail(parsed.error());
    const auto isAll = parsed->kind == Kind::And && parsed->children.empty();
    if (isAll)
        return filterText(condition);
    const auto text = insertedInto(filter, condition);
    const auto again = parseFilter(text);
    auto expected = parsed->kind == Kind::And ? parsed->children : std::vector { *parsed };
    const auto added = condition.kind == Kind::And ? condition.children : std::vector { condition };
    expected.insert(expected.end(), added.begin(), added.end());
    DocumentFilter both;
    both.children = expected;
    if (again && filterText(*again) == filterText(both))
        return text;
    const auto whole = filter.trimmed().toByteArray();
    return "{\"$and\": [" + whole + (whole.contains("//") ? "\n, " : ", ") + filterText(condition) + "]}";
}

Result<QByteArray> andAlso(QByteArrayView filter, const DocumentPath &path, QByteArrayView value)
{
    if (auto checked = checkPath(path); !checked)
        return fail(checked.error());
    DocumentFilter condition;
    condition.kind = Kind::Equal;
    condition.path = path;
    condition.value = value.toByteArray();
    return andAlso(filter, condition);
}

Result<QByteArray> butNot(QByteArrayView filter, const DocumentPath &path, QByteArrayView value)
{
    if (auto checked = checkPath(path); !checked)
        return fail(checked.error());
    DocumentFilter condition;
    condition.kind = Kind::Equal;
    condition.path = path;
    condition.value = value.toByteArray();
    DocumentFilter negated;
    negated.kind = Kind::Not;
    negated.children.push_back(condition);
    return andAlso(filter, negated);
}

} // namespace dumbo
