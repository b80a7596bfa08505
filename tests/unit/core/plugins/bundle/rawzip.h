#pragma once

#include "core/plugins/bundle/zipformat.h"

#include <QByteArray>
#include <QList>

#include <zlib.h>

/// Zip files as nobody should make them.
namespace rawzip {

struct Entry {
    QByteArray name;
    QByteArray content = {};
    quint16 method = dumbo::zipformat::storedMethod;
    quint16 flags = 0;
    quint32 attributes = 0100644U << 16;
    quint16 host = 3; ///< Unix
    QByteArray extra = {};
    QByteArray headerName = {}; ///< in its own header, where that differs
    qint64 size = -1; ///< said to be, where that is not so
    qint64 storedSize = -1;
    qint64 crc = -1;
    qint64 headerAt = -1; ///< another entry's header, which is then used instead of an own one
};

inline QByteArray deflated(const QByteArray &content)
{
    QByteArray out(qsizetype(compressBound(uLong(content.size()))) + 64, '\0');
    z_stream stream {};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(content.data()));
    stream.avail_in = uInt(content.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.truncate(out.size() - qsizetype(stream.avail_out));
    deflateEnd(&stream);
    return out;
}

struct End {
    int count = -1; ///< said to be
    quint16 disk = 0;
    QByteArray comment = {};
    QByteArray after = {};
    qint64 shift = 0; ///< of the directory's place
};

inline QByteArray make(const QList<Entry> &entries, const End &end = {})
{
    using namespace dumbo::zipformat;
    QByteArray files;
    QByteArray directory;
    for (const auto &entry : entries) {
        const auto stored = entry.method == deflatedMethod ? deflated(entry.content) : entry.content;
        const auto crc = crc32(0, reinterpret_cast<const Bytef *>(entry.content.constData()), uInt(entry.content.size()));
        const auto header = [&](const QByteArray &name) {
            QByteArray bytes;
            put16(bytes, 20);
            put16(bytes, entry.flags);
            put16(bytes, entry.method);
            put32(bytes, 0x00210000);
            put32(bytes, entry.crc >= 0 ? quint32(entry.crc) : quint32(crc));
            put32(bytes, quint32(entry.storedSize >= 0 ? entry.storedSize : stored.size()));
            put32(bytes, quint32(entry.size >= 0 ? entry.size : entry.content.size()));
            put16(bytes, quint16(name.size()));
            put16(bytes, quint16(entry.extra.size()));
            return bytes;
        };
        const auto place = entry.headerAt >= 0 ? entry.headerAt : files.size();
        if (entry.headerAt < 0) {
            const auto name = entry.headerName.isEmpty() ? entry.name : entry.headerName;
            files += fileMark.toByteArray() + header(name) + name + entry.extra + stored;
        }
        directory += recordMark.toByteArray();
        put16(directory, quint16(entry.host << 8 | 20));
        directory += header(entry.name);
        put16(directory, 0);
        put16(directory, 0);
        put16(directory, 0);
        put32(directory, entry.attributes);
        put32(directory, quint32(place));
        directory += entry.name + entry.extra;
    }
    const auto count = quint16(end.count >= 0 ? end.count : entries.size());
    auto bytes = files + directory + endMark.toByteArray();
    put16(bytes, end.disk);
    put16(bytes, end.disk);
    put16(bytes, count);
    put16(bytes, count);
    put32(bytes, quint32(directory.size()));
    put32(bytes, quint32(files.size() + end.shift));
    put16(bytes, quint16(end.comment.size()));
    return bytes + end.comment + end.after;
}

} // namespace rawzip
