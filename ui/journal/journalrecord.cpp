#include "ui/journal/journalrecord.h"

#include "ui/journal/textcoding.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <vector>

namespace workbench {

namespace {

QByteArray checksum(QByteArrayView head, QByteArrayView payload)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(head);
    hash.addData(payload);
    return hash.result().first(4).toHex();
}

QByteArray record(const QByteArray &head, const QByteArray &payload)
{
    const auto full = head + ' ' + QByteArray::number(payload.size());
    return full + ' ' + checksum(full, payload) + '\n' + payload + '\n';
}

struct Record {
    char kind = 0;
    qint64 firstLine = 0;
    qint64 removedLines = 0;
    QByteArrayView payload;
    qsizetype end = 0;
};

/// The whole record at `at`; nothing where it is torn or damaged.
std::optional<Record> readRecord(QByteArrayView bytes, qsizetype at)
{
    constexpr qsizetype longestHead = 100;
    const auto window = bytes.sliced(at, std::min(longestHead, bytes.size() - at));
    const auto lineEnd = window.indexOf('\n');
    if (lineEnd < 0)
        return {};
    const auto line = window.first(lineEnd).toByteArray();
    const auto fields = line.split(' ');
    if (fields.size() < 3 || fields[0].size() != 1)
        return {};
    Record record;
    record.kind = fields[0][0];
    if (fields.size() != (record.kind == 'E' ? 5 : 3))
        return {};
    bool ok = false;
    const auto size = fields[fields.size() - 2].toLongLong(&ok);
    const auto begin = at + lineEnd + 1;
    if (!ok || size < 0 || size > bytes.size() - begin - 1)
        return {};
    record.payload = bytes.sliced(begin, size);
    record.end = begin + size + 1;
    const auto head = line.first(line.lastIndexOf(' '));
    if (bytes[record.end - 1] != '\n' || checksum(head, record.payload) != fields.last())
        return {};
    if (record.kind == 'E') {
        record.firstLine = fields[1].toLongLong();
        record.removedLines = fields[2].toLongLong();
    }
    return record;
}

using Lines = std::vector<QByteArray>;

Lines linesOf(QByteArrayView text)
{
    const auto list = text.toByteArray().split('\n');
    return { list.begin(), list.end() };
}

bool apply(const Record &record, Lines &lines)
{
    const auto count = qint64(lines.size());
    if (record.firstLine < 0 || record.removedLines < 0 || record.firstLine + record.removedLines > count)
        return false;
    const auto inserted = record.payload.isEmpty() ? Lines() : linesOf(record.payload.sliced(1));
    const auto first = lines.begin() + record.firstLine;
    const auto common = std::min(record.removedLines, qint64(inserted.size()));
    std::copy(inserted.begin(), inserted.begin() + common, first);
    if (record.removedLines > common)
        lines.erase(first + common, first + record.removedLines);
    else
        lines.insert(first + common, inserted.begin() + common, inserted.end());
    return true;
}

QByteArray joined(const Lines &lines)
{
    QByteArray text;
    for (const auto &line : lines) {
        if (&line != &lines.front())
            text += '\n';
        text += line;
    }
    return text;
}

} // namespace

QByteArray journalrecord::header()
{
    return "dumbo-journal 1\n";
}

QByteArray journalrecord::snapshot(const QString &text)
{
    return record("S", encodeText(text));
}

QByteArray journalrecord::edit(qint64 firstLine, qint64 removedLines, const std::optional<QString> &text)
{
    const auto head = "E " + QByteArray::number(firstLine) + ' ' + QByteArray::number(removedLines);
    return record(head, text ? '\n' + encodeText(*text) : QByteArray());
}

QByteArray journalrecord::facts(const QJsonObject &facts)
{
    return record("F", QJsonDocument(facts).toJson(QJsonDocument::Compact));
}

std::optional<RecoveredText> recoverJournal(QByteArrayView bytes)
{
    const auto header = journalrecord::header();
    if (!bytes.startsWith(header))
        return {};
    RecoveredText result;
    Lines lines;
    bool hasText = false;
    qsizetype at = header.size();
    while (at < bytes.size()) {
        const auto record = readRecord(bytes, at);
        if (!record || (record->kind == 'E' && (!hasText || !apply(*record, lines))))
            break;
        if (record->kind == 'S') {
            lines = linesOf(record->payload);
            hasText = true;
        } else if (record->kind == 'F') {
            result.facts = QJsonDocument::fromJson(record->payload.toByteArray()).object();
        }
        at = record->end;
    }
    if (!hasText)
        return {};
    result.text = decodeUnits(joined(lines));
    result.validBytes = at;
    result.torn = at < bytes.size();
    return result;
}

} // namespace workbench
