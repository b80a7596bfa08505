#include "core/documents/query/filterparser.h"

#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterreading.h"
#include "core/documents/query/relaxedvalue.h"
#include "core/json/jsonstring.h"

#include <algorithm>
#include <optional>

namespace dumbo {

namespace {

using Kind = DocumentFilter::Kind;
using Parts = std::vector<DocumentFilter>;

QString tr(const char *text)
{
    return documentWords(text);
}

QString shown(const QByteArray &text)
{
    return fromWtf8(text);
}

Result<DocumentFilter> objectFilter(const RelaxedValue &object, bool inElement);

/// The conditions behind one path, each appended to parts.
class OperatorParser {
public:
    OperatorParser(const DocumentPath &path, Parts &parts)
        : m_path(path)
        , m_parts(parts)
    {
    }

    Result<void> parseAll(const RelaxedValue &object)
    {
        for (const auto &member : object.children) {
            if (auto parsed = parse(object, member); !parsed)
                return parsed;
        }
        return {};
    }

    Result<void> equal(const RelaxedValue &value, Kind kind = Kind::Equal)
    {
        if (kind == Kind::Equal && value.kind == RelaxedValue::Kind::Regex)
            return regex(value.text, value.options, value.position);
        auto text = plainText(value);
        if (!text)
            return fail(text.error());
        auto filter = filterOf(kind, m_path, value.position);
        filter.value = *text;
        m_parts.push_back(std::move(filter));
        return {};
    }

private:
    Result<void> parse(const RelaxedValue &object, const RelaxedValue &value)
    {
        const auto &name = value.key;
        if (name == "$eq" || name == "$ne") {
            if (value.kind == RelaxedValue::Kind::Regex)
                return failAt(value.position, tr("%1 can't have a regular expression; write $regex.").arg(shown(name)));
            return name == "$eq" ? equal(value) : inverted(value, [&](auto &parser) { return parser.equal(value); });
        }
        static constexpr std::pair<QByteArrayView, Kind> orders[] = { { "$gt", Kind::Greater }, { "$gte", Kind::GreaterOrEqual },
            { "$lt", Kind::Less }, { "$lte", Kind::LessOrEqual } };
        if (const auto order = std::ranges::find(orders, name, [](const auto &entry) { return entry.first; });
            order != std::end(orders))
            return equal(value, order->second);
        if (name == "$in")
            return in(value);
        if (name == "$nin")
            return inverted(value, [&](auto &parser) { return parser.in(value); });
        if (name == "$all")
            return all(value);
        if (name == "$not")
            return notThat(value);
        if (name == "$exists")
            return exists(value);
        if (name == "$type")
            return type(value);
        if (name == "$regex")
            return regex(object, value);
        if (name == "$options" && object.find("$regex"))
            return {};
        if (name == "$mod")
            return modulo(value);
        if (name == "$size")
            return size(value);
        if (name == "$elemMatch")
            return elementMatch(value);
        if (!name.startsWith('$'))
            return failAt(value.keyPosition, tr("A key can't stand beside operators."));
        return failAt(value.keyPosition, tr("There is no operator \"%1\" behind a field.").arg(shown(name)));
    }

    template <typename Parse>
    Result<void> inverted(const RelaxedValue &value, Parse parse)
    {
        Parts parts;
        OperatorParser parser(m_path, parts);
        if (auto parsed = parse(parser); !parsed)
            return parsed;
        m_parts.push_back(negated(combined(Kind::And, std::move(parts), value.keyPosition), value.keyPosition));
        return {};
    }

    Result<void> in(const RelaxedValue &value)
    {
        if (!value.isArray())
            return failAt(value.position, tr("%1 wants an array.").arg(shown(value.key)));
        Parts choices;
        OperatorParser patterns(m_path, choices);
        auto filter = filterOf(Kind::In, m_path, value.keyPosition);
        for (const auto &element : value.children) {
            if (element.kind == RelaxedValue::Kind::Regex) {
                if (auto parsed = patterns.equal(element); !parsed)
                    return parsed;
                continue;
            }
            auto text = plainText(element);
            if (!text)
                return fail(text.error());
            filter.values.push_back(*text);
        }
        if (!filter.values.empty() || choices.empty())
            choices.insert(choices.begin(), std::move(filter));
        m_parts.push_back(combined(Kind::Or, std::move(choices), value.keyPosition));
        return {};
    }

    Result<void> all(const RelaxedValue &value)
    {
        if (!value.isArray())
            return failAt(value.position, tr("$all wants an array."));
        if (value.children.empty())
            m_parts.push_back(filterOf(Kind::In, m_path, value.keyPosition));
        const auto isElementMatch
            = [](const auto &element) { return element.isObject() && element.find("$elemMatch"); };
        const bool elements = !value.children.empty() && isElementMatch(value.children.front());
        for (const auto &element : value.children) {
            if (isElementMatch(element) != elements)
                return failAt(element.position, tr("$all has either values or $elemMatch."));
            if (elements && element.children.size() != 1)
                return failAt(element.position, tr("Nothing can stand beside $elemMatch in $all."));
            if (!elements && element.hasOperators())
                return failAt(element.position, tr("$all has no operator but $elemMatch."));
            if (auto parsed = elements ? elementMatch(element.children.front()) : equal(element); !parsed)
                return parsed;
        }
        return {};
    }

    Result<void> notThat(const RelaxedValue &value)
    {
        if (value.kind == RelaxedValue::Kind::Regex)
            return inverted(value, [&](auto &parser) { return parser.equal(value); });
        if (!value.hasOperators())
            return failAt(value.position, tr("$not wants operators or a regular expression; for a value there is $ne."));
        return inverted(value, [&](auto &parser) { return parser.parseAll(value); });
    }

    Result<void> exists(const RelaxedValue &value)
    {
        if (value.kind != RelaxedValue::Kind::Boolean && !value.isNumber())
            return failAt(value.position, tr("$exists wants true or false."));
        const bool wanted = value.isNumber() ? wholeNumber(value) != 0 : value.text == "true";
        auto filter = filterOf(Kind::Exists, m_path, value.keyPosition);
        m_parts.push_back(wanted ? std::move(filter) : negated(std::move(filter), value.keyPosition));
        return {};
    }

    Result<void> type(const RelaxedValue &value)
    {
        auto filter = filterOf(Kind::Type, m_path, value.keyPosition);
        const auto append = [&](const RelaxedValue &entry) -> Result<void> {
            auto name = typeName(entry);
            if (!name)
                return fail(name.error());
            if (!filter.types.contains(*name))
                filter.types.append(*name);
            return {};
        };
        if (!value.isArray()) {
            if (auto appended = append(value); !appended)
                return appended;
        }
        if (value.isArray() && value.children.empty())
            return failAt(value.position, tr("$type wants at least one type."));
        for (const auto &entry : value.children) {
            if (auto appended = append(entry); !appended)
                return appended;
        }
        m_parts.push_back(std::move(filter));
        return {};
    }

    static Result<QString> typeName(const RelaxedValue &value)
    {
        struct Type {
            QByteArrayView name;
            int number;
        };
        static constexpr Type types[] = { { "double", 1 }, { "string", 2 }, { "object", 3 }, { "array", 4 }, { "bool", 8 },
            { "null", 10 }, { "int", 16 }, { "long", 18 }, { "decimal", 19 }, { "number", -2 } };
        const auto number = wholeNumber(value);
        const auto known = std::ranges::find_if(types, [&](const Type &type) {
            return (value.isString() && type.name == value.text) || (number && *number >= 0 && type.number == *number);
        });
        if (known == std::end(types))
            return failAt(value.position,
                tr("JSON has no such type; there are number, int, long, double, decimal, string, object, array, bool and null."));
        return QString::fromLatin1(known->name);
    }

    Result<void> regex(const RelaxedValue &object, const RelaxedValue &value)
    {
        const auto *options = object.find("$options");
        if (options && !options->isString())
            return failAt(options->position, tr("$options wants a text."));
        const bool isRegex = value.kind == RelaxedValue::Kind::Regex;
        if (!isRegex && !value.isString())
            return failAt(value.position, tr("$regex wants a text or a regular expression."));
        if (isRegex && options && !value.options.isEmpty())
            return failAt(options->keyPosition, tr("The flags stand twice."));
        QByteArray letters = value.options;
        for (const auto letter : options ? options->text : QByteArray()) {
            if (!QByteArrayView("imsxu").contains(letter))
                return failAt(options->position, tr("A regular expression has the flags i, m, s, x and u only."));
            if (letter != 'u' && !letters.contains(letter))
                letters += letter;
        }
        return regex(value.text, letters, value.position);
    }

    Result<void> regex(const QByteArray &pattern, const QByteArray &options, qint64 position)
    {
        auto filter = filterOf(Kind::Regex, m_path, position);
        filter.pattern = pattern;
        filter.options = options;
        m_parts.push_back(std::move(filter));
        return {};
    }

    Result<void> modulo(const RelaxedValue &value)
    {
        if (!value.isArray() || value.children.size() != 2)
            return failAt(value.position, tr("$mod wants an array of divisor and remainder."));
        auto filter = filterOf(Kind::Modulo, m_path, value.keyPosition);
        for (const auto &number : value.children) {
            const auto whole = wholeNumber(number);
            if (!whole)
                return failAt(number.position, tr("This is no whole number of 64 bits."));
            (&number == &value.children.front() ? filter.divisor : filter.remainder) = QByteArray::number(*whole);
        }
        if (filter.divisor == "0")
            return failAt(value.children.front().position, tr("Nothing can be divided by 0."));
        m_parts.push_back(std::move(filter));
        return {};
    }

    Result<void> size(const RelaxedValue &value)
    {
        const auto whole = wholeNumber(value);
        if (!whole || *whole < 0)
            return failAt(value.position, tr("$size wants a whole number that is not negative."));
        auto filter = filterOf(Kind::Size, m_path, value.keyPosition);
        filter.size = *whole;
        m_parts.push_back(std::move(filter));
        return {};
    }

    Result<void> elementMatch(const RelaxedValue &value)
    {
        if (!value.isObject())
            return failAt(value.position, tr("$elemMatch wants an object."));
        auto filter = filterOf(Kind::ElementMatch, m_path, value.keyPosition);
        static constexpr QByteArrayView combining[] = { "$and", "$or", "$nor", "$comment", "$expr" };
        if (!value.hasOperators() || std::ranges::find(combining, value.children.front().key) != std::end(combining)) {
            auto child = objectFilter(value, true);
            if (!child)
                return fail(child.error());
            filter.children.push_back(std::move(*child));
        } else {
            Parts parts;
            if (auto parsed = OperatorParser({}, parts).parseAll(value); !parsed)
                return parsed;
            filter.children.push_back(combined(Kind::And, std::move(parts), value.position));
        }
        m_parts.push_back(std::move(filter));
        return {};
    }

    DocumentPath m_path;
    Parts &m_parts;
};

Result<DocumentFilter> listed(const RelaxedValue &value, bool inElement)
{
    if (!value.isArray() || value.children.empty())
        return failAt(value.position, tr("%1 wants an array that is not empty.").arg(shown(value.key)));
    Parts parts;
    for (const auto &element : value.children) {
        if (!element.isObject())
            return failAt(element.position, tr("%1 wants objects.").arg(shown(value.key)));
        auto part = objectFilter(element, inElement);
        if (!part)
            return part;
        parts.push_back(std::move(*part));
    }
    auto result = combined(value.key == "$and" ? Kind::And : Kind::Or, std::move(parts), value.keyPosition);
    return value.key == "$nor" ? negated(std::move(result), value.keyPosition) : std::move(result);
}

Result<void> fieldCondition(const RelaxedValue &value, Parts &parts)
{
    const auto path = dottedPath(value.key);
    if (path.size() > deepestRelaxedValue)
        return failAt(value.keyPosition, tr("Nested more than %1 levels deep.").arg(deepestRelaxedValue));
    OperatorParser parser(path, parts);
    static constexpr QByteArrayView reference("$ref");
    if (value.hasOperators() && value.children.front().key != reference)
        return parser.parseAll(value);
    const auto misplaced = std::ranges::find_if(value.children, [&](const auto &child) {
        return value.isObject() && child.key.startsWith('$') && !value.find(reference);
    });
    if (misplaced != value.children.end())
        return failAt(misplaced->keyPosition, tr("An operator can't stand beside keys."));
    return parser.equal(value);
}

Result<DocumentFilter> objectFilter(const RelaxedValue &object, bool inElement)
{
    Parts parts;
    for (const auto &member : object.children) {
        Result<DocumentFilter> part;
        if (!member.key.startsWith('$')) {
            if (auto parsed = fieldCondition(member, parts); !parsed)
                return fail(parsed.error());
            continue;
        }
        if (member.key == "$comment" && member.isString())
            continue;
        if (member.key == "$and" || member.key == "$or" || member.key == "$nor")
            part = listed(member, inElement);
        else if (member.key == "$expr" && !inElement)
            part = readComparison(member);
        else
            part = failAt(member.keyPosition, tr("There is no operator \"%1\" here.").arg(shown(member.key)));
        if (!part)
            return part;
        parts.push_back(std::move(*part));
    }
    return combined(Kind::And, std::move(parts), object.position);
}

} // namespace

Result<DocumentFilter> readFilter(const RelaxedValue &object)
{
    return objectFilter(object, false);
}

Result<DocumentFilter> readCondition(const DocumentPath &path, const RelaxedValue &value)
{
    Parts parts;
    OperatorParser parser(path, parts);
    if (auto parsed = value.hasOperators() ? parser.parseAll(value) : parser.equal(value); !parsed)
        return fail(parsed.error());
    return combined(Kind::And, std::move(parts), value.position);
}

Result<DocumentFilter> parseFilter(QByteArrayView text)
{
    auto object = parseRelaxedObject(text);
    if (!object)
        return fail(object.error());
    return objectFilter(*object, false);
}

bool isConditionOnElement(const DocumentFilter &child)
{
    switch (child.kind) {
    case Kind::And:
    case Kind::Or:
    case Kind::Not:
        return std::ranges::any_of(child.children, isConditionOnElement);
    case Kind::Compare:
        return false;
    default:
        return child.path.isEmpty();
    }
}

DocumentFilter bothOf(const DocumentFilter &left, const DocumentFilter &right)
{
    const auto isAll = [](const auto &filter) { return filter.kind == Kind::And && filter.children.empty(); };
    if (isAll(left) || isAll(right))
        return isAll(left) ? right : left;
    return combined(Kind::And, { left, right }, -1);
}

} // namespace dumbo
