#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <optional>

namespace dumbo::postgresql {

class SqlValues;

/// A wider condition that an index by value serves; nothing where there is none for the path, or none helps.
[[nodiscard]] std::optional<QByteArray> indexRange(
    const DocumentFilter &filter, const QByteArray &column, const DocumentSource &source, SqlValues &values);

/// A condition that is false, already when a statement is planned, where the database's own collation goes by bytes, as documents do: then
/// what stands before OR can use an index in that collation.
[[nodiscard]] QByteArray hasOtherCollation();

/// Whether the source has an index by value that begins with the path.
[[nodiscard]] bool hasIndex(const DocumentSource &source, const DocumentPath &path);

} // namespace dumbo::postgresql
