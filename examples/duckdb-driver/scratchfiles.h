#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace dumbo::duckdb {

// Database files made for trying, in the folder for temporary files; their names tell whose they are.

/// A path at which there is nothing.
[[nodiscard]] QString newScratchPath();
[[nodiscard]] bool isScratchPath(const QString &path);
/// Removes the file and DuckDB's log beside it.
[[nodiscard]] Result<void> removeScratch(const QString &path);
/// Removes those whose process is gone; their names.
[[nodiscard]] QStringList sweepScratchFiles();

} // namespace dumbo::duckdb
