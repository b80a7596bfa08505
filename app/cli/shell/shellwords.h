#pragma once

#include "app/cli/liveconnection.h"
#include "app/cli/shell/documentpart.h"
#include "app/cli/shell/lineeditor.h"

namespace cli {

/// What the Tab key offers in a shell: commands and what they take, names and keywords of SQL, and of documents collections, methods, paths and
/// operators.
[[nodiscard]] WordChoice shellWords(LiveConnection &connection, DocumentPart &documents, const QString &text, qsizetype cursor);

} // namespace cli
