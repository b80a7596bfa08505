#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <optional>

namespace dumbo::postgresql {

class SqlValues;

/// Of a collection: begins with _id or _version.
[[nodiscard]] bool isColumnPath(const DocumentPath &path);
/// A document of what the columns say.
[[nodiscard]] QByteArray columnsAsDocument();
/// A condition on one of these columns that its own index serves; nothing for others.
[[nodiscard]] std::optional<QByteArray> columnTest(const DocumentFilter &filter, SqlValues &values);

} // namespace dumbo::postgresql
