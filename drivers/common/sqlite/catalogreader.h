#pragma once

#include "core/base/result.h"
#include "core/sdk/catalogpart.h"

#include <QByteArray>

#include <functional>
#include <string_view>

namespace dumbo::sqlite {

/// One row of a catalog query, as a driver has it. Valid during the call.
class CatalogRow
{
public:
    virtual ~CatalogRow() = default;
    [[nodiscard]] virtual std::string_view bytes(int column) const = 0; ///< empty for NULL
    [[nodiscard]] virtual qint64 integer(int column) const = 0;
    [[nodiscard]] QString text(int column) const
    {
        const auto utf8 = bytes(column);
        return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
    }
};

/// Runs a query and calls the function for each row.
using CatalogQuery = std::function<Result<void>(
    const QByteArray &sql, const std::function<void(const CatalogRow &)> &onRow)>;

/// Reads what a SQLite database holds, in a number of queries that depends on the depth alone, unless a view
/// or virtual table is broken: then those are asked for one by one, and what fails is a warning. Attached
/// databases are schemas, each with an object of its own whose name is empty. A table's ddl brings its
/// indexes and triggers along.
///
/// Needs SQLite 3.37 (pragma_table_list).
[[nodiscard]] Result<CatalogPart> readCatalog(const CatalogRequest &request, const CatalogQuery &query);

} // namespace dumbo::sqlite
