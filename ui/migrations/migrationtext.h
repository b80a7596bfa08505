#pragma once

#include "core/base/result.h"
#include "core/migrations/migration.h"
#include "core/sdk/extensions/migrationadvice.h"

#include <vector>

namespace workbench {

/// The text of a migration as it is shown: its file, or, where there is none or the file is another one by now, its statements.
struct MigrationText {
    QByteArray text;
    std::vector<dumbo::TextSpan> statements; ///< of the up script, bytes of text
    bool isFile = false; ///< text is what the file holds
    QString note; ///< why it is not, where there is a file
};

[[nodiscard]] MigrationText textOf(const dumbo::Migration &migration);

/// Writes the file whole or not at all, unless it holds something else than before by now (InvalidOperation).
[[nodiscard]] dumbo::Result<void> replaceText(const QString &path, const QByteArray &before, const QByteArray &after);

} // namespace workbench
