#pragma once

#include "core/documents/query/relaxedvalue.h"
#include "core/sdk/extensions/documentquery.h"

namespace dumbo {

/// What stands in the braces of a filter.
[[nodiscard]] Result<DocumentFilter> readFilter(const RelaxedValue &object);
/// What stands behind one field: operators or a value.
[[nodiscard]] Result<DocumentFilter> readCondition(const DocumentPath &path, const RelaxedValue &value);

} // namespace dumbo
