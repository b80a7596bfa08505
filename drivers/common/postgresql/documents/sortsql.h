#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <optional>

namespace dumbo::postgresql {

/// The documents' order, as core has it.
struct SortSql {
    QByteArray joins; ///< behind FROM
    QByteArray orderBy; ///< without the words
};

/// Nothing where a step of a path could name a position. The document is SQL of a jsonb value.
[[nodiscard]] std::optional<SortSql> sortSql(
    const std::vector<DocumentSortKey> &keys, const QByteArray &document, bool hasColumns);

} // namespace dumbo::postgresql
