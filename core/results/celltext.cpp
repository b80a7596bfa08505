#include "core/results/celltext.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace dumbo {

namespace {

template <typename Out, typename Integer>
void writeInteger(Out &out, Integer value)
{
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    out.append(digits, end - digits);
}

template <typename Out>
void writeFloat(Out &out, double value, bool isFloat32)
{
    if (!std::isfinite(value)) {
        out.append(std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf");
        return;
    }
    char digits[64];
    const auto end = isFloat32 ? std::to_chars(std::begin(digits), std::end(digits), float(value)).ptr
                               : std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    const std::string_view text(digits, std::size_t(end - digits));
    out.append(text.data(), qsizetype(text.size()));
    if (text.find_first_of(".e") == std::string_view::npos)
        out.append(".0");
}

template <typename Out>
void writeHex(Out &out, std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    for (const auto byte : bytes) {
        const char pair[] = { digits[static_cast<unsigned char>(byte) >> 4], digits[static_cast<unsigned char>(byte) & 15] };
        out.append(pair, 2);
    }
}

template <typename Out>
void writeCell(Out &out, const Cell &cell)
{
    switch (cell.kind) {
    case Cell::Kind::Null:
        return;
    case Cell::Kind::Bool:
        out.append(cell.integer ? "true" : "false");
        return;
    case Cell::Kind::Integer:
        writeInteger(out, cell.integer);
        return;
    case Cell::Kind::Unsigned:
        writeInteger(out, cell.unsignedInteger);
        return;
    case Cell::Kind::Float:
        writeFloat(out, cell.number, cell.isFloat32);
        return;
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
        out.append(cell.bytes.data(), qsizetype(cell.bytes.size()));
        return;
    case Cell::Kind::Bytes:
        out.append("\\x");
        writeHex(out, cell.bytes);
        return;
    }
}

} // namespace

void appendFloat(QByteArray &out, double value, bool isFloat32)
{
    writeFloat(out, value, isFloat32);
}

void appendFloat(TextBuffer &out, double value, bool isFloat32)
{
    writeFloat(out, value, isFloat32);
}

void appendHex(QByteArray &out, std::string_view bytes)
{
    out.reserve(out.size() + 2 * qsizetype(bytes.size()));
    writeHex(out, bytes);
}

void appendHex(TextBuffer &out, std::string_view bytes)
{
    writeHex(out, bytes);
}

void appendCellText(QByteArray &out, const Cell &cell)
{
    writeCell(out, cell);
}

void appendCellText(TextBuffer &out, const Cell &cell)
{
    writeCell(out, cell);
}

QString displayText(const Cell &cell, qsizetype maxCharacters)
{
    // No character has more than four bytes, and none becomes more units than it has bytes.
    auto part = cell;
    const auto enough = std::size_t(maxCharacters) * (cell.kind == Cell::Kind::Bytes ? 1 : 4) + 4;
    part.bytes = part.bytes.substr(0, std::min(enough, part.bytes.size()));
    QByteArray bytes;
    appendCellText(bytes, part);
    auto text = QString::fromUtf8(bytes);
    const auto isCut = part.bytes.size() < cell.bytes.size() || cell.longValue;
    if (text.size() <= maxCharacters && !isCut)
        return text;
    auto end = std::min(text.size(), maxCharacters);
    if (end > 0 && end < text.size() && text.at(end - 1).isHighSurrogate())
        --end;
    return text.first(end) + QChar(0x2026);
}

} // namespace dumbo
