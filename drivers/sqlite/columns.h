#pragma once

#include "core/sdk/column.h"
#include "drivers/sqlite/engine.h"

#include <vector>

namespace dumbo::sqlite {

/// The columns of a prepared statement's result: declared type, origin, nullability. NOT NULL is told only
/// where nothing in the statement could bring a NULL of its own (one plain SELECT without joins or calls, and
/// readsView false).
[[nodiscard]] std::vector<Column> describeColumns(
    const Engine &engine, sqlite3_stmt *statement, bool readsView);

} // namespace dumbo::sqlite
