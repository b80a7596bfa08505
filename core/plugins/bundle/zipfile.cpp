#include "core/plugins/bundle/zipfile.h"

#include "core/plugins/bundle/zipdirectory.h"

#include <QCoreApplication>

#include <algorithm>

#include <zlib.h>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

constexpr qsizetype pieceSize = 128 << 10;

Error brokenEntry(const ZipEntry &entry)
{
    return { ErrorKind::Data, tr("The bundle is broken: its entry \"%1\" can't be unpacked.").arg(shownZipName(entry.path)) };
}

/// Inflates what is put in and hands it on, up to the entry's size.
class Inflater {
public:
    Inflater(const ZipEntry &entry, const ZipFile::Sink &sink)
        : m_entry(entry)
        , m_sink(sink)
        , m_buffer(pieceSize, Qt::Uninitialized)
    {
        m_isReady = inflateInit2(&m_stream, -MAX_WBITS) == Z_OK;
    }
    ~Inflater() { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Inflater)

    Result<void> put(QByteArrayView bytes)
    {
        if (!m_isReady)
            return fail(ErrorKind::InsufficientResources, tr("There is too little memory to unpack the bundle."));
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
        m_stream.avail_in = uInt(bytes.size());
        do {
            if (m_hasEnded)
                return m_stream.avail_in == 0 ? Result<void>() : fail(brokenEntry(m_entry));
            if (const auto given = giveOn(); !given)
                return given;
        } while (m_stream.avail_in > 0 || m_stream.avail_out == 0);
        return {};
    }
    [[nodiscard]] bool isComplete() const { return m_hasEnded && m_size == m_entry.size && m_crc == m_entry.crc; }

private:
    Result<void> giveOn()
    {
        m_stream.next_out = reinterpret_cast<Bytef *>(m_buffer.data());
        m_stream.avail_out = uInt(m_buffer.size());
        const auto before = m_stream.avail_in;
        const auto code = inflate(&m_stream, Z_NO_FLUSH);
        const auto made = m_buffer.size() - qsizetype(m_stream.avail_out);
        const auto isStuck = code == Z_BUF_ERROR && (before > 0 || made > 0);
        if ((code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) || isStuck || m_size + made > m_entry.size)
            return fail(brokenEntry(m_entry));
        m_hasEnded = code == Z_STREAM_END;
        m_size += made;
        m_crc = crc32(m_crc, reinterpret_cast<const Bytef *>(m_buffer.constData()), uInt(made));
        return made > 0 ? m_sink(QByteArrayView(m_buffer).first(made)) : Result<void>();
    }

    const ZipEntry &m_entry;
    const ZipFile::Sink &m_sink;
    QByteArray m_buffer;
    z_stream m_stream {};
    bool m_isReady = false;
    bool m_hasEnded = false;
    qint64 m_size = 0;
    uLong m_crc = 0;
};

} // namespace

Result<ZipFile> ZipFile::open(QIODevice &device)
{
    auto entries = readZipDirectory(device);
    if (!entries)
        return fail(entries.error());
    ZipFile file(device);
    file.m_entries = *std::move(entries);
    return file;
}

Result<void> ZipFile::check(const QList<ZipEntry> &entries)
{
    return checkZipEntries(entries);
}

const ZipEntry *ZipFile::entry(QByteArrayView path) const
{
    const auto found = std::ranges::find(m_entries, path, &ZipEntry::path);
    return found == m_entries.end() ? nullptr : &*found;
}

Result<void> ZipFile::readStored(const ZipEntry &entry, const Sink &sink, const Cancellation &cancellation) const
{
    for (qint64 done = 0; done < entry.storedSize;) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Cancelled."));
        // Each time, because the sink may read other entries.
        const auto piece = zipBytesAt(*m_device, entry.offset + done, std::min<qint64>(pieceSize, entry.storedSize - done));
        if (!piece)
            return fail(piece.error());
        if (const auto taken = sink(*piece); !taken)
            return taken;
        done += piece->size();
    }
    return {};
}

Result<void> ZipFile::read(const ZipEntry &entry, const Sink &sink, const Cancellation &cancellation) const
{
    if (entry.isDeflated) {
        Inflater inflater(entry, sink);
        const auto done = readStored(entry, [&](QByteArrayView bytes) { return inflater.put(bytes); }, cancellation);
        if (!done)
            return done;
        return inflater.isComplete() ? Result<void>() : fail(brokenEntry(entry));
    }
    uLong crc = 0;
    const auto done = readStored(
        entry,
        [&](QByteArrayView bytes) {
            crc = crc32(crc, reinterpret_cast<const Bytef *>(bytes.data()), uInt(bytes.size()));
            return sink(bytes);
        },
        cancellation);
    if (done && crc != entry.crc)
        return fail(brokenEntry(entry));
    return done;
}

Result<QByteArray> ZipFile::readAll(const ZipEntry &entry, qint64 limit) const
{
    if (entry.size > limit)
        return zipEntryFault(entry.path, tr("it is too large (%1 bytes, and the limit is %2)").arg(entry.size).arg(limit));
    QByteArray bytes;
    const auto done = read(entry, [&](QByteArrayView piece) -> Result<void> {
        bytes.append(piece);
        return {};
    });
    if (!done)
        return fail(done.error());
    return bytes;
}

} // namespace dumbo
