#pragma once

#include "engine.h"

#include <QString>

#include <optional>

namespace dumbo::duckdb {

/// A file that DuckDB reads as a table.
struct TableFile
{
    QString path;
    QString view; ///< the name under which it is found: that of the file, without suffix
    QByteArray reader; ///< DuckDB's table function, e.g. "read_parquet"
};

/// What path is, by its suffix (also with .gz or .zst behind it) and, for Parquet, by its first bytes. Nothing for a database.
[[nodiscard]] std::optional<TableFile> tableFile(const QString &path);

/// Makes the view of the file in the engine's database, which is in memory. What DuckDB says of a file that it can't read.
[[nodiscard]] Result<void> openTableFile(Engine &engine, const TableFile &file);

} // namespace dumbo::duckdb
