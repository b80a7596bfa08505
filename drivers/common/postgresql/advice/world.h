#pragma once

#include "core/sdk/catalogpart.h"

#include <QHash>
#include <QStringList>

#include <deque>
#include <functional>
#include <memory>

namespace dumbo::postgresql::advice {

/// What is known of a table, view or other relation at one point of a migration.
struct Relation
{
    ObjectPath path; ///< as the catalog has it, else as it was written first
    CatalogObject object; ///< with the changes of the migration so far
    bool isKnown = false; ///< the catalog has it, or this migration made it: object is complete
    bool isNew = false; ///< made by this migration
    bool isDropped = false;
    bool isTemporary = false;

    [[nodiscard]] bool isPartitioned() const { return object.partitioning && !object.partitioning->key.isEmpty(); }
    [[nodiscard]] bool isPartition() const { return object.partitioning && !object.partitioning->parent.name.isEmpty(); }
    /// The column, or null where there is none, or where nothing is known.
    [[nodiscard]] const CatalogColumn *column(const QString &name) const;
    [[nodiscard]] CatalogColumn *column(const QString &name);
    [[nodiscard]] QStringList primaryKey() const;
    /// Whether a validated CHECK says that the column has a value.
    [[nodiscard]] bool isProvenNotNull(const QString &column) const;
    /// For people: the name, with its schema where that is not the usual one.
    [[nodiscard]] QString title() const;
};

/// An index and whose it is.
struct IndexPlace
{
    Relation *relation = nullptr; ///< null: not known
    const CatalogIndex *index = nullptr;
};

/// The database as a migration finds and changes it: its catalog, where there is one, and what the statements so far did.
/// Without a catalog every name may exist, and nothing but the migration's own objects is known. A Relation stays where it is
/// as long as the World.
class World
{
public:
    /// isWhole: nothing is left out of the catalog because earlier migrations change it.
    World(std::shared_ptr<const CatalogPart> catalog, const QStringList &searchPath, bool isWhole = true);

    [[nodiscard]] bool hasCatalog() const { return m_catalog != nullptr; }
    /// The whole database was read, and nothing is left out: what is not in the catalog does not exist.
    [[nodiscard]] bool isComplete() const;
    /// The relation of a name as it was written. Never fails: what is not known yet is made, and not isKnown.
    [[nodiscard]] Relation &relation(const ObjectPath &written);
    /// The same, but null where it is not known.
    [[nodiscard]] Relation *find(const ObjectPath &written);
    [[nodiscard]] IndexPlace index(const ObjectPath &written);
    /// A type, domain or enum of the catalog.
    [[nodiscard]] const CatalogObject *type(const ObjectPath &written);
    /// A function or procedure of the catalog, the first of its name.
    [[nodiscard]] const CatalogObject *function(const ObjectPath &written);
    /// Partitions directly below a partitioned table.
    [[nodiscard]] std::vector<Relation *> partitions(const Relation &parent);
    /// Partitions and tables that inherit, at any depth.
    [[nodiscard]] std::vector<Relation *> descendants(const Relation &parent);
    /// Tables with a foreign key to this one.
    [[nodiscard]] std::vector<Relation *> referrers(const Relation &target);
    /// All relations of a schema that are known.
    [[nodiscard]] std::vector<Relation *> relationsIn(const QString &schema);
    /// Tables with a column of this type.
    [[nodiscard]] std::vector<Relation *> usersOfType(const QString &type);

    /// Puts a relation that the migration makes under its name.
    Relation &create(const ObjectPath &written, CatalogObject object);
    void rename(Relation &relation, const ObjectPath &to);
    /// Whoever makes a table a child or gives it a foreign key says so.
    void addChild(Relation &child, const ObjectPath &parent);
    void addForeignKey(Relation &relation, CatalogForeignKey key);
    void drop(Relation &relation);
    void addIndex(Relation &relation, CatalogIndex index);
    void dropIndex(const IndexPlace &place);

private:
    using Key = std::pair<QString, QString>;
    void readCatalog();
    void readRelation(const CatalogObject &object);
    [[nodiscard]] const CatalogObject *inCatalog(const QMultiHash<QString, const CatalogObject *> &objects, const ObjectPath &written) const;
    [[nodiscard]] Key keyOf(const ObjectPath &written) const;
    using Fits = std::function<bool(const CatalogObject &)>;
    /// Relations of a catalog's list and of the touched ones that this is true of.
    [[nodiscard]] std::vector<Relation *> matching(
        const std::vector<const CatalogObject *> &candidates, const QList<Relation *> &touched, const Fits &fits);
    [[nodiscard]] std::vector<Relation *> matchingAll(const Fits &fits);
    [[nodiscard]] std::vector<Relation *> children(const ObjectPath &parent);
    void noteFamily(Relation &relation);
    Relation &take(const CatalogObject &object);

    std::shared_ptr<const CatalogPart> m_catalog;
    QStringList m_searchPath;
    bool m_isWhole;
    bool m_isRead = false;
    QMultiHash<QString, const CatalogObject *> m_relationsByName;
    QMultiHash<QString, const CatalogObject *> m_typesByName;
    QMultiHash<QString, const CatalogObject *> m_functionsByName;
    QMultiHash<QString, const CatalogObject *> m_tablesByIndex;
    QHash<Key, std::vector<const CatalogObject *>> m_childrenByParent;
    QHash<Key, std::vector<const CatalogObject *>> m_referrersByTarget;
    std::vector<const CatalogObject *> m_allRelations;
    std::deque<Relation> m_relations; ///< those that were touched
    QHash<Key, Relation *> m_places;
    QMultiHash<Key, Relation *> m_touchedChildren; ///< by parent; may name some that are so no longer
    QMultiHash<Key, Relation *> m_touchedReferrers; ///< by target, likewise
};

} // namespace dumbo::postgresql::advice
