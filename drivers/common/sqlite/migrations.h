#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

#include <QString>

#include <functional>
#include <memory>

namespace dumbo::sqlite {

/// Writes a copy of the connection's main database to a file that is there and empty, as one moment has it.
using CopyDatabase = std::function<Result<void>(const QString &path)>;

/// Dry runs on a copy of the file.
/// The connection is not owned and outlives the extension.
[[nodiscard]] std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection, CopyDatabase copy);

} // namespace dumbo::sqlite
