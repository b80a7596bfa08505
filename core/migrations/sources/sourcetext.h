#pragma once

#include "core/migrations/migration.h"

#include <QCoreApplication>

#include <expected>

namespace dumbo {

/// A text of this part in the person's language.
[[nodiscard]] inline QString sourceText(const char *text)
{
    return QCoreApplication::translate("MigrationSource", text);
}

/// A file that is valid UTF-8 without NUL.
struct SourceText {
    QByteArray bytes; ///< the whole file
    qint64 begin = 0; ///< behind the byte order mark, where there is one
};

/// Or why the file can't be used; always fatal.
[[nodiscard]] std::expected<SourceText, SourceProblem> readSourceText(const QString &path);

} // namespace dumbo
