#include "drivers/common/sqlite/openerror.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QtEndian>

namespace dumbo::sqlite {

namespace {

constexpr qint64 headerSize = 100;
constexpr QByteArrayView magic { "SQLite format 3\0", 16 };

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// The parts of the file header that tell what happened to a file,
/// https://www.sqlite.org/fileformat2.html#the_database_header
struct Header
{
    bool isSqlite = false;
    bool isWal = false;
    qint64 pageSize = 0;
    qint64 pages = 0; ///< 0: not trustworthy
};

Header parseHeader(const QByteArray &bytes)
{
    Header header;
    header.isSqlite = bytes.startsWith(magic);
    if (!header.isSqlite || bytes.size() < headerSize)
        return header;
    const auto *data = reinterpret_cast<const uchar *>(bytes.constData());
    const auto stated = qFromBigEndian<quint16>(data + 16);
    header.pageSize = stated == 1 ? 65536 : stated;
    header.isWal = data[18] == 2 || data[19] == 2;
    // The page count holds only where the change counter equals the one it was written with.
    if (qFromBigEndian<quint32>(data + 24) == qFromBigEndian<quint32>(data + 92))
        header.pages = qFromBigEndian<quint32>(data + 28);
    return header;
}

QByteArray firstBytes(const QString &path, qint64 count)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return file.read(count);
}

/// Encrypted pages are whole pages of noise; nearly every byte value occurs within 4 KB of noise.
bool looksEncrypted(const QString &path)
{
    const auto bytes = firstBytes(path, 4096);
    if (bytes.size() < 512 || QFileInfo(path).size() % 512 != 0)
        return false;
    const QSet<char> values(bytes.begin(), bytes.end());
    return values.size() > (bytes.size() >= 4096 ? 240 : 180);
}

QString looksLike(const QByteArray &start)
{
    const auto begins
        = [&start](const char *text, qsizetype size) { return start.startsWith(QByteArrayView(text, size)); };
    if (begins("\x1f\x8b", 2))
        return tr("It is gzip-compressed: unpack it first.");
    if (begins("PK\x03\x04", 4))
        return tr("It is a zip archive: unpack it first.");
    if (begins("** This file contains an SQLite 2", 33))
        return tr("It is an SQLite 2 database, which this version of SQLite can't read.");
    if (begins("\x37\x7f\x06\x82", 4) || begins("\x37\x7f\x06\x83", 4))
        return tr("It is a write-ahead log (-wal) that belongs to a database beside it: open that file.");
    return {};
}

Error notADatabase(const Error &engineError, const QString &path)
{
    const auto encrypted = looksEncrypted(path);
    Error error(ErrorKind::Connection,
        encrypted ? tr("\"%1\" is encrypted or not a database.").arg(path)
                  : tr("\"%1\" is not an SQLite database.").arg(path));
    const auto like = looksLike(firstBytes(path, 64));
    error.withHint(encrypted ? tr("Its contents look like noise, as those of SQLCipher and similar do. This "
                                  "driver can't decrypt it.")
                             : (like.isEmpty() ? tr("Check that this is the right file.") : like));
    return error.withServerMessage(engineError.serverMessage())
        .withNativeCode(engineError.nativeCode().value_or(26))
        .withRetryable(false);
}

Error truncated(const QString &path, const QString &detail)
{
    return Error(
        ErrorKind::Connection, tr("\"%1\" is truncated: a part of the database is missing.").arg(path))
        .withDetail(detail)
        .withHint(tr("The copy or download was probably cut off. Fetch it again, or recover what is left "
                     "with the sqlite3 program."))
        .withRetryable(false);
}

/// Something that made the first read fail in a file that is a database.
std::optional<Error> damageOf(const Error &engineError, const QString &path)
{
    const auto header = parseHeader(firstBytes(path, headerSize));
    const auto size = QFileInfo(path).size();
    const auto code = engineError.nativeCode().value_or(0) & 0xFF;
    if (header.isSqlite && header.pages * header.pageSize > size && (code == 11 || code == 10 || code == 26))
        return truncated(path,
            tr("The header speaks of %1 pages of %2 bytes, the file has %3 bytes.")
                .arg(header.pages)
                .arg(header.pageSize)
                .arg(size))
            .withServerMessage(engineError.serverMessage())
            .withNativeCode(*engineError.nativeCode());
    if (header.isWal && (code == 14 || code == 8))
        return Error(ErrorKind::Connection,
            tr("\"%1\" is in WAL mode and can't be read without its -shm file.").arg(path))
            .withHint(tr("SQLite has to write beside it even for reading. Make its folder writable, or open "
                         "it with the option "
                         "\"immutable\" if nobody changes it meanwhile."))
            .withServerMessage(engineError.serverMessage())
            .withNativeCode(*engineError.nativeCode())
            .withRetryable(false);
    return std::nullopt;
}

} // namespace

std::optional<Error> checkFile(const QString &path, bool readOnly, bool mayCreate)
{
    const QFileInfo file(path);
    const auto refuse = [](const QString &message, const QString &hint) {
        return Error(ErrorKind::Connection, message).withHint(hint).withRetryable(false);
    };
    if (file.isDir())
        return refuse(
            tr("\"%1\" is a folder, not a database file.").arg(path), tr("Name the file inside it."));
    if (!file.exists()) {
        if (!QFileInfo(file.absolutePath()).isDir())
            return refuse(tr("There is no folder \"%1\".").arg(file.absolutePath()),
                tr("Check the path, or make the folder first."));
        if (readOnly || !mayCreate)
            return refuse(tr("There is no file \"%1\".").arg(path),
                readOnly ? tr("A read-only connection never makes one.")
                         : tr("To make a new database, set the option \"create\", e.g. \"sqlite:%1?create=true\".").arg(path));
        if (!QFileInfo(file.absolutePath()).isWritable())
            return refuse(tr("\"%1\" can't be made: its folder is not writable.").arg(path),
                tr("Choose another folder."));
        return std::nullopt;
    }
    if (!file.isReadable())
        return refuse(
            tr("You may not read \"%1\".").arg(path), tr("Ask its owner for permission to read it."));
    if (file.size() > 0 && file.size() < headerSize
        && firstBytes(path, 16).startsWith(magic.first(qMin(file.size(), magic.size()))))
        return truncated(path, tr("It has %1 bytes, less than its header alone.").arg(file.size()));
    return std::nullopt;
}

Error explainOpenError(const Error &engineError, const QString &path, bool readOnly)
{
    if (engineError.kind() == ErrorKind::Cancelled)
        return Error(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    const auto code = engineError.nativeCode().value_or(0) & 0xFF;
    if (code == 5)
        return Error(ErrorKind::LockNotAvailable, tr("\"%1\" is locked by another program.").arg(path))
            .withHint(tr("Close the program that writes to it, or wait until it is done."))
            .withServerMessage(engineError.serverMessage())
            .withNativeCode(*engineError.nativeCode());
    if (const auto damage = damageOf(engineError, path))
        return *damage;
    if (code == 26)
        return notADatabase(engineError, path);
    if (code == 8 && !readOnly)
        return Error(ErrorKind::Connection, tr("\"%1\" can't be opened for writing.").arg(path))
            .withHint(tr("Open it read-only, or make the file and its folder writable."))
            .withServerMessage(engineError.serverMessage())
            .withNativeCode(*engineError.nativeCode());
    return Error(engineError.kind(), tr("\"%1\" can't be opened: %2.").arg(path, engineError.message()))
        .withHint(engineError.hint())
        .withServerMessage(engineError.serverMessage())
        .withNativeCode(engineError.nativeCode().value_or(0))
        .withRetryable(engineError.isRetryable());
}

} // namespace dumbo::sqlite
