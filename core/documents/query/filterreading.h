#pragma once

#include "core/documents/query/relaxedvalue.h"
#include "core/sdk/extensions/documentquery.h"

namespace dumbo {

/// What stands in the braces of a filter.
[[nodiscard]] Result<DocumentFilter> readFilter(const RelaxedValue &object);
/// What stands behind $expr.
[[nodiscard]] Result<DocumentFilter> readComparison(const RelaxedValue &value);
/// What stands behind one field: operators or a value.
[[nodiscard]] Result<DocumentFilter> readCondition(const DocumentPath &path, const RelaxedValue &value);

/// A condition of no more than kind, path and position.
[[nodiscard]] DocumentFilter filterOf(DocumentFilter::Kind kind, const DocumentPath &path, qint64 position);
/// One part stands for itself.
[[nodiscard]] DocumentFilter combined(DocumentFilter::Kind kind, std::vector<DocumentFilter> parts, qint64 position);
[[nodiscard]] DocumentFilter negated(DocumentFilter child, qint64 position);

} // namespace dumbo
