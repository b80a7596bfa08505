#pragma once

#include "core/schema/schemacomponents.h"

#include <initializer_list>
#include <utility>

/// Schema components as one writes them in C++:
///
/// ```cpp
/// using namespace dumbo::components;
/// const DatabaseComponent mountains = database(u"mountains"_s)
///     .extension(extension(u"PostGIS"_s))
///     .schema(schema(u"crm"_s)
///         .table(table(u"regions"_s).column(column(u"id"_s, u"bigint"_s).primaryKey()))
///         .table(table(u"huts"_s)
///             .column(column(u"region"_s, u"bigint"_s).notNull())
///             .column(column(u"number"_s, u"integer"_s).defaultsTo(1))
///             .primaryKey({ u"region"_s, u"number"_s })
///             .index(index({ u"number"_s }))
///             .references({ u"region"_s }, u"regions"_s)));
/// ```
namespace dumbo::components {

/// Each builder is its component: it converts to it, and passes as one.
class ColumnBuilder : public ColumnComponent {
public:
    ColumnBuilder primaryKey() && { return ColumnComponent::primaryKey = true, std::move(*this); }
    ColumnBuilder notNull() && { return ColumnComponent::notNull = true, std::move(*this); }
    ColumnBuilder unique() && { return ColumnComponent::unique = true, std::move(*this); }
    ColumnBuilder defaultsTo(const Value &value) && { return defaultValue = value, std::move(*this); }
    template <typename T>
        requires std::constructible_from<Value, T>
    ColumnBuilder defaultsTo(T value) && { return defaultValue = Value(value), std::move(*this); }
    /// SQL as it stands.
    ColumnBuilder defaultsToSql(PerDatabase<QString> expression) && { return defaultExpression = std::move(expression), std::move(*this); }
    /// Came later, by a migration of its own.
    ColumnBuilder added() && { return ColumnComponent::added = true, std::move(*this); }
    ColumnBuilder migration(ComponentMigration migration) && { return migrations.push_back(std::move(migration)), std::move(*this); }
};

class IndexBuilder : public IndexComponent {
public:
    IndexBuilder named(const QString &text) && { return name = text, std::move(*this); }
    IndexBuilder ofKind(const QString &text) && { return kind = text, std::move(*this); }
    IndexBuilder unique() && { return IndexComponent::unique = true, std::move(*this); }
    IndexBuilder expression(PerDatabase<QString> sql) && { return parts.push_back({ {}, std::move(sql) }), std::move(*this); }
    IndexBuilder by(PerDatabase<QString> text) && { return method = std::move(text), std::move(*this); }
    IndexBuilder onlyWhere(PerDatabase<QString> sql) && { return where = std::move(sql), std::move(*this); }
    IndexBuilder concurrently() && { return IndexComponent::concurrently = true, std::move(*this); }
    IndexBuilder migration(ComponentMigration migration) && { return migrations.push_back(std::move(migration)), std::move(*this); }
};

class TableBuilder : public TableComponent {
public:
    TableBuilder ofKind(const QString &text) && { return kind = text, std::move(*this); }
    TableBuilder column(ColumnComponent column) && { return columns.push_back(std::move(column)), std::move(*this); }
    TableBuilder primaryKey(const QStringList &names) && { return TableComponent::primaryKey = names, std::move(*this); }
    TableBuilder unique(const QStringList &names, const QString &keyName = {}) && { return uniqueKeys.push_back({ keyName, names }), std::move(*this); }
    TableBuilder check(PerDatabase<QString> sql, const QString &ruleName = {}) && { return checks.push_back({ ruleName, std::move(sql) }), std::move(*this); }
    TableBuilder index(IndexComponent index) && { return indexes.push_back(std::move(index)), std::move(*this); }
    TableBuilder relationship(Relationship relationship) && { return relationships.push_back(std::move(relationship)), std::move(*this); }
    /// target is a table, or schema.table; without targetColumns its primary key.
    TableBuilder references(const QStringList &names, const QString &target, const QStringList &targetColumns = {}) &&
    {
        Relationship relationship;
        relationship.columns = names;
        relationship.targetSchema = target.contains(u'.') ? target.section(u'.', 0, 0) : QString();
        relationship.targetTable = target.section(u'.', -1);
        relationship.targetColumns = targetColumns;
        return std::move(*this).relationship(std::move(relationship));
    }
    TableBuilder migration(ComponentMigration migration) && { return migrations.push_back(std::move(migration)), std::move(*this); }
};

class ExtensionBuilder : public ExtensionComponent {
public:
    /// The database's own extension that it makes, where its name differs.
    ExtensionBuilder creates(const QString &text) && { return create = text, std::move(*this); }
    ExtensionBuilder schema(DatabaseSchemaComponent schema) && { return schemas.push_back(std::move(schema)), std::move(*this); }
    ExtensionBuilder table(TableComponent table) && { return tables.push_back(std::move(table)), std::move(*this); }
    ExtensionBuilder migration(ComponentMigration migration) && { return migrations.push_back(std::move(migration)), std::move(*this); }
};

class SchemaBuilder : public DatabaseSchemaComponent {
public:
    SchemaBuilder extension(ExtensionComponent extension) && { return extensions.push_back(std::move(extension)), std::move(*this); }
    SchemaBuilder table(TableComponent table) && { return tables.push_back(std::move(table)), std::move(*this); }
    SchemaBuilder migration(ComponentMigration migration) && { return migrations.push_back(std::move(migration)), std::move(*this); }
};

class DatabaseBuilder : public DatabaseComponent {
public:
    DatabaseBuilder extension(ExtensionComponent extension) && { return extensions.push_back(std::move(extension)), std::move(*this); }
    DatabaseBuilder schema(DatabaseSchemaComponent schema) && { return schemas.push_back(std::move(schema)), std::move(*this); }
    DatabaseBuilder table(TableComponent table) && { return tables.push_back(std::move(table)), std::move(*this); }
    DatabaseBuilder migration(ComponentMigration migration) && { return migrations.push_back(std::move(migration)), std::move(*this); }
};

[[nodiscard]] inline ColumnBuilder column(const QString &name, PerDatabase<QString> type)
{
    ColumnBuilder column;
    column.name = name;
    column.type = std::move(type);
    return column;
}

[[nodiscard]] inline IndexBuilder index(const QStringList &columns = {})
{
    IndexBuilder index;
    for (const auto &column : columns)
        index.parts.push_back({ column, {} });
    return index;
}

template <typename Builder>
[[nodiscard]] Builder named(const QString &name)
{
    Builder builder;
    builder.name = name;
    return builder;
}

[[nodiscard]] inline TableBuilder table(const QString &name) { return named<TableBuilder>(name); }
[[nodiscard]] inline ExtensionBuilder extension(const QString &name) { return named<ExtensionBuilder>(name); }
[[nodiscard]] inline SchemaBuilder schema(const QString &name) { return named<SchemaBuilder>(name); }
[[nodiscard]] inline DatabaseBuilder database(const QString &name = {}) { return named<DatabaseBuilder>(name); }

/// The same statements everywhere.
[[nodiscard]] inline ComponentMigration migration(const QString &name, std::vector<Sql> up)
{
    return { name, PerDatabase<std::vector<Sql>>(std::move(up)), {}, true };
}

} // namespace dumbo::components
