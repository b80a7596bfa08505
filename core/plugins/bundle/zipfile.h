#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <QFile>
#include <QList>

#include <functional>

namespace dumbo {

/// A file in a zip file, where the central directory and the file's own header agree.
struct ZipEntry {
    QByteArray path; ///< fit for a bundle: see bundlePathFault()
    qint64 offset = 0; ///< of the stored bytes in the zip file
    qint64 storedSize = 0;
    qint64 size = 0;
    quint32 crc = 0;
    bool isDeflated = false;
};

/// A zip file that was read with distrust: no entry that leads outside, stands twice (also by letter case), is a link, is encrypted,
/// overlaps another one, or is larger than bundlelimits allow. Used by one thread.
class DUMBO_CORE_EXPORT ZipFile {
public:
    /// An error ends the reading and is returned.
    using Sink = std::function<Result<void>(QByteArrayView)>;

    /// Reads the directory only. device: open for random reading, and stays where it is.
    [[nodiscard]] static Result<ZipFile> open(QIODevice &device);

    /// Whether a zip file of these entries could be opened as far as names, sizes and their number go.
    [[nodiscard]] static Result<void> check(const QList<ZipEntry> &entries);

    [[nodiscard]] const QList<ZipEntry> &entries() const { return m_entries; } ///< by path, without folders
    [[nodiscard]] const ZipEntry *entry(QByteArrayView path) const;
    /// Gives sink the entry's bytes piece by piece, never more than the entry's size. Data where they are not what the directory says.
    [[nodiscard]] Result<void> read(const ZipEntry &entry, const Sink &sink, const Cancellation &cancellation = {}) const;
    /// All of a small entry. Data where it is larger than limit.
    [[nodiscard]] Result<QByteArray> readAll(const ZipEntry &entry, qint64 limit) const;
    /// The bytes as they are stored.
    [[nodiscard]] Result<void> readStored(const ZipEntry &entry, const Sink &sink, const Cancellation &cancellation = {}) const;

private:
    explicit ZipFile(QIODevice &device)
        : m_device(&device)
    {
    }
    QIODevice *m_device;
    QList<ZipEntry> m_entries;
};

} // namespace dumbo
