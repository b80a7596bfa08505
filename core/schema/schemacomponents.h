#pragma once

#include "core/schema/perdatabase.h"
#include "core/sdk/value.h"
#include "core/sql/sql.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace dumbo {

/// A migration that somebody wrote. It takes the place of the statements that its component would make of itself; those of the
/// component's children stay.
struct ComponentMigration {
    QString name; ///< what the ledger has, at most 255 characters
    PerDatabase<std::vector<Sql>> up; ///< nothing for a database type: the migration does not exist there
    std::optional<PerDatabase<std::vector<Sql>>> down;
    bool inTransaction = true;
};

struct ColumnComponent {
    QString name;
    /// A portable type (columntypes.h), else as the database writes it, e.g. "geometry(Point, 4326)".
    PerDatabase<QString> type;
    bool notNull = false;
    bool unique = false;
    bool primaryKey = false; ///< TableComponent::primaryKey says more: the order
    std::optional<Value> defaultValue;
    PerDatabase<QString> defaultExpression; ///< SQL as it stands; without a defaultValue only
    /// Not part of CREATE TABLE: it came later, by ALTER TABLE … ADD COLUMN in a migration of its own.
    bool added = false;
    std::vector<ComponentMigration> migrations; ///< they make the column, which then isn't part of CREATE TABLE either
};

/// One part of an index: a column, or an expression.
struct IndexPart {
    QString column;
    PerDatabase<QString> expression; ///< SQL as it stands, without parentheses around it
    bool descending = false;
};

struct IndexComponent {
    QString name; ///< empty: "<table>_<columns>_idx"
    QString kind; ///< part of the migration's name, e.g. "pongo_index"
    std::vector<IndexPart> parts;
    bool unique = false;
    PerDatabase<QString> method; ///< e.g. "gin"; empty: the database's usual one
    PerDatabase<QString> where; ///< of a partial index
    bool concurrently = false; ///< PostgreSQL: without blocking writes, outside of a transaction
    std::vector<ComponentMigration> migrations;
};

struct UniqueKey {
    QString name; ///< empty: the database chooses
    QStringList columns;
};

struct CheckRule {
    QString name; ///< empty: the database chooses
    PerDatabase<QString> expression; ///< SQL as it stands
};

/// A foreign key.
struct Relationship {
    QString name; ///< empty: "<table>_<columns>_fkey"
    QStringList columns;
    QString targetSchema; ///< empty: where the table itself is, else the database's own tables
    QString targetTable;
    QStringList targetColumns; ///< empty: the target's primary key
    QString onDelete; ///< "no action", "restrict", "cascade", "set null", "set default"; empty: no action
    QString onUpdate;
    bool external = false; ///< the target is no component: it is not looked for
};

struct TableComponent {
    QString name;
    QString kind; ///< part of the migration's name, e.g. "pongo_collection"
    std::vector<ColumnComponent> columns;
    QStringList primaryKey; ///< in order; empty: the columns that say so
    std::vector<UniqueKey> uniqueKeys;
    std::vector<CheckRule> checks;
    std::vector<Relationship> relationships;
    std::vector<IndexComponent> indexes;
    std::vector<ComponentMigration> migrations;
};

struct DatabaseSchemaComponent;

/// A named bag of schemas, tables and migrations. Without any, it is an extension of the database itself, e.g. PostGIS.
struct ExtensionComponent {
    QString name; ///< as people say it, e.g. "PostGIS"
    QString create; ///< the database's own extension that it makes; empty: by name, where the bag is empty
    std::vector<DatabaseSchemaComponent> schemas;
    std::vector<TableComponent> tables;
    std::vector<ComponentMigration> migrations;
};

/// A schema: what is in it is placed there.
struct DatabaseSchemaComponent {
    QString name;
    std::vector<ExtensionComponent> extensions;
    std::vector<TableComponent> tables;
    std::vector<ComponentMigration> migrations;
};

struct DatabaseComponent {
    QString name; ///< for people
    std::vector<ExtensionComponent> extensions;
    std::vector<DatabaseSchemaComponent> schemas;
    std::vector<TableComponent> tables; ///< in no schema: where the connection puts them
    std::vector<ComponentMigration> migrations;
};

using SchemaComponent = std::variant<DatabaseComponent, DatabaseSchemaComponent, TableComponent, ExtensionComponent>;

} // namespace dumbo
