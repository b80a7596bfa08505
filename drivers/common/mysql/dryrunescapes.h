#pragma once

#include "core/base/result.h"
#include "core/sdk/dialect.h"

#include <QStringList>

#include <string_view>

namespace dumbo::mysql {

/// Whether a statement may be tried in a scratch database, by its words: InvalidOperation, with the reason, for what belongs to the whole
/// server or leaves the database.
///
/// otherDatabases: where the account of the connection may do more than a scratch database needs, these names must not be used either, nor
/// anything that could put a name together while it runs. Empty: the server itself keeps the account in its database.
[[nodiscard]] Result<void> checkDryRun(std::string_view text, const Dialect &dialect, const QStringList &otherDatabases);

} // namespace dumbo::mysql
