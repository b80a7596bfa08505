#pragma once

#include "core/base/export.h"

#include <QString>

#include <optional>

namespace dumbo {

/// Why a path can't stand in a bundle, as a sentence without the path; nothing where it can. Fit is what means the same file on
/// every system: names of ASCII letters, digits and a few signs, parted by single slashes, below the bundle's own folder.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<QString> bundlePathFault(QByteArrayView path);

/// The system a bundle's libraries are for as its folder is named, e.g. "linux-x86_64": of this program.
[[nodiscard]] DUMBO_CORE_EXPORT QString currentBundlePlatform();

/// The folder for libraries of a build stamp's architecture: "Linux x86_64" gives "linux-x86_64".
[[nodiscard]] DUMBO_CORE_EXPORT QString bundlePlatformOf(const QString &architecture);

} // namespace dumbo
