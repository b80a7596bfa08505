#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

#include <memory>

namespace dumbo::postgresql {

/// Dry runs in a guarded transaction; scratch databases beside the connection's own.
/// The connection is not owned and outlives the extension.
[[nodiscard]] std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection);

} // namespace dumbo::postgresql
