#pragma once

#include "core/sdk/extensions/pongo.h"

#include <memory>

namespace dumbo::sqlite {

/// Documents as JSON texts in columns of SQLite 3.45 or later. Texts stay as they were written, byte for byte.
[[nodiscard]] std::unique_ptr<PongoExtension> makePongoExtension();

} // namespace dumbo::sqlite
