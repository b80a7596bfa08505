#include "drivers/common/sqlite/documents/valuetest.h"

#include <algorithm>

namespace dumbo::sqlite {

namespace {

using Kind = DocumentFilter::Kind;

Condition typeIs(const ValueSql &value, const char *type)
{
    return Condition::exactly(value.type + " = '" + type + '\'');
}

bool looksLikeContainer(const QByteArray &text)
{
    return text.startsWith('[') || text.startsWith('{');
}

Condition stringTest(Kind kind, const QByteArray &text, const ValueSql &value, Values &values)
{
    const auto mark = values.markText(text);
    const auto isText = value.type + " = 'text'";
    switch (kind) {
    case Kind::Equal:
        return Condition::exactly(looksLikeContainer(text) ? '(' + value.value + " = " + mark + " AND " + isText + ')' : value.value + " = " + mark);
    case Kind::Greater:
        return Condition::exactly('(' + value.value + " > " + mark + " AND " + isText + ')');
    case Kind::GreaterOrEqual:
        return Condition::exactly('(' + value.value + " >= " + mark + " AND " + isText + ')');
    case Kind::Less:
        return Condition::exactly('(' + value.value + " >= '' AND " + value.value + " < " + mark + " AND " + isText + ')');
    default:
        return Condition::exactly('(' + value.value + " >= '' AND " + value.value + " <= " + mark + " AND " + isText + ')');
    }
}

Condition booleanTest(Kind kind, bool constant, const ValueSql &value)
{
    const auto is = [&value](bool wanted) {
        return Condition::exactly('(' + value.value + (wanted ? " = 1" : " = 0") + " AND " + value.type + (wanted ? " = 'true')" : " = 'false')"));
    };
    switch (kind) {
    case Kind::Equal:
        return is(constant);
    case Kind::Greater:
        return constant ? Condition::never() : is(true);
    case Kind::Less:
        return constant ? is(false) : Condition::never();
    case Kind::GreaterOrEqual:
        return constant ? is(true) : any({ is(true), is(false) });
    default:
        return constant ? any({ is(true), is(false) }) : is(false);
    }
}

/// What stands inside objects and arrays SQL does not compare; but the same text is the same value.
Condition containerTest(Kind kind, const Constant &constant, const ValueSql &value, Values &values)
{
    const auto *type = constant.kind == Constant::Kind::Object ? "object" : "array";
    if (kind != Kind::Equal)
        return Condition::atMost(typeIs(value, type).wide);
    if (constant.isEmptyContainer())
        return Condition::exactly('(' + typeIs(value, type).wide + " AND " + value.json + (type[0] == 'o' ? " = '{}')" : " = '[]')"));
    const auto same = value.json + " = " + values.mark(Value::text(constant.json));
    return { typeIs(value, type).wide, '(' + typeIs(value, type).wide + " AND " + same + ')' };
}

Condition comparison(Kind kind, const Constant &constant, const ValueSql &value, Values &values)
{
    switch (constant.kind) {
    case Constant::Kind::Null:
        if (kind == Kind::Greater || kind == Kind::Less)
            return Condition::never();
        return Condition::exactly('(' + value.value + " IS NULL AND " + value.type + " = 'null')");
    case Constant::Kind::Number:
        return numberTest(kind, constant.number, value, values);
    case Constant::Kind::String:
        return stringTest(kind, constant.text, value, values);
    case Constant::Kind::True:
    case Constant::Kind::False:
        return booleanTest(kind, constant.kind == Constant::Kind::True, value);
    default:
        return containerTest(kind, constant, value, values);
    }
}

/// Constants of a list, those together that one IN can ask for.
struct List {
    QByteArrayList texts;
    std::vector<qint64> integers;
    std::vector<Constant> others;
};

List sorted(const std::vector<QByteArray> &constants)
{
    List list;
    for (const auto &json : constants) {
        auto constant = Constant::fromJson(json);
        if (constant.kind == Constant::Kind::String && !looksLikeContainer(constant.text))
            list.texts.append(constant.text);
        else if (constant.kind == Constant::Kind::Number && constant.number.small())
            list.integers.push_back(constant.number.small().value_or(0));
        else
            list.others.push_back(std::move(constant));
    }
    return list;
}

Condition textsTest(const QByteArrayList &texts, const ValueSql &value, Values &values)
{
    if (texts.size() == 1)
        return stringTest(Kind::Equal, texts.first(), value, values);
    QByteArrayList marks;
    if (std::size_t(texts.size()) > mostInList) {
        QByteArrayList jsons;
        for (const auto &text : texts)
            jsons.append(asciiJson(text));
        return Condition::exactly(value.value + " IN (SELECT value FROM json_each(" + values.mark(Value::text('[' + jsons.join(',') + ']')) + "))");
    }
    for (const auto &text : texts)
        marks.append(values.markText(text));
    return Condition::exactly(value.value + " IN (" + marks.join(", ") + ')');
}

Condition listTest(const List &list, const ValueSql &value, Values &values)
{
    std::vector<Condition> conditions;
    if (!list.texts.isEmpty())
        conditions.push_back(textsTest(list.texts, value, values));
    if (list.integers.size() == 1)
        conditions.push_back(numberTest(Kind::Equal, Decimal::fromJson(QByteArray::number(list.integers.front())), value, values));
    else if (!list.integers.empty())
        conditions.push_back(integersTest(list.integers, value, values));
    for (const auto &constant : list.others)
        conditions.push_back(comparison(Kind::Equal, constant, value, values));
    return any(conditions);
}

Condition typeTest(const QStringList &types, const ValueSql &value)
{
    static const auto isInteger = [](const ValueSql &v, const char *range) {
        return Condition::exactly('(' + v.type + " = 'integer' AND typeof(" + v.value + ") = 'integer' AND " + v.value + range + ')');
    };
    constexpr const char *inInt = " BETWEEN -2147483648 AND 2147483647";
    constexpr const char *inLong = " NOT BETWEEN -2147483648 AND 2147483647";
    std::vector<Condition> conditions;
    for (const auto &type : types) {
        if (type == u"number")
            conditions.push_back(Condition::exactly(value.type + " IN ('integer', 'real')"));
        else if (type == u"bool")
            conditions.push_back(Condition::exactly(value.type + " IN ('true', 'false')"));
        else if (type == u"int")
            conditions.push_back(isInteger(value, inInt));
        else if (type == u"long")
            conditions.push_back(isInteger(value, inLong));
        else if (type == u"double" || type == u"decimal")
            conditions.push_back(Condition::atMost("(" + value.type + " = 'real' OR " + value.type + " = 'integer' AND typeof(" + value.value + ") = 'real')"));
        else
            conditions.push_back(typeIs(value, type == u"string" ? "text" : type == u"object" ? "object" : type == u"array" ? "array" : "null"));
    }
    return any(conditions);
}

/// The pattern where all of it is one literal of ASCII, without or with the anchor in front; and whether SQL says the same.
struct PlainPattern {
    bool isPlain = false;
    bool isAnchored = false;
    QByteArray text;
};

PlainPattern plainPattern(const DocumentFilter &filter)
{
    PlainPattern plain;
    plain.isAnchored = filter.pattern.startsWith('^');
    plain.text = filter.pattern.sliced(plain.isAnchored ? 1 : 0);
    const auto isOrdinary = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || QByteArrayView(" _-@/:,;=&%~!'\"<>").contains(c);
    };
    plain.isPlain = filter.options.isEmpty() && !plain.text.isEmpty() && std::ranges::all_of(plain.text, isOrdinary);
    return plain;
}

Condition regexTest(const DocumentFilter &filter, const ValueSql &value, Values &values)
{
    const auto isText = value.type + " = 'text'";
    const auto plain = plainPattern(filter);
    if (!plain.isPlain)
        return Condition::atMost(isText);
    const auto mark = values.mark(Value::text(plain.text));
    if (!plain.isAnchored)
        return Condition::exactly('(' + isText + " AND instr(" + value.value + ", " + mark + ") > 0)");
    auto end = plain.text;
    end.back() = char(end.back() + 1);
    return Condition::exactly('(' + value.value + " >= " + mark + " AND " + value.value + " < " + values.mark(Value::text(end)) + " AND " + isText + ')');
}

/// What is behind the point is dropped; of numbers that SQLite rounds, or with an exponent, too little is known.
Condition moduloTest(const DocumentFilter &filter, const ValueSql &value, Values &values)
{
    const auto divisor = Decimal::fromJson(filter.divisor.trimmed()).integer();
    const auto remainder = Decimal::fromJson(filter.remainder.trimmed()).integer();
    const auto isNumber = Condition::exactly(value.type + " IN ('integer', 'real')");
    if (!divisor || *divisor == 0 || !remainder)
        return Condition::atMost(isNumber.wide);
    const auto test = [&](const QByteArray &number) {
        return number + " % " + values.mark(Value(*divisor)) + " = " + values.mark(Value(*remainder));
    };
    const auto isShort = "length(" + value.json + ") < 18 AND instr(lower(" + value.json + "), 'e') = 0";
    const auto made = [&](const char *otherwise) {
        return "CASE WHEN typeof(" + value.value + ") = 'integer' THEN " + test(value.value) + " WHEN " + isShort + " THEN "
            + test("CAST(" + value.json + " AS INTEGER)") + " ELSE " + otherwise + " END";
    };
    return both(isNumber, { made("1"), made("0") });
}

} // namespace

Leaf leafOf(const DocumentFilter &filter, Values &values)
{
    Leaf leaf;
    switch (filter.kind) {
    case Kind::In: {
        const auto list = sorted(filter.values);
        leaf.acceptsMissing = std::ranges::contains(list.others, Constant::Kind::Null, &Constant::kind);
        leaf.test = [list, &values](const ValueSql &value) { return listTest(list, value, values); };
        break;
    }
    case Kind::Exists:
        leaf.asksElements = false;
        leaf.test = [](const ValueSql &value) { return Condition::exactly(value.type + " IS NOT NULL"); };
        break;
    case Kind::Type:
        leaf.test = [types = filter.types](const ValueSql &value) { return typeTest(types, value); };
        break;
    case Kind::Regex:
        leaf.test = [filter, &values](const ValueSql &value) { return regexTest(filter, value, values); };
        break;
    case Kind::Modulo:
        leaf.test = [filter, &values](const ValueSql &value) { return moduloTest(filter, value, values); };
        break;
    case Kind::Size:
        leaf.asksElements = false;
        leaf.test = [size = filter.size](const ValueSql &value) {
            return Condition::exactly('(' + value.type + " = 'array' AND json_array_length(" + value.json + ") = " + QByteArray::number(size) + ')');
        };
        break;
    default: {
        const auto constant = Constant::fromJson(filter.value);
        leaf.acceptsMissing = constant.kind == Constant::Kind::Null && filter.kind != Kind::Greater && filter.kind != Kind::Less;
        leaf.test = [kind = filter.kind, constant, &values](const ValueSql &value) { return comparison(kind, constant, value, values); };
    }
    }
    return leaf;
}

} // namespace dumbo::sqlite
