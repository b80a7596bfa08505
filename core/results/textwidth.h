#pragma once

#include "core/base/export.h"

#include <QStringView>

namespace dumbo {

/// Columns a text takes on a terminal: 0 for combining marks, 2 for wide East Asian characters and emoji, else 1.
[[nodiscard]] DUMBO_CORE_EXPORT int terminalWidth(QStringView text);

} // namespace dumbo
