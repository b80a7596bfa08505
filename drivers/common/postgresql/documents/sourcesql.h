#pragma once

#include "drivers/common/postgresql/documents/filtersql.h"

namespace dumbo::postgresql {

/// Where documents are read from, and which of them.
struct SourceSql {
    QByteArray from; ///< with alias "t"
    QByteArray document; ///< SQL of the document as jsonb; empty where the column's text may be no JSON
    QByteArray where; ///< empty: all rows
    bool isExact = true;
    QStringList reasons;

    [[nodiscard]] QByteArray text() const { return from + (where.isEmpty() ? QByteArray() : " WHERE " + where); }
};

[[nodiscard]] SourceSql sourceSql(const DocumentQuery &query, SqlValues &values);

/// The filter on the columns of the table itself; nothing where SQL alone does not decide it. With parameters for DELETE, where the table's
/// alias is "t"; with literals for CHECK.
[[nodiscard]] std::optional<QByteArray> exactWhere(const DocumentSource &source, const DocumentFilter &filter, SqlValues &values);

} // namespace dumbo::postgresql
