#pragma once

#include "drivers/common/outline/outline.h"

namespace dumbo::outline {

/// Reads "name type constraints…" to the end of the cursor.
[[nodiscard]] ColumnOutline readColumn(Cursor &cursor);
/// Whether the cursor stands at a key, index or check of a table rather than at a column.
[[nodiscard]] bool isConstraint(const Cursor &cursor);
[[nodiscard]] ConstraintOutline readConstraint(Cursor &cursor);
/// The list of CREATE TABLE.
void readDefinitions(std::string_view sql, Tokens list, StatementOutline &statement);
/// NAME [=] value NAME [=] value …, commas or not, to the end of the cursor.
[[nodiscard]] std::vector<SettingOutline> readOptions(Cursor &cursor);
/// One action of ALTER TABLE, to the end of the cursor; ALGORITHM and LOCK go into the statement.
void readAction(Cursor &cursor, StatementOutline &statement);

} // namespace dumbo::outline
