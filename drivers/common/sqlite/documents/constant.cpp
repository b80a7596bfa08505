#include "drivers/common/sqlite/documents/constant.h"

#include <QString>
#include <QUtf8StringView>

#include <algorithm>
#include <limits>

namespace dumbo::sqlite {

namespace {

constexpr qint64 farExponent = 1'000'000'000'000'000;

qint64 exponentOf(QByteArrayView text)
{
    const bool negative = text.startsWith('-');
    qint64 value = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9' && value < farExponent)
            value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
}

void appendUtf8(QByteArray &to, char32_t code)
{
    if (code < 0x80) {
        to += char(code);
    } else if (code < 0x800) {
        to += char(0xC0 | (code >> 6));
        to += char(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        to += char(0xE0 | (code >> 12));
        to += char(0x80 | ((code >> 6) & 0x3F));
        to += char(0x80 | (code & 0x3F));
    } else {
        to += char(0xF0 | (code >> 18));
        to += char(0x80 | ((code >> 12) & 0x3F));
        to += char(0x80 | ((code >> 6) & 0x3F));
        to += char(0x80 | (code & 0x3F));
    }
}

/// The number behind "\u" at from, as one code where it begins a pair; end: behind what was read.
char32_t escapedCode(QByteArrayView json, qsizetype from, qsizetype &end)
{
    const auto unit = [&json](qsizetype at) { return json.mid(at, 4).toByteArray().toUInt(nullptr, 16); };
    const char32_t first = unit(from);
    end = from + 4;
    if (first < 0xD800 || first > 0xDBFF || json.mid(end, 2) != "\\u")
        return first;
    const char32_t second = unit(end + 2);
    if (second < 0xDC00 || second > 0xDFFF)
        return first;
    end += 6;
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

QByteArray decoded(QByteArrayView inner)
{
    QByteArray text;
    text.reserve(inner.size());
    for (qsizetype i = 0; i < inner.size(); ++i) {
        if (inner[i] != '\\' || i + 1 >= inner.size()) {
            text += inner[i];
            continue;
        }
        const char kind = inner[++i];
        if (kind == 'u') {
            qsizetype end = 0;
            const auto code = escapedCode(inner, i + 1, end);
            appendUtf8(text, code);
            i = end - 1;
            continue;
        }
        const QByteArrayView from("bfnrt");
        const auto at = from.indexOf(kind);
        text += at < 0 ? kind : "\b\f\n\r\t"[at];
    }
    return text;
}

/// The code at a place of UTF-8 that may hold lone surrogates; moves behind it.
char32_t nextCode(const QByteArray &text, qsizetype &at)
{
    const auto byte = [&text](qsizetype i) { return i < text.size() ? uchar(text[i]) : uchar(0); };
    const auto first = byte(at);
    const int length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t code = length == 1 ? first : first & (0x7F >> length);
    for (int i = 1; i < length; ++i)
        code = (code << 6) | (byte(at + i) & 0x3F);
    at += length;
    return code;
}

void appendEscape(QByteArray &to, char32_t unit)
{
    to += "\\u" + QByteArray::number(uint(unit), 16).rightJustified(4, '0');
}

} // namespace

Decimal Decimal::fromJson(QByteArrayView text)
{
    Decimal number;
    number.negative = text.startsWith('-');
    if (number.negative)
        text = text.sliced(1);
    auto end = text.indexOf('e');
    if (end < 0)
        end = text.indexOf('E');
    const auto mantissa = end < 0 ? text : text.first(end);
    const auto exponent = end < 0 ? 0 : exponentOf(text.sliced(end + 1));
    const auto dot = mantissa.indexOf('.');
    number.digits = mantissa.toByteArray().replace(".", "");
    qsizetype zeros = 0;
    while (zeros < number.digits.size() && number.digits[zeros] == '0')
        ++zeros;
    number.point = (dot < 0 ? mantissa.size() : dot) - zeros + exponent;
    number.digits.remove(0, zeros);
    while (number.digits.endsWith('0'))
        number.digits.chop(1);
    if (number.isZero())
        return {};
    return number;
}

std::optional<qint64> Decimal::integer() const
{
    if (isZero())
        return 0;
    if (!isInteger() || point > 19)
        return std::nullopt;
    bool fits = false;
    const auto text = (negative ? "-" : "") + digits + QByteArray(point - digits.size(), '0');
    const auto value = text.toLongLong(&fits);
    return fits ? std::optional(value) : std::nullopt;
}

std::optional<qint64> Decimal::small() const
{
    constexpr qint64 limit = qint64(1) << 53;
    const auto value = integer();
    return value && *value >= -limit && *value <= limit ? value : std::nullopt;
}

double Decimal::nearest() const
{
    const auto sign = negative ? -1.0 : 1.0;
    if (isZero() || point < -400)
        return 0.0;
    if (point > 400)
        return sign * std::numeric_limits<double>::infinity();
    // Digits behind the first 800 can't decide a rounding that anybody here relies on.
    const auto text = "0." + digits.first(std::min<qsizetype>(digits.size(), 800)) + 'e' + QByteArray::number(point);
    bool isInRange = false;
    const auto value = text.toDouble(&isInRange);
    if (isInRange)
        return sign * value;
    return point > 0 ? sign * std::numeric_limits<double>::infinity() : 0.0;
}

Constant Constant::fromJson(const QByteArray &json)
{
    Constant constant;
    constant.json = json.trimmed();
    const char first = constant.json.isEmpty() ? 'n' : constant.json.front();
    switch (first) {
    case 'n':
        break;
    case 't':
        constant.kind = Kind::True;
        break;
    case 'f':
        constant.kind = Kind::False;
        break;
    case '"':
        constant.kind = Kind::String;
        constant.text = decoded(QByteArrayView(constant.json).sliced(1).chopped(1));
        break;
    case '{':
        constant.kind = Kind::Object;
        break;
    case '[':
        constant.kind = Kind::Array;
        break;
    default:
        constant.kind = Kind::Number;
        constant.number = Decimal::fromJson(constant.json);
    }
    return constant;
}

bool Constant::isEmptyContainer() const
{
    return (kind == Kind::Object || kind == Kind::Array) && json.size() >= 2
        && std::ranges::all_of(QByteArrayView(json).sliced(1).chopped(1), [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
}

bool isPlainText(const QByteArray &text)
{
    return !text.contains('\0') && !text.startsWith("\xEF\xBB\xBF") && QUtf8StringView(text).isValidUtf8();
}

QByteArray asciiJson(const QByteArray &text)
{
    QByteArray json(1, '"');
    for (qsizetype at = 0; at < text.size();) {
        const auto code = nextCode(text, at);
        if (code >= 0x10000) {
            appendEscape(json, 0xD800 + ((code - 0x10000) >> 10));
            appendEscape(json, 0xDC00 + ((code - 0x10000) & 0x3FF));
        } else if (code < 0x20 || code >= 0x7F || code == '"' || code == '\\' || code == '\'') {
            appendEscape(json, code);
        } else {
            json += char(code);
        }
    }
    return json + '"';
}

} // namespace dumbo::sqlite
