#pragma once

#include "core/base/result.h"
#include "core/sdk/cell.h"
#include "core/sdk/value.h"

namespace dumbo {

/// The cell as a Value of its own, long values read whole: for parameters and row helpers, not for bulk.
/// RawText becomes Bytes.
[[nodiscard]] DUMBO_SDK_EXPORT Result<Value> cellValue(const Cell &cell);

} // namespace dumbo
