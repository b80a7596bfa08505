#pragma once

#include "core/sdk/connectionoptions.h"

namespace dumbo::duckdb {

/// The options of a connection; their names are the manifest's.
struct Options
{
    QString path; ///< a database file, ":memory:", or a file that is opened as a table
    bool create = false; ///< make a missing database
    int threads = 0; ///< 0: DuckDB's default, all cores
    QString memoryLimit; ///< e.g. "4GB"; empty: DuckDB's default, 80 % of the memory
    bool extensions = false; ///< DuckDB may download and load extensions by itself

    [[nodiscard]] static Options fromOptions(const ConnectionOptions &given);

    /// A second connection would see another database.
    [[nodiscard]] bool isMemory() const;
};

} // namespace dumbo::duckdb
