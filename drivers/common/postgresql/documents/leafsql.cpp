#include "drivers/common/postgresql/documents/leafsql.h"

#include "drivers/common/postgresql/documents/plainpattern.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::postgresql {

namespace {

using Kind = DocumentFilter::Kind;

/// A longer list is not written as a predicate.
constexpr qsizetype mostAlternatives = 20;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

const char *operatorOf(Kind kind)
{
    switch (kind) {
    case Kind::Greater:
        return " > ";
    case Kind::GreaterOrEqual:
        return " >= ";
    case Kind::Less:
        return " < ";
    case Kind::LessOrEqual:
        return " <= ";
    default:
        return " == ";
    }
}

/// Of values and of elements; but of an array itself.
QByteArray hasType(const Anchor &anchor, QByteArrayView type)
{
    if (anchor.isAlone || type == "array")
        return anchor.path + ".type() == \"" + type.toByteArray() + '"';
    return "exists(" + anchor.path + " ? (@.type() == \"" + type.toByteArray() + "\"))";
}

/// jsonpath takes arrays apart by itself when it compares.
QByteArray comparison(const Anchor &anchor, QByteArrayView op, const QByteArray &value)
{
    const auto test = anchor.path + op.toByteArray() + value;
    return anchor.isAlone ? anchor.path + ".type() != \"array\" && " + test : test;
}

QByteArray typeName(JsonConstant::Kind kind)
{
    switch (kind) {
    case JsonConstant::Kind::Null:
        return "null";
    case JsonConstant::Kind::Boolean:
        return "boolean";
    case JsonConstant::Kind::Number:
        return "number";
    case JsonConstant::Kind::String:
        return "string";
    case JsonConstant::Kind::Array:
        return "array";
    case JsonConstant::Kind::Object:
        return "object";
    }
    return {};
}

} // namespace

QByteArray LeafSql::pathTest(const Anchor &anchor, const QByteArray &predicate)
{
    const auto guarded = anchor.guard.isEmpty() ? predicate : anchor.guard + " && (" + predicate + ')';
    return anchor.base + " @@ " + m_values.text(guarded, "jsonpath");
}

QByteArray LeafSql::open(bool wide, const QString &reason)
{
    m_outcome.isExact = false;
    if (!reason.isEmpty() && !m_outcome.reasons.contains(reason))
        m_outcome.reasons.append(reason);
    return wide ? "TRUE" : "FALSE";
}

QByteArray LeafSql::refuseSubquery(bool wide)
{
    m_outcome.needsSubquery = true;
    return open(wide, {});
}

QByteArray LeafSql::test(const DocumentFilter &filter, const Anchor &anchor, bool wide)
{
    switch (filter.kind) {
    case Kind::Equal:
        return equal(filter.value, anchor, wide);
    case Kind::Greater:
    case Kind::GreaterOrEqual:
    case Kind::Less:
    case Kind::LessOrEqual:
        return order(filter, anchor, wide);
    case Kind::In:
        return in(filter.values, anchor, wide);
    case Kind::Exists:
        return anchor.path == "$" ? anchor.base + " IS NOT NULL" : pathTest(anchor, "exists(" + anchor.path + ')');
    case Kind::Type:
        return type(filter.types, anchor, wide);
    case Kind::Regex:
        return regex(filter, anchor, wide);
    case Kind::Modulo:
        return modulo(filter, anchor, wide);
    case Kind::Size:
        return size(filter.size, anchor, wide);
    default:
        return open(wide, tr("A condition that SQL has no words for is tried in the client."));
    }
}

QByteArray LeafSql::isNull(const Anchor &anchor)
{
    auto predicate = comparison(anchor, " == ", "null");
    if (!anchor.guard.isEmpty())
        predicate = '(' + anchor.guard + " && (" + predicate + "))";
    if (!anchor.missing.isEmpty())
        predicate += " || " + anchor.missing;
    const auto test = anchor.base + " @@ " + m_values.text(predicate, "jsonpath");
    return anchor.nullIsMissing ? '(' + anchor.base + " IS NULL OR " + test + ')' : test;
}

QByteArray LeafSql::equal(const QByteArray &value, const Anchor &anchor, bool wide)
{
    const JsonConstant constant(value);
    if (constant.kind() == JsonConstant::Kind::Null)
        return isNull(anchor);
    if (constant.hasImpossibleText())
        return "FALSE";
    if (!constant.isHeld())
        return open(wide, tr("A number with so many digits is compared in the client."));
    if (!constant.isScalar())
        return equalContainer(constant, anchor, wide);
    return pathTest(anchor, comparison(anchor, " == ", constant.text()));
}

QByteArray LeafSql::equalContainer(const JsonConstant &value, const Anchor &anchor, bool wide)
{
    if (!allowsSubqueries())
        return refuseSubquery(wide);
    if (!wide && !m_ordersKeys)
        return open(wide, {});
    const auto constant = m_values.text(value.text(), "jsonb");
    if (anchor.isAlone)
        return anchor.base + " = " + constant;
    const auto found = nextAlias();
    const auto element = nextAlias();
    auto sql = "EXISTS (SELECT FROM jsonb_path_query(" + anchor.base + ", " + m_values.text(anchor.path, "jsonpath") + ") AS " + found
        + " WHERE " + found + " = " + constant + " OR EXISTS (SELECT FROM jsonb_array_elements(CASE jsonb_typeof(" + found
        + ") WHEN 'array' THEN " + found + " END) AS " + element + " WHERE " + element + " = " + constant + "))";
    return anchor.guard.isEmpty() ? sql : '(' + pathTest(anchor, anchor.guard) + " AND " + sql + ')';
}

QByteArray LeafSql::isOneOf(const std::vector<QByteArray> &scalars, const Anchor &anchor)
{
    if (qsizetype(scalars.size()) <= mostAlternatives || !allowsSubqueries()) {
        QByteArrayList tests;
        for (const auto &scalar : scalars)
            tests.append(anchor.path + " == " + scalar);
        const auto either = tests.join(" || ");
        return pathTest(anchor, anchor.isAlone ? anchor.path + ".type() != \"array\" && (" + either + ')' : either);
    }
    const auto list = m_values.texts(scalars, "jsonb[]");
    if (anchor.isAlone)
        return anchor.base + " = ANY(" + list + ')';
    const auto found = nextAlias();
    const auto sql = "EXISTS (SELECT FROM jsonb_path_query(" + anchor.base + ", " + m_values.text(anchor.path + "[*]", "jsonpath") + ") AS "
        + found + " WHERE " + found + " = ANY(" + list + "))";
    return anchor.guard.isEmpty() ? sql : '(' + pathTest(anchor, anchor.guard) + " AND " + sql + ')';
}

QByteArray LeafSql::in(const std::vector<QByteArray> &values, const Anchor &anchor, bool wide)
{
    std::vector<QByteArray> scalars;
    QByteArrayList tests;
    for (const auto &value : values) {
        const JsonConstant constant(value);
        if (constant.isHeld() && constant.isScalar() && constant.kind() != JsonConstant::Kind::Null)
            scalars.push_back(constant.text());
        else if (auto test = equal(value, anchor, wide); !tests.contains(test))
            tests.append(test);
    }
    if (!scalars.empty())
        tests.prepend(isOneOf(scalars, anchor));
    return tests.isEmpty() ? QByteArray("FALSE") : '(' + tests.join(" OR ") + ')';
}

QByteArray LeafSql::order(const DocumentFilter &filter, const Anchor &anchor, bool wide)
{
    const JsonConstant constant(filter.value);
    if (constant.kind() == JsonConstant::Kind::Null) {
        const bool orEqual = filter.kind == Kind::GreaterOrEqual || filter.kind == Kind::LessOrEqual;
        return orEqual ? isNull(anchor) : QByteArray("FALSE");
    }
    if (constant.isHeld() && constant.isScalar())
        return pathTest(anchor, comparison(anchor, operatorOf(filter.kind), constant.text()));
    const auto rest = open(wide, constant.isScalar() ? tr("A value that jsonb can't hold is compared in the client.")
                                                     : tr("The order of objects and arrays is looked at in the client."));
    return wide ? pathTest(anchor, hasType(anchor, typeName(constant.kind()))) : rest;
}

QByteArray LeafSql::type(const QStringList &types, const Anchor &anchor, bool wide)
{
    QByteArrayList tests;
    for (const auto &type : types) {
        const bool isNumber = type == u"number" || type == u"int" || type == u"long" || type == u"double" || type == u"decimal";
        if (isNumber && type != u"number" && !types.contains(u"number")) {
            const auto rest = open(wide, tr("Which type of number a value would have is decided in the client."));
            if (!wide) {
                tests.append("false == true");
                continue;
            }
        }
        const auto test = hasType(anchor, isNumber ? "number" : type == u"bool" ? "boolean" : type.toLatin1());
        if (!tests.contains(test))
            tests.append(test);
    }
    tests.removeAll("false == true");
    return tests.isEmpty() ? QByteArray("FALSE") : pathTest(anchor, tests.join(" || "));
}

QByteArray LeafSql::regex(const DocumentFilter &filter, const Anchor &anchor, bool wide)
{
    const auto plain = plainPattern(filter.pattern, filter.options);
    const auto text = plain ? jsonString(plain->text) : std::nullopt;
    if (!plain || !plain->isExact || !text) {
        const auto rest
            = open(wide, tr("The regular expression %1 is tried in the client.").arg(u'/' + QString::fromUtf8(filter.pattern) + u'/'));
        if (!wide)
            return rest;
    }
    if (!plain || !text || plain->text.isEmpty())
        return pathTest(anchor, hasType(anchor, "string"));
    const auto test = plain->isPrefix ? anchor.path + " starts with " + *text : anchor.path + " like_regex " + *text + " flag \"q\"";
    return pathTest(anchor, anchor.isAlone ? anchor.path + ".type() != \"array\" && " + test : test);
}

QByteArray LeafSql::modulo(const DocumentFilter &filter, const Anchor &anchor, bool wide)
{
    if (!JsonConstant(filter.divisor).isHeld() || !JsonConstant(filter.remainder).isHeld())
        return open(wide, tr("A value that jsonb can't hold is compared in the client."));
    const auto alone = anchor.isAlone ? anchor.path + ".type() != \"array\" && " : QByteArray();
    return pathTest(anchor, alone + "exists(" + anchor.path + " ? (@.type() == \"number\" && (@ - (@ % 1)) % (" + filter.divisor
            + ") == " + filter.remainder + "))");
}

QByteArray LeafSql::size(qint64 size, const Anchor &anchor, bool wide)
{
    const auto number = QByteArray::number(size);
    const auto test = anchor.path + ".size() == " + number;
    // In lax mode what is no array has the size 1.
    if (size != 1)
        return pathTest(anchor, test);
    const auto both = anchor.path + ".type() == \"array\" && " + test;
    if (anchor.isSingle || anchor.isAlone || anchor.path == "$")
        return pathTest(anchor, both);
    if (!allowsSubqueries())
        return refuseSubquery(wide);
    const auto found = nextAlias();
    return '(' + pathTest(anchor, both) + " AND EXISTS (SELECT FROM jsonb_path_query(" + anchor.base + ", "
        + m_values.text(anchor.path, "jsonpath") + ") AS " + found + " WHERE CASE jsonb_typeof(" + found
        + ") WHEN 'array' THEN jsonb_array_length(" + found + ") = 1 END))";
}

} // namespace dumbo::postgresql
