#include "core/schema/componentplacement.h"

namespace dumbo {

namespace {

/// Walks components and writes down where each is.
class Placing {
public:
    std::vector<PlacedComponent> components;

    void place(const DatabaseComponent &database)
    {
        const auto self = add({ .declared = &database, .name = database.name });
        placeAll(database.extensions, "extensions", self, {});
        placeAll(database.schemas, "schemas", self, {});
        placeAll(database.tables, "tables", self, {});
    }
    void place(const DatabaseSchemaComponent &schema, const QString &pointer = {}, int parent = -1, const QString & = {})
    {
        const auto self = add({ .declared = &schema, .pointer = pointer, .parent = parent, .schema = schema.name, .name = schema.name });
        placeAll(schema.extensions, "extensions", self, schema.name);
        placeAll(schema.tables, "tables", self, schema.name);
    }
    void place(const ExtensionComponent &extension, const QString &pointer = {}, int parent = -1, const QString &schema = {})
    {
        const auto self = add({ .declared = &extension, .pointer = pointer, .parent = parent, .schema = schema, .name = extension.name });
        placeAll(extension.schemas, "schemas", self, schema);
        placeAll(extension.tables, "tables", self, schema);
    }
    void place(const TableComponent &table, const QString &pointer = {}, int parent = -1, const QString &schema = {})
    {
        const auto self = add({ .declared = &table, .pointer = pointer, .parent = parent, .schema = schema, .name = table.name });
        const auto addPart = [&](const auto &part, const char *list, std::size_t number, const QString &name) {
            add({ .declared = &part,
                .pointer = QStringLiteral("%1/%2/%3").arg(pointer, QLatin1StringView(list)).arg(number),
                .parent = self,
                .schema = schema,
                .table = table.name,
                .name = name });
        };
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            addPart(table.columns[i], "columns", i, table.columns[i].name);
        for (std::size_t i = 0; i < table.indexes.size(); ++i)
            addPart(table.indexes[i], "indexes", i, indexName(table, table.indexes[i]));
        for (std::size_t i = 0; i < table.relationships.size(); ++i)
            addPart(table.relationships[i], "relationships", i, relationshipName(table, table.relationships[i]));
    }

private:
    int add(PlacedComponent component)
    {
        components.push_back(std::move(component));
        return int(components.size()) - 1;
    }
    template <typename T>
    void placeAll(const std::vector<T> &list, const char *name, int parent, const QString &schema)
    {
        const auto pointer = components[std::size_t(parent)].pointer;
        for (std::size_t i = 0; i < list.size(); ++i)
            place(list[i], QStringLiteral("%1/%2/%3").arg(pointer, QLatin1StringView(name)).arg(i), parent, schema);
    }
};

} // namespace

std::vector<PlacedComponent> placeComponents(const SchemaComponent &root)
{
    Placing placing;
    std::visit([&](const auto &component) { placing.place(component); }, root);
    return std::move(placing.components);
}

TableIndex::TableIndex(const std::vector<PlacedComponent> &components)
{
    for (const auto &component : components) {
        if (std::holds_alternative<const TableComponent *>(component.declared))
            m_tables.try_emplace({ component.schema, component.name }, &component);
    }
}

const PlacedComponent *TableIndex::find(const QString &schema, const QString &name) const
{
    const auto found = m_tables.find({ schema, name });
    return found == m_tables.end() ? nullptr : found->second;
}

const PlacedComponent *TableIndex::target(const Relationship &relationship, const QString &schema) const
{
    if (!relationship.targetSchema.isEmpty())
        return find(relationship.targetSchema, relationship.targetTable);
    const auto *beside = find(schema, relationship.targetTable);
    return beside ? beside : find({}, relationship.targetTable);
}

Relationship TableIndex::spelledOut(Relationship relationship, const QString &schema) const
{
    if (const auto *found = target(relationship, schema); found && !relationship.external) {
        relationship.targetSchema = found->schema;
        // MariaDB wants the columns even where they are the primary key.
        if (relationship.targetColumns.isEmpty())
            relationship.targetColumns = primaryKeyOf(*std::get<const TableComponent *>(found->declared));
    }
    return relationship;
}

std::vector<Relationship> TableIndex::relationshipsOf(const TableComponent &table, const QString &schema) const
{
    std::vector<Relationship> relationships;
    for (const auto &relationship : table.relationships)
        relationships.push_back(spelledOut(relationship, schema));
    return relationships;
}

} // namespace dumbo
