#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <memory>
#include <span>

namespace dumbo {

/// A private file for bytes that are too many for memory: readable and writable by its owner only (0600),
/// without a name where the system allows that, gone with the object. It lies in the user's cache folder,
/// because the temporary folder is memory on many systems.
///
/// Appending and reading may be called from any thread and may wait for the disk.
class DUMBO_SDK_EXPORT SpillFile {
public:
    /// Where spill files are made: $DUMBO_SPILL_DIR, else "dumbo-workbench/spill" in the user's cache folder.
    [[nodiscard]] static QString directory();

    /// InsufficientResources or System with the folder's name when no file can be made.
    [[nodiscard]] static Result<std::shared_ptr<SpillFile>> create();

    ~SpillFile();

    /// Writes all bytes behind those already there and returns where they begin. InsufficientResources on a
    /// full disk; what was appended before stays readable.
    [[nodiscard]] Result<qint64> append(std::span<const char> bytes);
    /// Exactly size bytes from offset.
    [[nodiscard]] Result<QByteArray> read(qint64 offset, qint64 size) const;
    /// Exactly target.size() bytes from offset.
    [[nodiscard]] Result<void> read(qint64 offset, std::span<char> target) const;
    [[nodiscard]] qint64 size() const;

private:
    class Private;
    explicit SpillFile(std::unique_ptr<Private> given);
    std::unique_ptr<Private> d;
};

} // namespace dumbo
