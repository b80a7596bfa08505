#pragma once

#include "core/sdk/extensions/pongo.h"

#include <memory>

namespace dumbo::sqlite {

/// What the statements need of SQLite, as sqlite3_libversion_number() says it: 3.45 came with JSONB and its tests.
inline constexpr int oldestForDocuments = 3'045'000;

/// Documents as JSON texts in columns of SQLite 3.45 or later. Texts stay as they were written, byte for byte.
[[nodiscard]] std::unique_ptr<PongoExtension> makePongoExtension();

} // namespace dumbo::sqlite
