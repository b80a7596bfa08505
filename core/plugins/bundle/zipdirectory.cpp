#include "core/plugins/bundle/zipdirectory.h"

#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/bundle/zipformat.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace dumbo {

namespace {

using namespace zipformat;

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

std::unexpected<Error> fault(const QString &sentence)
{
    return fail(ErrorKind::Data, sentence);
}

std::unexpected<Error> tooMany(qsizetype count)
{
    return fault(tr("The bundle is refused: it has %1 entries, and the limit is %2.").arg(count).arg(bundlelimits::entryCount));
}

struct Directory {
    qint64 offset = 0;
    qint64 size = 0;
    int count = 0;
};

/// The end record has to be the file's very end: what follows it, or a comment in it, could hide another directory.
Result<Directory> findDirectory(QIODevice &device)
{
    const auto fileSize = device.size();
    const auto start = fileSize < 4 ? QByteArray() : zipBytesAt(device, 0, 4).value_or(QByteArray());
    const auto isZip = start == fileMark || start == endMark;
    if (!isZip)
        return fault(tr("This is not a driver bundle: it is no zip file."));
    if (fileSize > bundlelimits::packedSize)
        return fault(tr("The bundle is too large: %1 bytes, and the limit is %2.").arg(fileSize).arg(bundlelimits::packedSize));
    if (fileSize < endSize)
        return fault(tr("The bundle is incomplete: it ends too early."));
    const auto end = zipBytesAt(device, fileSize - endSize, endSize);
    if (!end)
        return fail(end.error());
    if (!end->startsWith(endMark) || u16(*end, 20) != 0)
        return fault(tr("The bundle is incomplete: the directory at its end is missing."));
    const Directory directory { u32(*end, 16), u32(*end, 12), u16(*end, 10) };
    if (u16(*end, 4) != 0 || u16(*end, 6) != 0 || u16(*end, 8) != directory.count)
        return fault(tr("The bundle is refused: it is one of several parts."));
    if (directory.count > bundlelimits::entryCount)
        return tooMany(directory.count);
    if (directory.offset + directory.size != fileSize - endSize)
        return fault(tr("The bundle is malformed: its directory is not where it should be."));
    return directory;
}

/// One record of the directory, as it stands there.
struct Record {
    QByteArray name;
    ZipEntry entry; ///< offset: of the local header
    quint16 flags = 0;
    bool isFolder = false;
};

/// A link or a device has its type in the attributes of its system.
std::optional<QString> attributesFault(const QByteArray &record, bool isFolder)
{
    constexpr auto unixHost = 3;
    constexpr auto darwinHost = 19;
    const auto host = uchar(record[5]);
    if (host != unixHost && host != darwinHost)
        return {};
    const auto type = (u32(record, 38) >> 16) & 0170000;
    if (type == 0120000)
        return tr("it is a symbolic link");
    if (type != 0 && type != 0100000 && !(type == 0040000 && isFolder))
        return tr("it is neither a file nor a folder");
    return {};
}

std::optional<QString> extraFault(QByteArrayView extra)
{
    while (!extra.isEmpty()) {
        if (extra.size() < 4 || extra.size() < 4 + u16(extra, 2))
            return tr("its extra field is malformed");
        const auto id = u16(extra, 0);
        if (id == zip64Extra)
            return tr("it is in the format for large files (zip64)");
        if (id == unicodePathExtra)
            return tr("it has a second name");
        extra = extra.sliced(4 + u16(extra, 2));
    }
    return {};
}

std::optional<QString> sizeFault(const ZipEntry &entry)
{
    if (!entry.isDeflated && entry.size != entry.storedSize)
        return tr("its two sizes differ");
    if (entry.size > bundlelimits::unpackedSize)
        return tr("it is too large");
    if (entry.size > bundlelimits::ratioFrom && entry.size / bundlelimits::ratio > entry.storedSize)
        return tr("it would become more than %1 times as large as it is stored").arg(bundlelimits::ratio);
    return {};
}

std::optional<QString> recordFault(const QByteArray &fixed, QByteArrayView extra, const Record &record)
{
    auto path = QByteArrayView(record.name);
    if (record.isFolder)
        path.chop(1);
    if (auto reason = bundlePathFault(path))
        return reason;
    if (record.flags & encryptedFlag)
        return tr("it is encrypted");
    if (record.flags & ~allowedFlags)
        return tr("it uses a feature of zip that bundles do not have");
    if (const auto method = u16(fixed, 10); method != storedMethod && method != deflatedMethod)
        return tr("it is packed in a way that bundles do not use");
    if (u16(fixed, 34) != 0)
        return tr("it is in another part of the bundle");
    if (record.isFolder && (record.entry.size != 0 || record.entry.storedSize > 2))
        return tr("it is a folder that holds bytes");
    if (auto reason = attributesFault(fixed, record.isFolder))
        return reason;
    if (auto reason = extraFault(extra))
        return reason;
    return {};
}

/// Takes the next record off the directory's bytes.
Result<Record> takeRecord(QByteArrayView &rest)
{
    if (rest.size() < recordSize || !rest.startsWith(recordMark))
        return fault(tr("The bundle is malformed: its directory is broken."));
    const auto fixed = rest.first(recordSize).toByteArray();
    const qsizetype nameSize = u16(fixed, 28);
    const qsizetype extraSize = u16(fixed, 30);
    const qsizetype all = recordSize + nameSize + extraSize + u16(fixed, 32);
    if (rest.size() < all)
        return fault(tr("The bundle is malformed: its directory is broken."));
    Record record;
    record.name = rest.sliced(recordSize, nameSize).toByteArray();
    record.flags = u16(fixed, 8);
    record.isFolder = record.name.endsWith('/');
    record.entry = { record.name, u32(fixed, 42), u32(fixed, 20), u32(fixed, 24), u32(fixed, 16), u16(fixed, 10) == deflatedMethod };
    if (const auto reason = recordFault(fixed, rest.sliced(recordSize + nameSize, extraSize), record))
        return zipEntryFault(record.name, *reason);
    rest = rest.sliced(all);
    return record;
}

/// Compares the file's own header with the directory's record, and moves the entry's offset to its bytes.
Result<void> findBytes(QIODevice &device, Record &record, qint64 directoryOffset)
{
    auto &entry = record.entry;
    const auto differs = [&] { return zipEntryFault(record.name, tr("its own header differs from the directory")); };
    if (entry.offset + headerSize > directoryOffset)
        return differs();
    const auto header = zipBytesAt(device, entry.offset, headerSize);
    if (!header)
        return fail(header.error());
    const auto nameSize = u16(*header, 26);
    const auto begin = entry.offset + headerSize + nameSize + u16(*header, 28);
    if (!header->startsWith(fileMark) || nameSize != record.name.size() || begin + entry.storedSize > directoryOffset)
        return differs();
    const auto name = zipBytesAt(device, entry.offset + headerSize, nameSize);
    if (!name)
        return fail(name.error());
    if (*name != record.name || u16(*header, 6) != record.flags || (u16(*header, 8) == deflatedMethod) != entry.isDeflated
        || (u16(*header, 8) != deflatedMethod && u16(*header, 8) != storedMethod))
        return differs();
    const auto isLater = (record.flags & laterSizesFlag) != 0;
    if (!isLater && (u32(*header, 14) != entry.crc || u32(*header, 18) != entry.storedSize || u32(*header, 22) != entry.size))
        return differs();
    entry.offset = begin;
    return {};
}

/// Also a file that stands where another needs a folder.
Result<void> checkNames(const QList<ZipEntry> &entries)
{
    QSet<QByteArray> files;
    QSet<QByteArray> folders;
    for (const auto &entry : entries) {
        const auto path = entry.path.toLower();
        if (files.contains(path))
            return zipEntryFault(entry.path, tr("another entry has this name, or one that differs only in upper and lower case"));
        files.insert(path);
        for (auto slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
            folders.insert(path.first(slash));
    }
    for (const auto &entry : entries) {
        if (folders.contains(entry.path.toLower()))
            return zipEntryFault(entry.path, tr("it is a file and a folder at once"));
    }
    return {};
}

Result<void> checkSizes(const QList<ZipEntry> &entries)
{
    qint64 all = 0;
    for (const auto &entry : entries) {
        if (const auto reason = sizeFault(entry))
            return zipEntryFault(entry.path, *reason);
        all += entry.size;
    }
    if (all > bundlelimits::unpackedSize)
        return fault(tr("The bundle is refused: it would unpack to %1 bytes, and the limit is %2.").arg(all).arg(bundlelimits::unpackedSize));
    return {};
}

Result<void> checkSpans(QList<std::pair<qint64, qint64>> spans)
{
    std::ranges::sort(spans);
    for (qsizetype i = 1; i < spans.size(); ++i) {
        if (spans[i].first < spans[i - 1].second)
            return fault(tr("The bundle is refused: two of its entries share the same bytes."));
    }
    return {};
}

} // namespace

QString shownZipName(QByteArrayView name)
{
    QString text;
    for (const auto c : name.first(std::min<qsizetype>(name.size(), 80)))
        text += c >= ' ' && c < 127 ? QString(QLatin1Char(c)) : QStringLiteral("\\x%1").arg(uint(uchar(c)), 2, 16, QLatin1Char('0'));
    return name.size() > 80 ? text + QStringLiteral("…") : text;
}

std::unexpected<Error> zipEntryFault(QByteArrayView name, const QString &reason)
{
    return fail(ErrorKind::Data, tr("The bundle's entry \"%1\" is refused: %2.").arg(shownZipName(name), reason));
}

Result<QByteArray> zipBytesAt(QIODevice &device, qint64 offset, qint64 size)
{
    if (!device.seek(offset))
        return fail(ErrorKind::System, tr("The bundle can't be read: %1.").arg(device.errorString()));
    auto bytes = device.read(size);
    if (bytes.size() != size)
        return fail(ErrorKind::Data, tr("The bundle is incomplete: it ends too early."));
    return bytes;
}

Result<void> checkZipEntries(const QList<ZipEntry> &entries)
{
    if (entries.size() > bundlelimits::entryCount)
        return tooMany(entries.size());
    return checkNames(entries).and_then([&] { return checkSizes(entries); });
}

Result<QList<ZipEntry>> readZipDirectory(QIODevice &device)
{
    const auto directory = findDirectory(device);
    if (!directory)
        return fail(directory.error());
    const auto bytes = zipBytesAt(device, directory->offset, directory->size);
    if (!bytes)
        return fail(bytes.error());
    QList<ZipEntry> entries;
    QByteArrayView rest(*bytes);
    QList<std::pair<qint64, qint64>> spans;
    for (int i = 0; i < directory->count; ++i) {
        auto record = takeRecord(rest);
        if (!record)
            return fail(record.error());
        const auto begin = record->entry.offset;
        if (const auto found = findBytes(device, *record, directory->offset); !found)
            return fail(found.error());
        spans.append({ begin, record->entry.offset + record->entry.storedSize });
        if (!record->isFolder)
            entries.append(record->entry);
    }
    if (!rest.isEmpty())
        return fault(tr("The bundle is malformed: its directory is broken."));
    const auto checked = checkSpans(spans).and_then([&] { return checkZipEntries(entries); });
    if (!checked)
        return fail(checked.error());
    std::ranges::sort(entries, {}, &ZipEntry::path);
    return entries;
}

} // namespace dumbo
