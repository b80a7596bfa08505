#pragma once

#include "core/sdk/extensions/pongo.h"

namespace dumbo::postgresql {

[[nodiscard]] Result<std::vector<DocumentCommand>> writeSql(const DocumentWrite &write);

} // namespace dumbo::postgresql
