#pragma once

#include "core/sdk/column.h"

namespace dumbo::sqlite {

/// What a column of this declared type is meant to hold: by the well-known names (BOOLEAN, DATETIME, JSON,
/// DECIMAL, UUID…), else by SQLite's rules of affinity,
/// https://www.sqlite.org/datatype3.html#determination_of_column_affinity. Unknown for no type, ANY, and
/// names that only have NUMERIC affinity by falling through.
[[nodiscard]] LogicalKind logicalKind(const QString &declaredType);

} // namespace dumbo::sqlite
