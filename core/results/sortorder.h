#pragma once

#include "core/base/cancellation.h"
#include "core/results/resultstore.h"

namespace dumbo {

/// The rows of a store in the order of one column's values by their real types: numbers by value whatever their
/// kind (decimals kept as text exactly, where the column is Decimal, Integer or Float), text by UTF-8 bytes, bytes by bytes; numbers before text
/// before bytes, NULL last in both directions. Equal values keep their order. Covers the rows there at the call.
///
/// Takes 16 bytes a row while sorting and may read pages from disk: for a worker thread. Cancelled answers
/// ErrorKind::Cancelled.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<qint64>> sortedRows(
    const ResultStore &store, int column, bool descending, const Cancellation &cancellation);

} // namespace dumbo
