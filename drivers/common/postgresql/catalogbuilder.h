#pragma once

#include "drivers/common/postgresql/catalogsource.h"

#include "core/sdk/catalogpart.h"

#include <QHash>

#include <utility>
#include <vector>

namespace dumbo::postgresql {

class DdlReader;

/// The catalogs whose object numbers name things; one number may mean different things in two of them.
enum class CatalogClass : quint32 {
    Relation = 1259,
    Function = 1255,
    Type = 1247,
    Schema = 2615,
    Extension = 3079,
    Server = 1417,
    Role = 1260,
    Database = 1262,
};

/// Joins the rows of CatalogSql's queries by their numbers into objects. The first four take functions come before
/// the others; a query that failed is not taken, and what it would have brought is missing.
class CatalogBuilder
{
public:
    using Oid = quint32;
    using TypeKey = std::pair<Oid, int>; ///< type and modifier

    explicit CatalogBuilder(const CatalogRequest &request);

    void takeSchemas(const TextRows &rows);
    void takeRoles(const TextRows &rows);
    void takeRelations(const TextRows &rows);
    void takeTypes(const TextRows &rows);
    void takeFunctions(const TextRows &rows);
    void takeExtensions(const TextRows &rows);
    void takeServers(const TextRows &rows);
    void takeReferencedRelations(const TextRows &rows);
    void takeInheritance(const TextRows &rows);
    void takePartitionKeys(const TextRows &rows);
    void takeForeignTables(const TextRows &rows);
    void takeMembers(const TextRows &rows);
    void takeColumns(const TextRows &rows);
    void takeReferencedColumns(const TextRows &rows);
    void takePrimaryKeys(const TextRows &rows);
    void takeConstraints(const TextRows &rows);
    void takeDefaults(const TextRows &rows);
    void takeCollations(const TextRows &rows);
    void takeIndexes(const TextRows &rows);
    void takeIndexExpressions(const TextRows &rows);
    void takeTriggers(const TextRows &rows);
    void takePolicies(const TextRows &rows);
    void takeEnumLabels(const TextRows &rows);
    void takeSequences(const TextRows &rows);
    void takeComments(const TextRows &rows);
    void takeSizes(const TextRows &rows);
    void takeDatabases(const TextRows &rows);
    void takeMemberships(const TextRows &rows);
    void takeTypeNames(const TextRows &rows);
    void takeStandardTables(const TextRows &rows);
    void takeStandardColumns(const TextRows &rows);
    void takeDdl(const DdlReader &reader);

    /// The types of columns, each once: their texts come by takeTypeNames().
    [[nodiscard]] std::vector<TypeKey> unnamedTypes() const;
    /// The objects in the order that CatalogPart promises. The builder is empty afterwards.
    [[nodiscard]] std::vector<CatalogObject> finish();

private:
    /// What belongs to an object and is not in it.
    struct Beside
    {
        CatalogClass type = CatalogClass::Relation;
        Oid oid = 0;
        Oid owner = 0;
        std::vector<qint16> numbers; ///< attnum of each column
        std::vector<qint32> types; ///< place in m_types of each column
        std::vector<Oid> children; ///< partitions
    };
    /// An index or a key that is known by its number.
    struct Place
    {
        std::size_t object = 0;
        std::size_t part = 0;
    };

    CatalogObject &add(CatalogClass type, Oid oid, ObjectKind kind, const ObjectPath &path, Oid owner = 0);
    [[nodiscard]] CatalogObject *find(CatalogClass type, Oid oid);
    [[nodiscard]] CatalogObject *relation(Oid oid) { return find(CatalogClass::Relation, oid); }
    [[nodiscard]] Beside &beside(const CatalogObject &object);
    [[nodiscard]] CatalogColumn *column(Oid relation, int number);
    [[nodiscard]] QString columnName(Oid relation, int number) const;
    [[nodiscard]] QStringList columnNames(Oid relation, std::string_view numberArray) const;
    [[nodiscard]] ObjectPath pathOf(Oid relation) const;
    [[nodiscard]] QString roleName(Oid oid) const;
    [[nodiscard]] QString intern(std::string_view utf8);
    void reserveColumns(CatalogObject &object, std::size_t more);
    void addKey(CatalogObject &object, const TextRows &rows, qsizetype row);
    void addForeignKey(CatalogObject &object, const TextRows &rows, qsizetype row);
    void addDomainCheck(const TextRows &rows, qsizetype row);
    void sumUpPartitions();
    void sumUp(std::size_t place, int depth);
    void nameOwners();

    CatalogRequest m_request;
    std::vector<CatalogObject> m_objects;
    std::vector<Beside> m_beside; ///< as m_objects
    QHash<quint64, std::size_t> m_places; ///< by class and number
    QHash<Oid, QString> m_schemas;
    QHash<Oid, QString> m_roles;
    QHash<Oid, Oid> m_rowTypes; ///< relation of a composite type → the type
    QHash<Oid, ObjectPath> m_otherRelations;
    QHash<quint64, QString> m_otherColumns; ///< by relation and number
    QHash<TypeKey, qint32> m_typePlaces;
    std::vector<std::pair<TypeKey, QString>> m_types;
    QHash<Oid, bool> m_keyIndexes; ///< indexes that keys made
    QHash<Oid, Place> m_indexes;
    QHash<QByteArray, QString> m_names;
};

} // namespace dumbo::postgresql
