#pragma once

#include "core/connection/executor.h"

namespace dumbo {

/// Rows of a table, whatever their order.
struct RowsSum {
    qint64 count = 0;
    quint64 checksum = 0; ///< of all values of all rows
    friend bool operator==(const RowsSum &, const RowsSum &) = default;
};

/// Reads every row of these columns, in memory that does not grow with them.
[[nodiscard]] Result<RowsSum> sumRows(Executor &executor, const ObjectPath &table, const QStringList &columns);

} // namespace dumbo
