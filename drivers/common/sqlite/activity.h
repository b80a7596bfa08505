#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

namespace dumbo::sqlite {

/// Row estimates, from ANALYZE or else from the highest rowid. Who has the file open can't be known, and sizes would take reading it.
[[nodiscard]] Result<std::vector<ObjectActivity>> readActivity(Connection &connection, std::span<const ObjectPath> objects);

} // namespace dumbo::sqlite
