#pragma once

#include "core/plugins/bundle/zipfile.h"

namespace dumbo {

/// Writes a zip file that is the same for the same entries: no times, no owners.
class DUMBO_CORE_EXPORT ZipWriter {
public:
    /// device: open for writing at its start.
    explicit ZipWriter(QIODevice &device)
        : m_device(&device)
    {
    }

    /// Deflates what source gives. path: fit for a bundle, and not there yet.
    [[nodiscard]] Result<void> add(const QByteArray &path, QIODevice &source, const Cancellation &cancellation = {});
    [[nodiscard]] Result<void> add(const QByteArray &path, const QByteArray &bytes);
    /// Takes an entry over from another file as it is stored there.
    [[nodiscard]] Result<void> copy(const ZipFile &from, const ZipEntry &entry, const Cancellation &cancellation = {});
    /// Writes the directory: the last call. Data where ZipFile would refuse what was written.
    [[nodiscard]] Result<void> finish();

private:
    [[nodiscard]] Result<void> begin(ZipEntry &entry);
    [[nodiscard]] Result<void> write(QByteArrayView bytes);
    QIODevice *m_device;
    qint64 m_position = 0;
    QList<ZipEntry> m_entries; ///< offset: of the local header
};

} // namespace dumbo
