#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/plugins/install/driverinfo.h"

namespace dumbo {

/// All files below a folder with their sizes and digests, by path. System where one can't be read, Data for a symbolic link or
/// anything else that is no file, Cancelled.
[[nodiscard]] Result<QList<InstalledFile>> readInstalledFiles(const QString &folder, const Cancellation &cancellation = {});

/// What tells at a glance that an installed version can't be used: its module is missing or of another size. Reads no file.
[[nodiscard]] std::optional<Error> glanceAtFiles(const InstalledVersion &version);

/// Whether each file is there with the digest it had, and no other file beside them. Reads all of them.
[[nodiscard]] std::optional<Error> verifyFiles(const InstalledVersion &version);

} // namespace dumbo
