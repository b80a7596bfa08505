#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <optional>

namespace dumbo::postgresql {

class SqlValues;

/// The document of alias "t" with what is wanted of it. Nothing for whole documents, and where paths go deeper than one step: these go
/// through arrays.
[[nodiscard]] std::optional<QByteArray> projectionSql(const DocumentQuery &query, SqlValues &values);

} // namespace dumbo::postgresql
