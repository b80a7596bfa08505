#pragma once

#include "drivers/common/sqlite/documents/fragments.h"

namespace dumbo::sqlite {

[[nodiscard]] Result<std::vector<OfferedMigration>> collectionMigrations(const CollectionDefinition &collection);
[[nodiscard]] Result<std::vector<StatementText>> createIndexStatements(const DocumentSource &source, const DocumentIndex &index);
[[nodiscard]] Result<std::vector<StatementText>> dropIndexStatements(const DocumentSource &source, const DocumentIndex &index);
[[nodiscard]] std::optional<DocumentIndex> documentIndexOf(const DocumentSource &source, const CatalogIndex &index);
[[nodiscard]] QString indexName(const DocumentSource &source, const DocumentIndex &index);

} // namespace dumbo::sqlite
