#pragma once

#include "core/sdk/extensions/schemadifference.h"
#include "drivers/common/sqlite/difference/schematext.h"

namespace dumbo::sqlite {

/// A table made anew where ALTER TABLE can't change it, by the procedure of
/// https://www.sqlite.org/lang_altertable.html#otheralter: a new table, the rows over, the old one away, the new one under its name.
/// Its indexes and triggers, and the views that read it, are made again by who calls.
struct Rebuild
{
    const Table &from;
    const Table &to;
    bool allowsLoss = true; ///< false: columns that are no more stay
};

[[nodiscard]] std::vector<DifferenceStatement> rebuildStatements(const Rebuild &rebuild, const SchemaText &schema);
/// Columns with values of their own that the new table has not.
[[nodiscard]] std::vector<TableEntry> lostColumns(const Table &from, const Table &to);
/// Columns whose new affinity turns values into others: '007' into 7, 0.1 + 0.2 into '0.3'.
[[nodiscard]] std::vector<TableEntry> narrowedColumns(const Table &from, const Table &to);

} // namespace dumbo::sqlite
