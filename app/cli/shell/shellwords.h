#pragma once

#include "app/cli/shell/lineeditor.h"
#include "app/cli/shell/shellconnection.h"

namespace cli {

/// What the Tab key offers in a shell: commands and what they take, names and keywords of SQL.
[[nodiscard]] WordChoice shellWords(ShellConnection &connection, const QString &text, qsizetype cursor);

} // namespace cli
