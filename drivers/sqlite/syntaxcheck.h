#pragma once

#include "drivers/common/sqlite/advice/advice.h"

namespace dumbo::sqlite {

/// Asks the engine's parser, with an empty database in memory that the check keeps.
[[nodiscard]] SyntaxCheck makeSyntaxCheck();

} // namespace dumbo::sqlite
