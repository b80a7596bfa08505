#pragma once

#include "core/base/result.h"
#include "core/documents/analysis/documentprofile.h"

namespace cli {

/// A table on standard output, a row for each place in the documents; how many were looked at on standard error.
[[nodiscard]] dumbo::Result<void> printSchema(const dumbo::DocumentProfile &profile);

} // namespace cli
