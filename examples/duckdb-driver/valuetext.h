#pragma once

#include "types.h"

#include <QTimeZone>

#include <string>
#include <string_view>
#include <vector>

namespace dumbo::duckdb {

/// A flat vector of DuckDB and what lies in it, ready to be read. Valid as long as its chunk.
struct VectorView
{
    const ValueType *type = nullptr;
    const void *data = nullptr;
    const uint64_t *validity = nullptr; ///< null: no NULLs
    std::vector<VectorView> children; ///< LIST, ARRAY: elements; MAP: keys, values; STRUCT: members; UNION: tags, then members

    [[nodiscard]] static VectorView of(duckdb_vector vector, const ValueType &type);

    [[nodiscard]] bool isNull(idx_t row) const { return validity && !(validity[row >> 6] >> (row & 63) & 1); }
    template <typename T>
    [[nodiscard]] const T &at(idx_t row) const
    {
        return static_cast<const T *>(data)[row];
    }
};

[[nodiscard]] inline std::string_view stringOf(const duckdb_string_t &text)
{
    const auto length = text.value.inlined.length;
    return { length <= 12 ? text.value.inlined.inlined : text.value.pointer.ptr, length };
}

/// Appends a value that is not NULL as CAST(… AS VARCHAR) writes it, whatever its type; the zone is the session's.
void appendText(std::string &out, const VectorView &vector, idx_t row, const QTimeZone &zone);

/// The shortest decimal that reads back the same, in DuckDB's manner: "1.0", "1e+16", "nan", "-inf".
void appendFloat(std::string &out, double value);
void appendFloat(std::string &out, float value);

} // namespace dumbo::duckdb
