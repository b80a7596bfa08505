#include "core/documents/query/relaxedvalue.h"

#include <QDateTime>
#include <QTimeZone>
#include <QUuid>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return documentWords(text);
}

QString shown(const QByteArray &text)
{
    return QString::fromUtf8(text);
}

using Kind = RelaxedValue::Kind;

Result<RelaxedValue> scalar(Kind kind, const QByteArray &text, qint64 position)
{
    RelaxedValue result;
    result.kind = kind;
    result.text = text;
    result.position = position;
    return result;
}

/// A number that is given as a text or as a number.
Result<RelaxedValue> numberOf(const RelaxedValue &value, qint64 position, QByteArrayView type)
{
    const auto text = value.isString() ? value.text.trimmed() : value.text;
    const auto read = parseRelaxed(text, DuplicateKeys::Refused);
    if ((!value.isString() && !value.isNumber()) || !read || !read->isNumber())
        return failAt(value.position, tr("JSON has no such number."));
    const auto whole = wholeNumber(*read);
    if (type == "int" && (!whole || *whole != qint32(*whole)))
        return failAt(value.position, tr("This is no whole number of 32 bits."));
    if (type == "long" && !whole)
        return failAt(value.position, tr("This is no whole number of 64 bits."));
    return scalar(Kind::Number, type == "int" || type == "long" ? QByteArray::number(*whole) : read->text, position);
}

Result<RelaxedValue> dateOf(const QDateTime &date, qint64 position)
{
    return scalar(Kind::String, dateText(date), position);
}

Result<RelaxedValue> dateOf(const RelaxedValue &value, qint64 position)
{
    if (const auto milliseconds = wholeNumber(value)) {
        // 100,000,000 days either way, as dates of JavaScript have it.
        if (std::abs(*milliseconds) <= 8'640'000'000'000'000)
            return dateOf(QDateTime::fromMSecsSinceEpoch(*milliseconds, QTimeZone::UTC), position);
        return failAt(value.position, tr("The date is too far away."));
    }
    auto date = value.isString() ? QDateTime::fromString(shown(value.text), Qt::ISODateWithMs) : QDateTime();
    if (!date.isValid())
        return failAt(value.position, tr("This is no date; one looks like \"2024-05-01T12:30:00Z\"."));
    if (date.timeSpec() == Qt::LocalTime)
        date.setTimeZone(QTimeZone::UTC);
    return dateOf(date, position);
}

Result<RelaxedValue> objectIdOf(const RelaxedValue &value, qint64 position)
{
    const bool digits = std::ranges::all_of(value.text, [](char c) { return std::isxdigit(uchar(c)); });
    if (!value.isString() || value.text.size() != 24 || !digits)
        return failAt(value.position, tr("An ObjectId has 24 hexadecimal digits."));
    return scalar(Kind::String, value.text.toLower(), position);
}

Result<RelaxedValue> uuidOf(const RelaxedValue &value, qint64 position)
{
    auto text = value.isString() ? value.text.toLower() : QByteArray();
    if (text.size() == 32) {
        for (const auto dash : { 8, 13, 18, 23 })
            text.insert(dash, '-');
    }
    const auto uuid = text.size() == 36 ? QUuid::fromString(QLatin1StringView(text)) : QUuid();
    if (uuid.toByteArray(QUuid::WithoutBraces) != text)
        return failAt(value.position, tr("This is no UUID."));
    return scalar(Kind::String, text, position);
}

Result<RelaxedValue> base64Of(const RelaxedValue &value, qint64 position)
{
    if (!value.isString() || !QByteArray::fromBase64Encoding(value.text, QByteArray::AbortOnBase64DecodingErrors))
        return failAt(value.position, tr("This is no base64 text."));
    return scalar(Kind::String, value.text, position);
}

Result<RelaxedValue> binaryOf(const RelaxedValue &value, qint64 position)
{
    if (value.isString())
        return base64Of(value, position);
    const auto *base64 = value.find("base64");
    const auto *subType = value.find("subType");
    if (!base64 || !subType || value.children.size() != 2)
        return failAt(value.position, tr("$binary has base64 and subType."));
    return base64Of(*base64, position);
}

Result<RelaxedValue> regexOf(const RelaxedValue &value, qint64 position)
{
    const auto *pattern = value.find("pattern");
    const auto *options = value.find("options");
    if (!pattern || !pattern->isString() || (options && !options->isString())
        || value.children.size() != (options ? 2U : 1U))
        return failAt(value.position, tr("$regularExpression has pattern and options."));
    auto result = scalar(Kind::Regex, pattern->text, position);
    for (const auto option : options ? options->text : QByteArray()) {
        if (!QByteArrayView("imsxu").contains(option))
            return failAt(options->position, tr("A regular expression has the flags i, m, s, x and u only."));
        if (option != 'u' && !result->options.contains(option))
            result->options += option;
    }
    return result;
}

Result<RelaxedValue> convert(const QByteArray &name, const RelaxedValue &value, qint64 position)
{
    if (name == "$numberInt")
        return numberOf(value, position, "int");
    if (name == "$numberLong")
        return numberOf(value, position, "long");
    if (name == "$numberDouble" || name == "$numberDecimal")
        return numberOf(value, position, "any");
    if (name == "$oid")
        return objectIdOf(value, position);
    if (name == "$uuid")
        return uuidOf(value, position);
    if (name == "$date")
        return dateOf(value, position);
    if (name == "$binary")
        return binaryOf(value, position);
    return regexOf(value, position);
}

bool isExtension(const QByteArray &key)
{
    static constexpr QByteArrayView names[] = { "$numberInt", "$numberLong", "$numberDouble", "$numberDecimal", "$oid", "$uuid",
        "$date", "$binary", "$regularExpression" };
    return std::ranges::find(names, key) != std::end(names);
}

bool isForeign(const QByteArray &key)
{
    static constexpr QByteArrayView names[]
        = { "$timestamp", "$minKey", "$maxKey", "$code", "$symbol", "$dbPointer", "$undefined" };
    return std::ranges::find(names, key) != std::end(names);
}

} // namespace

QByteArray dateText(const QDateTime &date)
{
    const auto utc = date.toUTC();
    // Qt counts the years before 1 from -1, ISO 8601 from 0.
    const auto year = utc.date().year() < 0 ? utc.date().year() + 1 : utc.date().year();
    const auto text = utc.toString(u"-MM-ddTHH:mm:ss.zzz'Z'").toLatin1();
    if (year >= 0 && year <= 9999)
        return QByteArray::number(year).rightJustified(4, '0') + text;
    return (year < 0 ? '-' : '+') + QByteArray::number(std::abs(year)).rightJustified(6, '0') + text;
}

Result<RelaxedValue> withoutExtension(RelaxedValue object)
{
    if (!object.hasOperators())
        return object;
    const auto &first = object.children.front();
    if (isForeign(first.key))
        return failAt(first.keyPosition, tr("JSON has nothing for %1.").arg(shown(first.key)));
    if (!isExtension(first.key))
        return object;
    const bool oldBinary = first.key == "$binary" && first.isString() && object.children.size() == 2
        && object.children.back().key == "$type";
    if (object.children.size() != 1 && !oldBinary)
        return failAt(object.children[1].keyPosition, tr("Nothing can stand beside %1.").arg(shown(first.key)));
    return convert(first.key, first, object.position);
}

Result<RelaxedValue> constructed(QByteArrayView name, std::vector<RelaxedValue> arguments, qint64 position)
{
    struct Constructor {
        QByteArrayView name;
        QByteArrayView extension;
    };
    static constexpr Constructor constructors[] = { { "ISODate", "$date" }, { "Date", "$date" }, { "ObjectId", "$oid" },
        { "ObjectID", "$oid" }, { "UUID", "$uuid" }, { "NumberInt", "$numberInt" }, { "Int32", "$numberInt" },
        { "NumberLong", "$numberLong" }, { "Long", "$numberLong" }, { "Double", "$numberDouble" },
        { "NumberDecimal", "$numberDecimal" }, { "Decimal128", "$numberDecimal" }, { "BinData", "$binary" } };
    const auto known = std::ranges::find(constructors, name, &Constructor::name);
    if (known == std::end(constructors))
        return failAt(position, tr("There is no \"%1\" here.").arg(QString::fromUtf8(name)));
    if (known->extension == "$date" && arguments.empty())
        return dateOf(QDateTime::currentDateTimeUtc(), position);
    if (arguments.size() != (name == "BinData" ? 2U : 1U))
        return failAt(position, tr("\"%1\" has other arguments.").arg(QString::fromUtf8(name)));
    return convert(known->extension.toByteArray(), arguments.back(), position);
}

} // namespace dumbo
