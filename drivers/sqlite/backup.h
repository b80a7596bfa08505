#pragma once

#include "drivers/sqlite/engine.h"

namespace dumbo::sqlite {

/// Copies the main database as one moment has it over the file at path. Ends with the engine's cancel.
[[nodiscard]] Result<void> copyDatabase(Engine &engine, const QString &path);

} // namespace dumbo::sqlite
