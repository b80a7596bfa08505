#include "core/plugins/bundle/zipwriter.h"

#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/zipformat.h"

#include <QBuffer>
#include <QCoreApplication>

#include <zlib.h>

namespace dumbo {

namespace {

using namespace zipformat;

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

constexpr qsizetype pieceSize = 128 << 10;
constexpr quint16 versionNeeded = 20; ///< 2.0: folders and deflate
constexpr quint16 madeBy = 3 << 8 | versionNeeded; ///< Unix
constexpr quint32 attributes = 0100644U << 16;
constexpr quint16 noTime = 0;
constexpr quint16 noDate = 1 << 5 | 1; ///< 1 January 1980, the first there is

/// What both headers of an entry have from "version needed" to the name's length.
QByteArray commonFields(const ZipEntry &entry)
{
    QByteArray bytes;
    put16(bytes, versionNeeded);
    put16(bytes, 0);
    put16(bytes, entry.isDeflated ? deflatedMethod : storedMethod);
    put16(bytes, noTime);
    put16(bytes, noDate);
    put32(bytes, entry.crc);
    put32(bytes, quint32(entry.storedSize));
    put32(bytes, quint32(entry.size));
    put16(bytes, quint16(entry.path.size()));
    put16(bytes, 0);
    return bytes;
}

QByteArray fileHeader(const ZipEntry &entry)
{
    return fileMark.toByteArray() + commonFields(entry) + entry.path;
}

QByteArray directoryRecord(const ZipEntry &entry)
{
    QByteArray bytes = recordMark.toByteArray();
    put16(bytes, madeBy);
    bytes += commonFields(entry);
    put16(bytes, 0);
    put16(bytes, 0);
    put16(bytes, 0);
    put32(bytes, attributes);
    put32(bytes, quint32(entry.offset));
    return bytes + entry.path;
}

/// Feeds a device through zlib, piece by piece.
class Deflater {
public:
    Deflater() { m_isReady = deflateInit2(&m_stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK; }
    ~Deflater() { deflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Deflater)
    [[nodiscard]] bool isReady() const { return m_isReady; }

    /// What comes out for these bytes; all of it at the end.
    QByteArray put(const QByteArray &bytes, bool isLast)
    {
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
        m_stream.avail_in = uInt(bytes.size());
        QByteArray out;
        do {
            QByteArray piece(pieceSize, Qt::Uninitialized);
            m_stream.next_out = reinterpret_cast<Bytef *>(piece.data());
            m_stream.avail_out = uInt(piece.size());
            deflate(&m_stream, isLast ? Z_FINISH : Z_NO_FLUSH);
            out.append(piece.constData(), piece.size() - qsizetype(m_stream.avail_out));
        } while (m_stream.avail_out == 0);
        return out;
    }

private:
    z_stream m_stream {};
    bool m_isReady = false;
};

} // namespace

Result<void> ZipWriter::write(QByteArrayView bytes)
{
    if (m_device->write(bytes.data(), bytes.size()) != bytes.size())
        return fail(ErrorKind::System, tr("The bundle can't be written: %1.").arg(m_device->errorString()));
    m_position += bytes.size();
    return {};
}

Result<void> ZipWriter::begin(ZipEntry &entry)
{
    entry.offset = m_position;
    return write(fileHeader(entry));
}

Result<void> ZipWriter::add(const QByteArray &path, QIODevice &source, const Cancellation &cancellation)
{
    Deflater deflater;
    if (!deflater.isReady())
        return fail(ErrorKind::InsufficientResources, tr("There is too little memory to pack the bundle."));
    ZipEntry entry { path, 0, 0, 0, 0, true };
    if (const auto begun = begin(entry); !begun)
        return begun;
    uLong crc = 0;
    for (auto isLast = false; !isLast;) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Cancelled."));
        QByteArray piece(pieceSize, Qt::Uninitialized);
        const auto got = source.read(piece.data(), piece.size());
        if (got < 0)
            return fail(ErrorKind::System, tr("\"%1\" can't be read: %2.").arg(QString::fromUtf8(path), source.errorString()));
        piece.truncate(got);
        isLast = got == 0;
        crc = crc32(crc, reinterpret_cast<const Bytef *>(piece.constData()), uInt(piece.size()));
        entry.size += piece.size();
        const auto packed = deflater.put(piece, isLast);
        entry.storedSize += packed.size();
        if (const auto written = write(packed); !written)
            return written;
    }
    entry.crc = quint32(crc);
    // The sizes are known only now.
    const auto end = m_position;
    m_position = entry.offset;
    if (!m_device->seek(entry.offset))
        return fail(ErrorKind::System, tr("The bundle can't be written: %1.").arg(m_device->errorString()));
    if (const auto written = write(fileHeader(entry)); !written)
        return written;
    m_position = end;
    if (!m_device->seek(end))
        return fail(ErrorKind::System, tr("The bundle can't be written: %1.").arg(m_device->errorString()));
    m_entries.append(entry);
    return {};
}

Result<void> ZipWriter::add(const QByteArray &path, const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    return add(path, buffer);
}

Result<void> ZipWriter::copy(const ZipFile &from, const ZipEntry &entry, const Cancellation &cancellation)
{
    auto copied = entry;
    if (const auto begun = begin(copied); !begun)
        return begun;
    const auto done = from.readStored(entry, [&](QByteArrayView bytes) { return write(bytes); }, cancellation);
    if (done)
        m_entries.append(copied);
    return done;
}

Result<void> ZipWriter::finish()
{
    if (const auto checked = ZipFile::check(m_entries); !checked)
        return checked;
    if (m_position > bundlelimits::packedSize)
        return fail(ErrorKind::Data, tr("The bundle is too large: %1 bytes, and the limit is %2.").arg(m_position).arg(bundlelimits::packedSize));
    const auto begin = m_position;
    for (const auto &entry : std::as_const(m_entries)) {
        if (const auto written = write(directoryRecord(entry)); !written)
            return written;
    }
    QByteArray end = endMark.toByteArray();
    put16(end, 0);
    put16(end, 0);
    put16(end, quint16(m_entries.size()));
    put16(end, quint16(m_entries.size()));
    put32(end, quint32(m_position - begin));
    put32(end, quint32(begin));
    put16(end, 0);
    return write(end);
}

} // namespace dumbo
