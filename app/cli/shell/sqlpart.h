#pragma once

#include "app/cli/liveconnection.h"
#include "app/cli/shell/shellreader.h"
#include "app/cli/shell/shellsettings.h"

namespace cli {

/// Runs a statement and writes what it answers; source is the file it stands in, or empty.
[[nodiscard]] PartOutcome runSqlPart(
    LiveConnection &connection, const ShellSettings &settings, const ShellPart &part, const QString &source);

/// What came of it, and how long it took, for who watches.
void tellElapsed(const ShellSettings &settings, std::chrono::steady_clock::time_point begin);

} // namespace cli
