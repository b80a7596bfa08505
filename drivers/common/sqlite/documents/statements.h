#pragma once

#include "drivers/common/sqlite/documents/fragments.h"

namespace dumbo::sqlite {

[[nodiscard]] DocumentStatement findStatement(const DocumentQuery &query);
[[nodiscard]] std::optional<DocumentCommand> countStatement(const DocumentQuery &query);
[[nodiscard]] std::optional<DocumentStatement> valuesStatement(const DocumentQuery &query, const DocumentPath &path);
[[nodiscard]] Result<std::vector<DocumentCommand>> writeStatements(const DocumentWrite &write);
[[nodiscard]] Result<std::vector<StatementText>> requireStatements(
    const DocumentSource &source, const QString &name, const DocumentFilter &filter);

/// The columns that name a row and, of a collection, its version: "_id", "_version"
[[nodiscard]] QByteArrayList keyColumns(const DocumentSource &source);

} // namespace dumbo::sqlite
