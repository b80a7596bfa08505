#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

namespace dumbo::postgresql {

/// How busy these relations are: estimates, sizes, use since the statistics began, and other sessions' locks. Waits for nobody. A name
/// without schema is looked up in the search path.
[[nodiscard]] Result<std::vector<ObjectActivity>> readActivity(Connection &connection, std::span<const ObjectPath> objects);

} // namespace dumbo::postgresql
