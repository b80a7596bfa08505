#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

#include <memory>

namespace dumbo::mysql {

/// Dry runs on a copy of the schema, because the server commits by itself.
/// The connection is not owned and outlives the extension.
[[nodiscard]] std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection);

} // namespace dumbo::mysql
