#pragma once

#include "core/results/resultwriter.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace cli {

/// Writes rows of texts as a result of their own to standard output; nothing is NULL.
[[nodiscard]] dumbo::Result<void> writeTextRows(dumbo::ResultFormat format, const QStringList &columns,
    const std::vector<std::vector<std::optional<QString>>> &rows);

} // namespace cli
