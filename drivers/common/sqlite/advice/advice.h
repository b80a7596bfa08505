#pragma once

#include "core/sdk/extensions/migrationadvice.h"

#include <functional>
#include <memory>
#include <optional>

namespace dumbo::sqlite {

/// What the engine's own parser does not read.
struct SyntaxError
{
    QString message; ///< the parser's words
    qint64 position = 0; ///< bytes of the statement
};

/// Reads one statement with SQLite's parser, without a database; any thread. Names that do not exist are no syntax errors.
using SyntaxCheck = std::function<std::optional<SyntaxError>(const QByteArray &statement)>;

/// Advice for SQLite by the text and what the catalog holds. Without a syntax check, a statement counts as unreadable only where it
/// begins with no word of SQLite or is not closed.
[[nodiscard]] std::unique_ptr<MigrationAdviceExtension> makeAdviceExtension(SyntaxCheck check = {});

} // namespace dumbo::sqlite
