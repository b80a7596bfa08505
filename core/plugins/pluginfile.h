#pragma once

#include "core/plugins/manifest.h"
#include "core/sdk/storageplugin.h"

#include <QDateTime>

#include <memory>
#include <vector>

namespace dumbo {

/// Tells whether a file is still the one that was looked at.
struct FileStamp {
    qint64 size = -1;
    QDateTime modified;
    [[nodiscard]] static FileStamp of(const QString &filePath);
    friend bool operator==(const FileStamp &, const FileStamp &) = default;
};

/// What a plugin file says of itself, and whether it may be loaded here.
struct DescribedFile {
    Manifest manifest; ///< as far as it could be read
    std::optional<Error> refusal;
    FileStamp stamp;
};

/// Reads the manifest out of the file. None of its code runs. It is refused where it does not fit the host.
[[nodiscard]] DUMBO_CORE_EXPORT DescribedFile describePluginFile(
    const QString &filePath, const BuildStamp &host = BuildStamp::current());

/// What keeps a driver built as "theirs" from running in a host built as "ours", or nothing.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<Error> buildStampFault(const BuildStamp &theirs, const BuildStamp &ours);

/// Loads the module for good and makes its plugins, one for each connector of the manifest, in its order. Plugin with
/// words that help where that fails.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<std::unique_ptr<StoragePlugin>>> loadPluginFile(
    const QString &filePath, const Manifest &manifest);

} // namespace dumbo
