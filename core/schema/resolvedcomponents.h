#pragma once

#include "core/migrations/migration.h"
#include "core/schema/componentoffers.h"
#include "core/schema/schemacomponents.h"
#include "core/sdk/dialect.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <variant>
#include <vector>

namespace dumbo {

/// One component in its place. Relationships stand among them, as children of their tables.
struct PlacedComponent {
    using Declared = std::variant<const DatabaseComponent *, const DatabaseSchemaComponent *, const TableComponent *,
        const ColumnComponent *, const IndexComponent *, const Relationship *, const ExtensionComponent *>;
    Declared declared; ///< belongs to ResolvedComponents::root
    QString pointer {}; ///< as in RFC 6901, from the root, e.g. "/schemas/0/tables/2"; "" is the root
    int parent = -1; ///< of the list; -1: the root
    QString schema {}; ///< where it is; empty: where the connection puts it
    QString table {}; ///< whose it is: columns, indexes, relationships
    QString name {};
    QStringList migrations {}; ///< its own, not those of its children

    /// "table crm.users", "column email of table crm.users": for sentences.
    [[nodiscard]] DUMBO_CORE_EXPORT QString description() const;
};

/// What is wrong with a component.
struct ComponentProblem {
    QString pointer;
    QString message; ///< what, and what to do; names both sides where there are two
    bool isFatal = true; ///< nothing may run before it is mended
    friend bool operator==(const ComponentProblem &, const ComponentProblem &) = default;
};

/// Components with all that follows from them in one dialect.
struct ResolvedComponents {
    std::shared_ptr<const SchemaComponent> root;
    std::vector<PlacedComponent> components; ///< parents before their children, in the order of declaration
    std::vector<Migration> migrations; ///< in the order in which they run
    std::vector<QString> migrationPointers; ///< one for each migration: where it was declared
    std::vector<ComponentProblem> problems;
};

/// Places, checks and renders. Each component's own migration comes before its children's; foreign keys that are added
/// later come at the end. The same migration twice is one; the same name with other SQL is a problem. Pure; any thread.
/// offers: what the drivers bring; extensions that say nothing but their name are filled from them.
[[nodiscard]] DUMBO_CORE_EXPORT ResolvedComponents resolveComponents(
    std::shared_ptr<const SchemaComponent> root, const Dialect &dialect, const std::vector<ComponentOffer> &offers = {});

/// The migrations of a component and all that is in it, with layout "components".
[[nodiscard]] DUMBO_CORE_EXPORT MigrationSet migrationsOf(
    const SchemaComponent &component, const Dialect &dialect, const std::vector<ComponentOffer> &offers = {});

} // namespace dumbo
