#pragma once

#include "core/base/result.h"
#include "core/isolation/framesocket.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/batch.h"

#include <vector>

namespace dumbo {

/// Copies the long values of a batch into one unlinked file, because they outlive their driver, and writes where each lies.
[[nodiscard]] Result<OwnedDescriptor> writeLongCells(WireWriter &wire, const std::vector<LongCell> &cells);

/// So many long cells that read from the file. A fault of wire where they do not lie within it.
[[nodiscard]] std::vector<LongCell> longCellsOf(WireReader &wire, quint32 count, OwnedDescriptor file);

} // namespace dumbo
