#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

namespace dumbo::mysql {

/// Estimates and sizes of these tables, and who has metadata locks on them where the server tells: the plugin metadata_lock_info of MariaDB,
/// performance_schema of MySQL.
[[nodiscard]] Result<std::vector<ObjectActivity>> readActivity(Connection &connection, std::span<const ObjectPath> objects);

} // namespace dumbo::mysql
