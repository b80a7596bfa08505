#pragma once

#include "core/plugins/bundle/zipfile.h"

namespace dumbo {

/// The files of a zip file by path, each found in the directory and at its own place, and nothing among them that ZipFile refuses.
[[nodiscard]] Result<QList<ZipEntry>> readZipDirectory(QIODevice &device);
/// See ZipFile::check().
[[nodiscard]] Result<void> checkZipEntries(const QList<ZipEntry> &entries);

/// As much of a name as may be shown: it may hold anything.
[[nodiscard]] QString shownZipName(QByteArrayView name);
[[nodiscard]] std::unexpected<Error> zipEntryFault(QByteArrayView name, const QString &reason);
/// Exactly so many bytes. System or Data where they can't be had.
[[nodiscard]] Result<QByteArray> zipBytesAt(QIODevice &device, qint64 offset, qint64 size);

} // namespace dumbo
