#include "drivers/common/postgresql/documents/jsonconstant.h"

#include <QString>
#include <QUtf8StringView>

#include <algorithm>

namespace dumbo::postgresql {

namespace {

/// numeric has 131072 digits before the point and 16383 behind; far less is certain.
constexpr qsizetype mostDigits = 1000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

int hexValue(QByteArrayView four)
{
    return QByteArray::fromHex(four.toByteArray()).size() == 2 ? four.toByteArray().toInt(nullptr, 16) : 0;
}

} // namespace

JsonConstant::JsonConstant(QByteArrayView text)
    : m_text(text.trimmed().toByteArray())
{
    switch (m_text.isEmpty() ? 'n' : m_text.front()) {
    case 't':
    case 'f':
        m_kind = Kind::Boolean;
        break;
    case 'n':
        m_kind = Kind::Null;
        break;
    case '"':
        m_kind = Kind::String;
        break;
    case '[':
        m_kind = Kind::Array;
        break;
    case '{':
        m_kind = Kind::Object;
        break;
    default:
        m_kind = Kind::Number;
    }
    scan();
}

void JsonConstant::scan()
{
    for (qsizetype at = 0; at < m_text.size();) {
        const auto c = m_text.at(at);
        if (c == '"')
            at = scanString(at + 1);
        else if (isDigit(c) || c == '-')
            at = scanNumber(at);
        else
            ++at;
    }
    if (!QUtf8StringView(m_text).isValidUtf8()) {
        m_isHeld = false;
        m_hasImpossibleText = true;
    }
}

qsizetype JsonConstant::scanString(qsizetype at)
{
    for (; at < m_text.size() && m_text.at(at) != '"'; ++at) {
        if (m_text.at(at) != '\\')
            continue;
        if (++at >= m_text.size() || m_text.at(at) != 'u')
            continue;
        const auto unit = hexValue(QByteArrayView(m_text).mid(at + 1, 4));
        at += 4;
        if (QChar::isHighSurrogate(char32_t(unit)) && QByteArrayView(m_text).mid(at + 1, 2) == "\\u"
            && QChar::isLowSurrogate(char32_t(hexValue(QByteArrayView(m_text).mid(at + 3, 4)))))
            at += 6;
        else if (unit == 0 || QChar::isSurrogate(char32_t(unit))) {
            m_isHeld = false;
            m_hasImpossibleText = true;
        }
    }
    return at + 1;
}

qsizetype JsonConstant::scanNumber(qsizetype at)
{
    const auto start = at;
    while (at < m_text.size() && (isDigit(m_text.at(at)) || m_text.at(at) == '-' || m_text.at(at) == '.'))
        ++at;
    if (at - start > mostDigits)
        m_isHeld = false;
    if (at >= m_text.size() || (m_text.at(at) != 'e' && m_text.at(at) != 'E'))
        return at;
    const auto exponent = ++at;
    while (at < m_text.size() && (isDigit(m_text.at(at)) || m_text.at(at) == '-' || m_text.at(at) == '+'))
        ++at;
    bool isNumber = false;
    const auto value = QByteArrayView(m_text).sliced(exponent, at - exponent).toInt(&isNumber);
    if (!isNumber || std::abs(value) > mostDigits)
        m_isHeld = false;
    return at;
}

QByteArray JsonConstant::string() const
{
    QByteArray utf8;
    const auto inside = QByteArrayView(m_text).mid(1, m_text.size() - 2);
    QString units;
    const auto flush = [&] {
        utf8 += units.toUtf8();
        units.clear();
    };
    for (qsizetype at = 0; at < inside.size(); ++at) {
        if (inside[at] != '\\') {
            flush();
            utf8 += inside[at];
            continue;
        }
        const auto c = inside[++at];
        if (c == 'u') {
            units += QChar(char16_t(hexValue(inside.mid(at + 1, 4))));
            at += 4;
            continue;
        }
        flush();
        constexpr QByteArrayView from("bfnrt");
        const auto known = from.indexOf(c);
        utf8 += known >= 0 ? "\b\f\n\r\t"[known] : c;
    }
    flush();
    return utf8;
}

std::optional<QByteArray> jsonString(QByteArrayView utf8)
{
    if (utf8.contains('\0') || !QUtf8StringView(utf8).isValidUtf8())
        return std::nullopt;
    QByteArray text = "\"";
    for (const auto c : utf8) {
        if (c == '"' || c == '\\')
            text += '\\';
        if (quint8(c) < 0x20)
            text += "\\u00" + QByteArray(1, c).toHex();
        else
            text += c;
    }
    return text + '"';
}

} // namespace dumbo::postgresql
