#pragma once

#include "core/base/export.h"
#include "core/sdk/batch.h"

#include <QString>

#include <optional>

namespace dumbo {

/// What is wrong with a batch, as a sentence with the column's number, or nothing. Looks at everything that a reader
/// would trust: lengths, pointers, alignment, validity counts, offsets, views, type ids, UTF-8 and long cells. Reads
/// each byte of text once and no byte of other values.
///
/// It can't know how much memory really lies behind a pointer: a driver that lies about a size it alone knows is
/// not found out.
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<QString> batchFault(
    const Batch &batch, int columnCount, qint64 maxRows);

} // namespace dumbo
