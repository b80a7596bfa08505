#pragma once

#include "core/sdk/dialect.h"

namespace dumbo::postgresql {

/// PostgreSQL's dialect as dialect.json has it; the manifests of PostgreSQL drivers carry the same text.
[[nodiscard]] const Dialect &dialect();

} // namespace dumbo::postgresql
