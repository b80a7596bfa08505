#pragma once

#include "core/sdk/batchbuilder.h"
#include "drivers/postgresql/handles.h"
#include "drivers/postgresql/servertypes.h"

#include <span>

namespace dumbo::postgresql {

/// Appends one row of a result in text format. This is the innermost loop of reading.
void appendRow(const PGresult *result, int row, std::span<const CellForm> forms, BatchBuilder &builder);

} // namespace dumbo::postgresql
