#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace workbench {

/// The format of a journal: records one after another, each a line of plain ASCII, its payload, and a line end.
/// ```
/// dumbo-journal 1
/// S <payload bytes> <checksum>                                   the whole text
/// E <first line> <lines removed> <payload bytes> <checksum>      lines replaced by those of the payload
/// F <payload bytes> <checksum>                                   facts about the text, a JSON object
/// ```
/// Lines are counted from 0; a text of n line ends has n + 1 lines. The payload of E is empty for no line at all, else "\n" and
/// the lines with "\n" between. The checksum covers kind, numbers and payload. Text is written by encodeText().
namespace journalrecord {

[[nodiscard]] QByteArray header();
[[nodiscard]] QByteArray snapshot(const QString &text);
/// Replaces lines [firstLine, firstLine + removedLines) by the lines of text, or by none.
[[nodiscard]] QByteArray edit(qint64 firstLine, qint64 removedLines, const std::optional<QString> &text);
[[nodiscard]] QByteArray facts(const QJsonObject &facts);

} // namespace journalrecord

/// What a journal's bytes say.
struct RecoveredText {
    QString text;
    QJsonObject facts;
    qint64 validBytes = 0; ///< up to the end of the last whole record
    bool torn = false; ///< something follows that is not a whole record
};

/// Reads as many whole records as there are. Nothing where the bytes do not begin with a journal's header and a snapshot.
[[nodiscard]] std::optional<RecoveredText> recoverJournal(QByteArrayView bytes);

} // namespace workbench
