#pragma once

#include "core/base/result.h"
#include "core/schema/schemacomponents.h"
#include "core/sdk/dialect.h"

#include <QByteArray>

#include <vector>

namespace dumbo {

/// What a component makes of itself, in one dialect.
struct ComponentDdl {
    std::vector<QByteArray> up; ///< without ";" at their ends; empty: there is nothing to do
    std::vector<QByteArray> down;
    bool inTransaction = true;
};

/// A table in its place.
struct PlacedTable {
    QString schema; ///< empty: where the connection puts it
    const TableComponent &table;
    /// With the targets' schemas and columns spelled out.
    std::vector<Relationship> relationships = {};
};

// Each refuses with Data what the dialect can't have, in a sentence that names the component.

[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentDdl> schemaDdl(const QString &schema, const Dialect &dialect);
/// With its keys and checks, and with its relationships where the dialect can't add them later (SQLite).
[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentDdl> tableDdl(const PlacedTable &placed, const Dialect &dialect);
[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentDdl> columnDdl(
    const PlacedTable &placed, const ColumnComponent &column, const Dialect &dialect);
[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentDdl> indexDdl(
    const PlacedTable &placed, const IndexComponent &index, const Dialect &dialect);
[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentDdl> relationshipDdl(
    const PlacedTable &placed, const Relationship &relationship, const Dialect &dialect);
/// name is the database's own, e.g. "postgis".
[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentDdl> extensionDdl(const QString &name, const QString &schema, const Dialect &dialect);

/// Foreign keys come in a migration of their own; else they are part of CREATE TABLE.
[[nodiscard]] DUMBO_CORE_EXPORT bool addsRelationshipsLater(const Dialect &dialect);

/// The key as its columns say, in order.
[[nodiscard]] DUMBO_CORE_EXPORT QStringList primaryKeyOf(const TableComponent &table);
[[nodiscard]] DUMBO_CORE_EXPORT QString indexName(const TableComponent &table, const IndexComponent &index);
[[nodiscard]] DUMBO_CORE_EXPORT QString relationshipName(const TableComponent &table, const Relationship &relationship);
/// The column is part of a key, an index or a relationship.
[[nodiscard]] DUMBO_CORE_EXPORT bool isInKey(const TableComponent &table, const ColumnComponent &column);
/// "crm.users", or "users" in no schema: for people.
[[nodiscard]] DUMBO_CORE_EXPORT QString placedName(const QString &schema, const QString &name);

} // namespace dumbo
