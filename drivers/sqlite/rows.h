#pragma once

#include "core/sdk/batchbuilder.h"
#include "drivers/sqlite/handles.h"

namespace dumbo::sqlite {

/// Appends the row a statement stands on, each value in the storage class it has. This is the innermost loop
/// of reading. For databases whose encoding is UTF-8.
void appendRow(sqlite3_stmt *statement, int columns, BatchBuilder &builder);

/// The same where texts are UTF-16 inside the engine.
void appendConvertedRow(sqlite3_stmt *statement, int columns, BatchBuilder &builder);

} // namespace dumbo::sqlite
