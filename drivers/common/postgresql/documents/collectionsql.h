#pragma once

#include "core/sdk/extensions/pongo.h"

namespace dumbo::postgresql {

[[nodiscard]] std::vector<OfferedMigration> collectionMigrations(const CollectionDefinition &collection);

/// The name that an index gets where it has none.
[[nodiscard]] QString indexName(const DocumentSource &source, const DocumentIndex &index);
/// Data where no index can be for its paths, NotImplemented where the storage has none.
[[nodiscard]] Result<StatementText> createIndexSql(const DocumentSource &source, const DocumentIndex &index);
[[nodiscard]] StatementText dropIndexSql(const DocumentSource &source, const DocumentIndex &index);
[[nodiscard]] std::optional<DocumentIndex> readIndexSql(const DocumentSource &source, const CatalogIndex &index);

} // namespace dumbo::postgresql
