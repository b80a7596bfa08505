#pragma once

#include "core/base/result.h"
#include "core/sdk/cell.h"
#include "core/sdk/statement.h"
#include "drivers/sqlite/handles.h"

namespace dumbo::sqlite {

/// Gives all parameters to the statement. Texts and bytes are not copied: parameters outlive the run. Data
/// where their number or names do not fit, or SQLite can't hold a value (integers above 2^63 - 1, NaN,
/// arrays).
[[nodiscard]] Result<void> bind(sqlite3_stmt *statement, const Parameters &parameters);

/// Gives one cell to parameter number (from 1); its bytes are not copied. Long values are not taken
/// (InvalidOperation).
[[nodiscard]] Result<void> bind(sqlite3_stmt *statement, int number, const Cell &cell);

} // namespace dumbo::sqlite
