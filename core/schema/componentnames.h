#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace dumbo {

/// The name of a migration that a component makes of itself: "<type>:[<kind>:]<path>:<operation>", each part of the path
/// percent-encoded, e.g. "index:pongo_index:crm:users:email_idx:create". Empty parts are left out. Data where it is longer than
/// the 255 characters of the ledger.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QString> componentMigrationName(
    const QString &type, const QString &kind, const QStringList &path, const QString &operation = QStringLiteral("create"));

/// Characters that the ledger's column takes.
inline constexpr int maxMigrationNameLength = 255;

} // namespace dumbo
