#include "core/json/jsonstring.h"

#include "core/json/jsonbytes.h"
#include "core/json/utf8.h"

#include <QChar>

#include <algorithm>

namespace dumbo {

namespace {

/// UTF-8 of any code point, WTF-8 of a surrogate.
void append(QByteArray &bytes, char32_t point)
{
    if (point < 0x80) {
        bytes += char(point);
    } else if (point < 0x800) {
        bytes += char(0xc0 | point >> 6);
        bytes += char(0x80 | (point & 0x3f));
    } else if (point < 0x10000) {
        bytes += char(0xe0 | point >> 12);
        bytes += char(0x80 | (point >> 6 & 0x3f));
        bytes += char(0x80 | (point & 0x3f));
    } else {
        bytes += char(0xf0 | point >> 18);
        bytes += char(0x80 | (point >> 12 & 0x3f));
        bytes += char(0x80 | (point >> 6 & 0x3f));
        bytes += char(0x80 | (point & 0x3f));
    }
}

char32_t hexAt(QByteArrayView json, qsizetype at)
{
    char32_t unit = 0;
    for (int digit = 0; digit < 4; ++digit)
        unit = unit << 4 | char32_t(json::hexValue(json[at + digit]));
    return unit;
}

char simpleEscape(char byte)
{
    switch (byte) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return byte;
    }
}

/// Of a lone surrogate in WTF-8 its unit, else 0.
char16_t surrogateAt(QByteArrayView bytes, qsizetype at)
{
    if (bytes.size() - at < 3 || uchar(bytes[at]) != 0xed || (uchar(bytes[at + 1]) & 0xe0) != 0xa0 || (uchar(bytes[at + 2]) & 0xc0) != 0x80)
        return 0;
    return char16_t(0xd000 | (uchar(bytes[at + 1]) & 0x3f) << 6 | (uchar(bytes[at + 2]) & 0x3f));
}

void appendEscape(QByteArray &json, char16_t unit)
{
    switch (unit) {
    case '\b':
        json += "\\b";
        break;
    case '\f':
        json += "\\f";
        break;
    case '\n':
        json += "\\n";
        break;
    case '\r':
        json += "\\r";
        break;
    case '\t':
        json += "\\t";
        break;
    default:
        json += "\\u" + QByteArray::number(unit, 16).rightJustified(4, '0');
    }
}

/// QString::fromUtf8() takes U+FEFF at the beginning for a byte order mark, and leaves it out.
QString fromUtf8(QByteArrayView bytes)
{
    QString marks;
    for (; bytes.startsWith("\xef\xbb\xbf"); bytes = bytes.sliced(3))
        marks += QChar(0xfeff);
    return marks.isEmpty() ? QString::fromUtf8(bytes) : marks + QString::fromUtf8(bytes);
}

bool isPlain(char byte)
{
    return uchar(byte) >= 0x20 && uchar(byte) < 0x80 && byte != '"' && byte != '\\';
}

} // namespace

QByteArray decodeJsonString(QByteArrayView json)
{
    if (json.size() < 2)
        return {};
    json = json.sliced(1, json.size() - 2);
    auto escape = json.indexOf('\\');
    if (escape < 0)
        return json.toByteArray();
    QByteArray text;
    text.reserve(json.size());
    qsizetype at = 0;
    for (; escape >= 0; escape = json.indexOf('\\', at)) {
        text += json.sliced(at, escape - at);
        if (json[escape + 1] != 'u') {
            text += simpleEscape(json[escape + 1]);
            at = escape + 2;
            continue;
        }
        auto point = hexAt(json, escape + 2);
        at = escape + 6;
        if (QChar::isHighSurrogate(point) && json.size() - at >= 6 && json[at] == '\\' && json[at + 1] == 'u') {
            if (const auto low = hexAt(json, at + 2); QChar::isLowSurrogate(low)) {
                point = QChar::surrogateToUcs4(char16_t(point), char16_t(low));
                at += 6;
            }
        }
        append(text, point);
    }
    text += json.sliced(at);
    return text;
}

QString jsonStringText(QByteArrayView json)
{
    return fromWtf8(decodeJsonString(json));
}

QByteArray encodeJsonString(QByteArrayView utf8)
{
    QByteArray json;
    json.reserve(utf8.size() + 2);
    json += '"';
    for (qsizetype at = 0; at < utf8.size();) {
        auto end = at;
        while (end < utf8.size() && isPlain(utf8[end]))
            ++end;
        json += utf8.sliced(at, end - at);
        if ((at = end) == utf8.size())
            break;
        if (const auto unit = surrogateAt(utf8, at)) {
            appendEscape(json, unit);
            at += 3;
        } else if (utf8[at] == '"' || utf8[at] == '\\') {
            json += '\\';
            json += utf8[at++];
        } else if (uchar(utf8[at]) < 0x20) {
            appendEscape(json, uchar(utf8[at++]));
        } else if (const auto length = utf8SequenceLength(utf8.sliced(at))) {
            json += utf8.sliced(at, length);
            at += length;
        } else {
            json += "\xef\xbf\xbd";
            ++at;
        }
    }
    return json + '"';
}

QByteArray encodeJsonText(QStringView text)
{
    return encodeJsonString(toWtf8(text));
}

QString fromWtf8(QByteArrayView bytes)
{
    if (!bytes.contains('\xed'))
        return fromUtf8(bytes);
    QString text;
    qsizetype begin = 0;
    for (qsizetype at = bytes.indexOf('\xed'); at >= 0; at = bytes.indexOf('\xed', at)) {
        const auto unit = surrogateAt(bytes, at);
        if (!unit) {
            ++at;
            continue;
        }
        text += fromUtf8(bytes.sliced(begin, at - begin));
        text += QChar(unit);
        begin = at += 3;
    }
    return text + fromUtf8(bytes.sliced(begin));
}

QByteArray toWtf8(QStringView text)
{
    if (std::ranges::none_of(text, [](QChar unit) { return unit.isSurrogate(); }))
        return text.toUtf8();
    QByteArray bytes;
    for (qsizetype at = 0; at < text.size(); ++at) {
        char32_t point = text[at].unicode();
        if (text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate()) {
            point = QChar::surrogateToUcs4(text[at], text[at + 1]);
            ++at;
        }
        append(bytes, point);
    }
    return bytes;
}

} // namespace dumbo
