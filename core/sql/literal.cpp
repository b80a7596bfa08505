#include "core/sql/literal.h"

#include "core/sql/lexer.h"
#include "core/sql/sql.h"

#include <QCoreApplication>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Sql", text);
}

/// Overloads as one visitor.
template <typename... Functions>
struct Visitor : Functions... {
    using Functions::operator()...;
};

QByteArray quoted(const QByteArray &text, const Dialect &dialect)
{
    QByteArray result = text;
    if (dialect.lexer.backslashEscapes)
        result.replace('\\', "\\\\");
    result.replace('\'', "''");
    return '\'' + result + '\'';
}

QByteArray bytesLiteral(const QByteArray &bytes, const Dialect &dialect)
{
    if (dialect.bytesLiteralPrefix.contains("%1"))
        return QByteArray(dialect.bytesLiteralPrefix).replace("%1", bytes.toHex());
    return dialect.bytesLiteralPrefix + bytes.toHex() + '\'';
}

bool isValidText(const QByteArray &utf8)
{
    return !utf8.contains('\0') && QUtf8StringView(utf8).isValidUtf8();
}

/// Optional sign, digits with at most one point, optional exponent.
bool isDecimal(std::string_view text)
{
    const auto digits = [&text] {
        const auto end = std::ranges::find_if(text, [](char c) { return c < '0' || c > '9'; });
        const auto count = end - text.begin();
        text.remove_prefix(std::size_t(count));
        return count;
    };
    const auto take = [&text](std::string_view any) {
        const bool found = !text.empty() && any.contains(text.front());
        if (found)
            text.remove_prefix(1);
        return found;
    };
    take("+-");
    auto count = digits();
    if (take("."))
        count += digits();
    if (count == 0)
        return false;
    if (take("eE")) {
        take("+-");
        if (digits() == 0)
            return false;
    }
    return text.empty();
}

bool fitsInt64(const QByteArray &digits)
{
    qint64 value = 0;
    const char *const begin = digits.constData() + (digits.startsWith('+') ? 1 : 0);
    const auto result = std::from_chars(begin, digits.constData() + digits.size(), value);
    return result.ec == std::errc() && result.ptr == digits.constData() + digits.size();
}

Result<QByteArray> decimalLiteral(const QByteArray &digits, const Dialect &dialect)
{
    const auto lower = digits.toLower();
    if (dialect.decimalLiterals && (lower == "nan" || lower == "infinity" || lower == "-infinity"))
        return "CAST('" + digits + "' AS numeric)";
    if (!isDecimal(digits.toStdString()))
        return fail(ErrorKind::Data, tr("\"%1\" is not a decimal number.").arg(QString::fromUtf8(digits.left(60))));
    if (dialect.decimalLiterals || fitsInt64(digits))
        return digits;
    return quoted(digits, dialect);
}

QByteArray shortest(double value)
{
    std::array<char, 40> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return QByteArray(buffer.data(), end - buffer.data());
}

Result<QByteArray> doubleLiteral(double value, const Dialect &dialect)
{
    const bool special = !std::isfinite(value) || (value == 0 && std::signbit(value));
    if (special && !dialect.nonFiniteNumber.isEmpty()) {
        const QByteArray sign = std::signbit(value) && !std::isnan(value) ? "-" : "";
        const QByteArray name = std::isnan(value) ? "NaN" : std::isinf(value) ? "Infinity" : "0";
        return QByteArray(dialect.nonFiniteNumber).replace("%1", sign + name);
    }
    if (std::isnan(value))
        return fail(ErrorKind::Data, tr("%1 has no number NaN.").arg(dialect.databaseType));
    if (std::isinf(value))
        return QByteArray(value < 0 ? "-9e999" : "9e999");
    auto digits = shortest(value);
    if (!digits.contains('.') && !digits.contains('e'))
        digits += ".0";
    return digits;
}

Result<QByteArray> unsignedLiteral(quint64 value, const Dialect &dialect)
{
    const auto digits = QByteArray::number(value);
    if (dialect.decimalLiterals || value <= quint64(std::numeric_limits<qint64>::max()))
        return digits;
    return quoted(digits, dialect);
}

Result<QByteArray> temporalLiteral(const Value::Temporal &temporal, const Dialect &dialect)
{
    static constexpr std::array<const char *, 6> names { "DATE ", "TIME ", "TIME WITH TIME ZONE ", "TIMESTAMP ",
        "TIMESTAMP WITH TIME ZONE ", "INTERVAL " };
    const auto text = textLiteral(temporal.text, dialect);
    if (!text || dialect.dateStyle == Dialect::DateStyle::Iso8601)
        return text;
    return names.at(std::size_t(temporal.kind)) + *text;
}

Result<QByteArray> arrayLiteral(const Value::Array &array, const Dialect &dialect)
{
    if (!dialect.arrays) {
        const auto json = jsonArray(array.elements);
        return json ? textLiteral(*json, dialect) : json;
    }
    if (array.elements.empty())
        return QByteArray("'{}'");
    QByteArrayList elements;
    for (const auto &element : array.elements) {
        auto text = literal(element, dialect);
        if (!text)
            return text;
        elements.append(*std::move(text));
    }
    return "ARRAY[" + elements.join(", ") + ']';
}

Result<QByteArray> serverTextLiteral(const Value::ServerText &value, const Dialect &dialect)
{
    if (const auto type = checkTypeName(value.typeName, dialect); !type)
        return fail(type.error());
    const auto text = textLiteral(value.text, dialect);
    if (!text)
        return text;
    return "CAST(" + *text + " AS " + value.typeName + ')';
}

QByteArray jsonString(const QByteArray &utf8)
{
    QByteArray result = "\"";
    for (const char c : utf8) {
        if (c == '"' || c == '\\')
            (result += '\\') += c;
        else if (quint8(c) < 0x20)
            result += "\\u00" + QByteArray(1, c).toHex();
        else
            result += c;
    }
    return result += '"';
}

/// RFC 8259 has no '+', no leading zeros, and digits on both sides of the point.
bool isJsonNumber(std::string_view text)
{
    if (!isDecimal(text) || text.starts_with('+'))
        return false;
    if (text.starts_with('-'))
        text.remove_prefix(1);
    const auto point = text.find('.');
    const bool digitsAround = point == std::string_view::npos
        || (point > 0 && point + 1 < text.size() && text[point + 1] >= '0' && text[point + 1] <= '9');
    return digitsAround && (text.size() < 2 || text[0] != '0' || !(text[1] >= '0' && text[1] <= '9'));
}

Result<QByteArray> jsonText(const QByteArray &utf8)
{
    if (!QUtf8StringView(utf8).isValidUtf8())
        return fail(ErrorKind::Data, tr("Text that is not valid UTF-8 can't be part of a JSON array."));
    return jsonString(utf8);
}

Result<QByteArray> jsonElement(const Value &value)
{
    using R = Result<QByteArray>;
    return std::visit(Visitor {
                          [](Value::Null) -> R { return "null"; },
                          [](bool truth) -> R { return truth ? "true" : "false"; },
                          [](qint64 number) -> R { return QByteArray::number(number); },
                          [](quint64 number) -> R { return QByteArray::number(number); },
                          [](double number) -> R {
                              if (std::isfinite(number))
                                  return shortest(number);
                              return fail(ErrorKind::Data, tr("JSON has no numbers NaN and Infinity."));
                          },
                          [](const Value::Decimal &decimal) -> R {
                              return isJsonNumber(decimal.digits.toStdString()) ? R(decimal.digits) : jsonText(decimal.digits);
                          },
                          [](const Value::Text &text) -> R { return jsonText(text.utf8); },
                          [](const Value::Bytes &) -> R { return fail(ErrorKind::Data, tr("JSON has no bytes.")); },
                          [](const Value::Temporal &temporal) -> R { return jsonText(temporal.text); },
                          [](const Value::Uuid &uuid) -> R { return jsonText(uuid.text); },
                          [](const Value::Json &json) -> R { return json.text; },
                          [](const Value::Array &array) -> R { return jsonArray(array.elements); },
                          [](const Value::ServerText &text) -> R { return jsonText(text.text); },
                      },
        value.variant());
}

} // namespace

Result<QByteArray> jsonArray(const std::vector<Value> &elements)
{
    QByteArrayList texts;
    for (const auto &element : elements) {
        auto text = jsonElement(element);
        if (!text)
            return text;
        texts.append(*std::move(text));
    }
    return '[' + texts.join(',') + ']';
}

Result<void> checkTypeName(const QByteArray &type, const Dialect &dialect)
{
    const std::string text = type.toStdString();
    int depth = 0;
    bool named = false;
    for (const auto &token : tokenize(text, dialect.lexer)) {
        bool fits = !token.unterminated;
        switch (token.kind) {
        case TokenKind::Word:
        case TokenKind::QuotedIdentifier: named = true; break;
        case TokenKind::Whitespace:
        case TokenKind::Number:
        case TokenKind::Dot:
        case TokenKind::OpenBracket:
        case TokenKind::CloseBracket: break;
        case TokenKind::Comma: fits = depth > 0; break;
        case TokenKind::OpenParenthesis: ++depth; break;
        case TokenKind::CloseParenthesis: fits = --depth >= 0; break;
        default: fits = false;
        }
        if (!fits || text.contains('\0'))
            return fail(ErrorKind::Data, tr("\"%1\" is not the name of a type.").arg(QString::fromUtf8(type.left(60))));
    }
    if (!named || depth != 0)
        return fail(ErrorKind::Data, tr("\"%1\" is not the name of a type.").arg(QString::fromUtf8(type.left(60))));
    return {};
}

Result<QByteArray> textLiteral(const QByteArray &utf8, const Dialect &dialect)
{
    if (isValidText(utf8))
        return quoted(utf8, dialect);
    if (dialect.textOfBytes.isEmpty())
        return fail(ErrorKind::Data, utf8.contains('\0') ? tr("Text of %1 can't hold the character NUL.").arg(dialect.databaseType)
                                                         : tr("The text is not valid UTF-8; write it as bytes."));
    return QByteArray(dialect.textOfBytes).replace("%1", bytesLiteral(utf8, dialect));
}

Result<QByteArray> literal(const Value &value, const Dialect &dialect)
{
    using R = Result<QByteArray>;
    return std::visit(
        Visitor {
            [](Value::Null) -> R { return "NULL"; },
            [&](bool truth) -> R {
                return dialect.booleanLiterals ? (truth ? "TRUE" : "FALSE") : (truth ? "1" : "0");
            },
            [](qint64 number) -> R { return QByteArray::number(number); },
            [&](quint64 number) { return unsignedLiteral(number, dialect); },
            [&](double number) { return doubleLiteral(number, dialect); },
            [&](const Value::Decimal &decimal) { return decimalLiteral(decimal.digits, dialect); },
            [&](const Value::Text &text) { return textLiteral(text.utf8, dialect); },
            [&](const Value::Bytes &bytes) -> R { return bytesLiteral(bytes.bytes, dialect); },
            [&](const Value::Temporal &temporal) { return temporalLiteral(temporal, dialect); },
            [&](const Value::Uuid &uuid) { return textLiteral(uuid.text, dialect); },
            [&](const Value::Json &json) { return textLiteral(json.text, dialect); },
            [&](const Value::Array &array) { return arrayLiteral(array, dialect); },
            [&](const Value::ServerText &text) { return serverTextLiteral(text, dialect); },
        },
        value.variant());
}

} // namespace dumbo
