#pragma once

#include "core/connection/executor.h"
#include "core/sdk/catalogpart.h"
#include "core/sdk/extensions/pongo.h"

#include <vector>

namespace dumbo {

/// The table is a Pongo collection, as its columns say: _id (the primary key), data, _version, _partition, _archived, metadata.
[[nodiscard]] DUMBO_CORE_EXPORT bool isCollection(const CatalogObject &object);

/// A column that may hold documents.
struct DocumentColumn {
    QString name;
    DocumentStorage storage = DocumentStorage::Text;
    bool isDeclared = false; ///< its type says JSON; else it is a text that may hold some
    friend bool operator==(const DocumentColumn &, const DocumentColumn &) = default;
};

/// Those of a type that says JSON first, then texts; generated ones are left out.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<DocumentColumn> documentColumns(const CatalogObject &object, const DocumentTraits &traits);

/// Collections among objects that were read at least with their columns.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<ObjectPath> collectionsOf(const std::vector<CatalogObject> &objects);
/// Collections in a database and schema; empty parts do not restrict.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::vector<ObjectPath>> listCollections(Executor &executor, const ObjectPath &scope);

/// How documents lie in a table that was read in full. Without a column: a collection's data, else the only column whose type says
/// JSON; InvalidOperation, with the columns' names, where that leaves a choice, NotFound where the column is not there.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentSource> documentSource(
    const CatalogObject &object, PongoExtension &pongo, const QString &column = {});
/// The same, from the database. NotFound where there is no such table. An empty schema means where the connection looks first. Needs an
/// executor with a connection, or borrows one.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentSource> sourceOf(
    Executor &executor, PongoExtension &pongo, const ObjectPath &table, const QString &column = {});

/// A collection that may not exist yet, as Pongo makes it.
[[nodiscard]] DUMBO_CORE_EXPORT DocumentSource collectionSource(
    PongoExtension &pongo, const ObjectPath &table, const std::vector<DocumentIndex> &indexes = {});

} // namespace dumbo
