#pragma once

#include "core/base/error.h"

#include <optional>

namespace dumbo::sqlite {

/// What is wrong with a plain path before the engine looks at it: a folder, a missing file or folder, no
/// permission, a file cut off within its header. The engine says "unable to open database file" to most of
/// these. Nothing when all looks well.
[[nodiscard]] std::optional<Error> checkFile(const QString &path, bool readOnly, bool mayCreate);

/// The engine's error on opening or first reading path, with the reason that the file itself shows: not a
/// database, encrypted, truncated, damaged, locked, or in WAL mode where that can't be read.
[[nodiscard]] Error explainOpenError(const Error &engineError, const QString &path, bool readOnly);

} // namespace dumbo::sqlite
