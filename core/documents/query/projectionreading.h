#pragma once

#include "core/documents/query/relaxedvalue.h"
#include "core/sdk/extensions/documentquery.h"

namespace dumbo {

/// What stands in the braces of a sort and of a projection.
[[nodiscard]] Result<std::vector<DocumentSortKey>> readSortKeys(const RelaxedValue &object);
[[nodiscard]] Result<DocumentProjection> readProjection(const RelaxedValue &object);

} // namespace dumbo
