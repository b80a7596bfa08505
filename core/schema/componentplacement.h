#pragma once

#include "core/schema/componentddl.h"
#include "core/schema/resolvedcomponents.h"

namespace dumbo {

/// Every component in its place, without migrations.
[[nodiscard]] std::vector<PlacedComponent> placeComponents(const SchemaComponent &root);

/// Tables by place and name, for many look-ups.
class TableIndex {
public:
    explicit TableIndex(const std::vector<PlacedComponent> &components);
    [[nodiscard]] const PlacedComponent *find(const QString &schema, const QString &name) const;
    /// The table that a relationship of a table in schema means: in the schema it names, else where the table is, else in none.
    /// Null where no component is that table.
    [[nodiscard]] const PlacedComponent *target(const Relationship &relationship, const QString &schema) const;
    /// With the target's schema and columns spelled out.
    [[nodiscard]] Relationship spelledOut(Relationship relationship, const QString &schema) const;
    /// Those of the table, spelled out.
    [[nodiscard]] std::vector<Relationship> relationshipsOf(const TableComponent &table, const QString &schema) const;

private:
    std::map<std::pair<QString, QString>, const PlacedComponent *> m_tables;
};

} // namespace dumbo
