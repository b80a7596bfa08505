#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace workbench {

enum class LineEnd { Lf, CrLf };

/// The bytes of a file as an editor holds them.
struct DecodedText {
    /// Lines end with '\n'. A byte that is not part of valid UTF-8 is one unit U+DC00 + byte, which no valid text holds.
    QString text;
    LineEnd lineEnd = LineEnd::Lf; ///< CrLf only where every line ends so; mixed ends stay in the text as '\r'
    bool byteOrderMark = false;
    qint64 invalidBytes = 0;
    std::optional<qint64> firstInvalidLine; ///< from 1
};

/// Reads UTF-8. Nothing is lost: encodeText() gives the same bytes again, invalid ones included.
[[nodiscard]] DecodedText decodeText(QByteArrayView bytes);

/// The units alone: line ends and byte order mark stay as they are.
[[nodiscard]] QString decodeUnits(QByteArrayView bytes);

/// The inverse of decodeText().
[[nodiscard]] QByteArray encodeText(QStringView text, LineEnd lineEnd = LineEnd::Lf, bool byteOrderMark = false);

/// The UTF-8 bytes that encodeText() would write for text.
[[nodiscard]] qint64 encodedSize(QStringView text);

/// The number of UTF-16 units at the beginning of text that make up `bytes` bytes of encodeText().
[[nodiscard]] qsizetype unitsForBytes(QStringView text, qint64 bytes);

} // namespace workbench
