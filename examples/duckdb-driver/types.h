#pragma once

#include "core/sdk/column.h"
#include "handles.h"

#include <string>
#include <vector>

namespace dumbo::duckdb {

/// A type of DuckDB with all that is needed to read its vectors, asked for once for a result.
struct ValueType
{
    duckdb_type id = DUCKDB_TYPE_INVALID;
    duckdb_type physical = DUCKDB_TYPE_INVALID; ///< of DECIMAL and ENUM: the integer they are stored as
    std::string alias {}; ///< e.g. "JSON"
    int width = 0; ///< of DECIMAL
    int scale = 0;
    idx_t arraySize = 0;
    std::vector<std::string> labels {}; ///< of ENUM
    std::vector<std::string> names {}; ///< of STRUCT and UNION, for each child
    std::vector<ValueType> children {}; ///< LIST and ARRAY: one; MAP: key and value; STRUCT and UNION: members

    [[nodiscard]] static ValueType of(duckdb_logical_type type);

    /// As DuckDB writes it, e.g. "DECIMAL(18,3)[]".
    [[nodiscard]] std::string name() const;
    [[nodiscard]] LogicalKind kind() const;
    /// Whether DuckDB quotes nothing inside of it when it writes it into another value.
    [[nodiscard]] bool isNested() const;
    /// Its values travel as the text that DuckDB writes for them.
    [[nodiscard]] bool isWrittenAsText() const;
    /// The struct has no names: (1, 2).
    [[nodiscard]] bool isTuple() const;
};

/// What is known of a result's column from its type.
[[nodiscard]] Column describeColumn(const char *name, const ValueType &type);

} // namespace dumbo::duckdb
