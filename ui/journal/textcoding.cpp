#include "ui/journal/textcoding.h"

#include <QStringDecoder>

namespace workbench {

namespace {

constexpr QByteArrayView mark("\xEF\xBB\xBF");

bool isEscapedByte(char16_t unit)
{
    return unit >= 0xDC80 && unit <= 0xDCFF;
}

/// The length of the valid UTF-8 sequence at the beginning of bytes, or 0.
qsizetype sequenceLength(QByteArrayView bytes)
{
    const auto lead = quint8(bytes[0]);
    const qsizetype length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length < 2 || length > bytes.size())
        return length > bytes.size() ? 0 : length;
    for (qsizetype i = 1; i < length; ++i) {
        if ((quint8(bytes[i]) & 0xC0) != 0x80)
            return 0;
    }
    const auto second = quint8(bytes[1]);
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second >= 0xA0;
    const bool beyond = lead == 0xF4 && second >= 0x90;
    return overlong || surrogate || beyond ? 0 : length;
}

/// Byte for byte, keeping what is not UTF-8.
void decodeCarefully(QByteArrayView bytes, DecodedText &result)
{
    result.text.reserve(bytes.size());
    qint64 line = 1;
    for (qsizetype at = 0; at < bytes.size();) {
        const auto length = sequenceLength(bytes.sliced(at));
        if (length == 0) {
            result.text.append(QChar(char16_t(0xDC00 + quint8(bytes[at]))));
            ++result.invalidBytes;
            if (!result.firstInvalidLine)
                result.firstInvalidLine = line;
            ++at;
            continue;
        }
        line += bytes[at] == '\n';
        if (length == 1)
            result.text.append(QLatin1Char(bytes[at]));
        else
            result.text.append(QString::fromUtf8(bytes.sliced(at, length)));
        at += length;
    }
}

void decodeInto(QByteArrayView bytes, DecodedText &result)
{
    if (!bytes.isValidUtf8()) {
        decodeCarefully(bytes, result);
        return;
    }
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    result.text = decoder(bytes);
}

bool allLinesEndWithCrLf(const QString &text)
{
    qsizetype at = text.indexOf(u'\n');
    if (at < 0 || text.count(u'\r') != text.count(u'\n'))
        return false;
    for (; at >= 0; at = text.indexOf(u'\n', at + 1)) {
        if (at == 0 || text[at - 1] != u'\r')
            return false;
    }
    return true;
}

} // namespace

DecodedText decodeText(QByteArrayView bytes)
{
    DecodedText result;
    if (bytes.startsWith(mark)) {
        result.byteOrderMark = true;
        bytes = bytes.sliced(mark.size());
    }
    decodeInto(bytes, result);
    if (allLinesEndWithCrLf(result.text)) {
        result.lineEnd = LineEnd::CrLf;
        result.text.remove(u'\r');
    }
    return result;
}

QString decodeUnits(QByteArrayView bytes)
{
    DecodedText result;
    decodeInto(bytes, result);
    return result.text;
}

QByteArray encodeText(QStringView text, LineEnd lineEnd, bool byteOrderMark)
{
    QByteArray bytes;
    bytes.reserve(text.size() + text.size() / 8);
    if (byteOrderMark)
        bytes += mark;
    qsizetype begin = 0;
    const auto flush = [&](qsizetype end) { bytes += text.sliced(begin, end - begin).toUtf8(); };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto unit = text[i].unicode();
        const bool escaped = isEscapedByte(unit) && (i == 0 || !text[i - 1].isHighSurrogate());
        const bool lineBreak = unit == u'\n' && lineEnd == LineEnd::CrLf;
        if (!escaped && !lineBreak)
            continue;
        flush(i);
        bytes += escaped ? QByteArray(1, char(unit - 0xDC00)) : QByteArrayLiteral("\r\n");
        begin = i + 1;
    }
    flush(text.size());
    return bytes;
}

qint64 encodedSize(QStringView text)
{
    qint64 size = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const auto unit = text[i].unicode();
        if (unit < 0x80 || isEscapedByte(unit))
            size += 1;
        else if (unit < 0x800)
            size += 2;
        else if (QChar::isHighSurrogate(unit) && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            ++i, size += 4;
        else
            size += 3;
    }
    return size;
}

qsizetype unitsForBytes(QStringView text, qint64 bytes)
{
    qsizetype i = 0;
    for (qint64 size = 0; i < text.size() && size < bytes; ++i) {
        const auto unit = text[i].unicode();
        const bool pair = QChar::isHighSurrogate(unit) && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        size += unit < 0x80 || isEscapedByte(unit) ? 1 : unit < 0x800 ? 2 : pair ? 4 : 3;
        i += pair;
    }
    return i;
}

} // namespace workbench
