#pragma once

#include "core/sdk/catalogpart.h"
#include "core/sdk/dialect.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace dumbo {

enum class CatalogChange { Added, Removed, Changed };

/// What of an object a difference is about.
enum class CatalogPartKind {
    Column,
    Key, ///< primary key or unique constraint
    ForeignKey,
    Check,
    Index,
    Trigger,
    Policy,
    Partitioning,
    Property, ///< named as in CatalogObject::properties
    Comment,
    Owner,
    Signature,
    Definition, ///< the rest of the object's DDL
};

/// One property of a part on both sides, e.g. "type": "integer", "bigint".
struct CatalogFacet {
    QString name; ///< for people
    QString from; ///< empty: none
    QString to;
    friend bool operator==(const CatalogFacet &, const CatalogFacet &) = default;
};

struct PartDifference {
    CatalogChange change = CatalogChange::Changed;
    CatalogPartKind part = CatalogPartKind::Definition;
    QString name; ///< of the column, index, …; empty where there is only one, or the database names it not
    QString from; ///< the whole part in one line, or a text; empty: not there
    QString to;
    std::vector<CatalogFacet> facets; ///< of a changed part: what of it; may be empty
    QString sentence; ///< for people, without the object's name
    friend bool operator==(const PartDifference &, const PartDifference &) = default;
};

struct ObjectDifference {
    CatalogChange change = CatalogChange::Changed;
    std::shared_ptr<const CatalogObject> from; ///< null: added
    std::shared_ptr<const CatalogObject> to; ///< null: removed
    std::vector<PartDifference> parts; ///< of a changed object, never empty there
    QString sentence; ///< for people, with the object's kind and name

    /// The one side that is there; to where both are.
    [[nodiscard]] const CatalogObject &object() const { return to ? *to : *from; }
};

/// What is different from one catalog to another, ordered by schema, kind and name.
struct DUMBO_CORE_EXPORT CatalogDifference {
    std::vector<ObjectDifference> objects;
    QStringList warnings; ///< what could not be read on either side, and so was not compared
    [[nodiscard]] bool isEmpty() const { return objects.empty(); }
    /// "2 objects added, 1 removed, 3 changed", or that there is none.
    [[nodiscard]] QString summary() const;
};

struct CatalogComparison {
    bool comparesOwners = false;
    /// Where each side has one schema, they are the same whatever their names: databases of MariaDB. The added and changed objects
    /// then are copies with the name of the from side.
    bool matchesOnlySchemas = true;
    /// Objects that are left out on both sides; empty: none. A migration tool's own tables are an example.
    std::function<bool(const CatalogObject &)> ignores = {};
};

/// Compares two catalogs that were read with CatalogDepth::Full; with DDL where all is to be found. The names of the
/// databases, estimates, sizes, system objects, roles, other databases and what belongs to an extension do not count, nor
/// does the order of columns. Objects and parts are the same where kind and name are; those without a name where all
/// of them is. The two stay alive as long as an ObjectDifference points into them. Linear; any thread.
[[nodiscard]] DUMBO_CORE_EXPORT CatalogDifference compareCatalogs(std::shared_ptr<const CatalogPart> from,
    std::shared_ptr<const CatalogPart> to, const Dialect &dialect, const CatalogComparison &comparison = {});

/// "type", "Column" and so on, translated, for headings.
[[nodiscard]] DUMBO_CORE_EXPORT QString catalogPartName(CatalogPartKind kind);
/// Stable lower-case words for machines: "column", "foreign-key", …
[[nodiscard]] DUMBO_CORE_EXPORT QString catalogPartWord(CatalogPartKind kind);
/// "added", "removed", "changed".
[[nodiscard]] DUMBO_CORE_EXPORT QString catalogChangeWord(CatalogChange change);

/// The tables in which this program and other migration tools keep what they ran, e.g. dmb_migrations: for
/// CatalogComparison::ignores.
[[nodiscard]] DUMBO_CORE_EXPORT bool isMigrationHistory(const CatalogObject &object);

} // namespace dumbo
