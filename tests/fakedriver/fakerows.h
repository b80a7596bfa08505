#pragma once

#include "tests/fakedriver/fakedatabase.h"
#include "tests/fakedriver/fakescript.h"

namespace dumbo::fake {

[[nodiscard]] Column namedColumn(const QString &name, LogicalKind kind, const QString &typeName);
[[nodiscard]] Column tableColumn(const FakeTable &table, const CatalogColumn &column);

/// Columns without a type get the kind of the row's values.
void refineKinds(std::vector<Column> &columns, const FakeRow &row);

[[nodiscard]] FakeResult rowsResult(std::vector<Column> columns, std::vector<FakeRow> rows);
/// What TYPES answers.
[[nodiscard]] FakeResult typesResult();
/// What MIXED answers.
[[nodiscard]] FakeResult mixedResult(qint64 rowCount);

} // namespace dumbo::fake
