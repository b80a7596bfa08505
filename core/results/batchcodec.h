#pragma once

#include "core/sdk/batch.h"

#include <QByteArray>

namespace dumbo {

/// A batch as one block of bytes for a SpillFile of this process: the buffers as they are, each at a multiple of 8.
/// Long cells are not included; they have files of their own.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray encodeBatch(const Batch &batch);

/// The inverse; the batch points into the block, which it keeps. longCells are given back to it.
[[nodiscard]] DUMBO_CORE_EXPORT Batch decodeBatch(const QByteArray &block, std::vector<LongCell> longCells);

} // namespace dumbo
