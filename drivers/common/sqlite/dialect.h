#pragma once

#include "core/sdk/dialect.h"

namespace dumbo::sqlite {

/// SQLite's dialect as dialect.json has it; the manifests of SQLite drivers carry the same text.
[[nodiscard]] const Dialect &dialect();

} // namespace dumbo::sqlite
