#pragma once

#include "core/base/export.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace dumbo {

enum class ObjectKind {
    Database,
    Schema,
    Table,
    View,
    MaterializedView,
    VirtualTable,
    ForeignTable,
    Index,
    Trigger,
    Sequence,
    Function,
    Procedure,
    Type,
    Extension,
    Role,
    Other, ///< CatalogObject::kindName says what
};

/// Where an object is. Parts that the database does not have are empty. SQLite's attached databases are schemas
/// ("main", "temp", …), because names are qualified with them.
struct ObjectPath {
    QString database;
    QString schema;
    QString name;
    friend bool operator==(const ObjectPath &, const ObjectPath &) = default;
    friend auto operator<=>(const ObjectPath &, const ObjectPath &) = default;
};

enum class GeneratedKind { None, Stored, Virtual };
enum class IdentityKind { None, Always, ByDefault };

struct CatalogColumn {
    QString name;
    QString type; ///< as declared or as the server writes it; may be empty (SQLite)
    bool nullable = true;
    QString defaultExpression; ///< empty: none
    GeneratedKind generated = GeneratedKind::None;
    QString generatedExpression;
    IdentityKind identity = IdentityKind::None;
    int primaryKeyPosition = 0; ///< from 1; 0: not part of it
    QString collation;
    QString comment;
    bool hidden = false; ///< not part of SELECT * (hidden columns of virtual tables)
    friend bool operator==(const CatalogColumn &, const CatalogColumn &) = default;
};

/// Primary keys and unique constraints.
struct CatalogKey {
    QString name; ///< empty where the database does not name it
    bool primary = false;
    QStringList columns;
    friend bool operator==(const CatalogKey &, const CatalogKey &) = default;
};

struct CatalogForeignKey {
    QString name;
    QStringList columns;
    ObjectPath target;
    QStringList targetColumns; ///< empty: the target's primary key
    QString onUpdate; ///< e.g. "CASCADE"; empty: no action
    QString onDelete;
    bool deferrable = false;
    bool initiallyDeferred = false;
    bool validated = true; ///< false: NOT VALID, rows from before it was added may break it
    friend bool operator==(const CatalogForeignKey &, const CatalogForeignKey &) = default;
};

struct CatalogCheck {
    QString name;
    QString expression;
    bool validated = true; ///< false: NOT VALID, rows from before it was added may break it
    friend bool operator==(const CatalogCheck &, const CatalogCheck &) = default;
};

struct CatalogIndex {
    QString name;
    bool unique = false;
    bool implicit = false; ///< made by a key or unique constraint
    QStringList columns; ///< names or expressions, in order; an expression unknown to the catalog is empty
    QString predicate; ///< partial index: the WHERE expression
    QString method; ///< e.g. "btree", "gin"
    QString ddl; ///< empty for implicit ones
    bool valid = true; ///< false: queries do not use it, e.g. what a failed concurrent build left
    friend bool operator==(const CatalogIndex &, const CatalogIndex &) = default;
};

struct CatalogTrigger {
    QString name;
    QString timing; ///< "BEFORE", "AFTER", "INSTEAD OF"
    QStringList events; ///< "INSERT", "UPDATE", "DELETE", …
    bool enabled = true;
    QString ddl;
    friend bool operator==(const CatalogTrigger &, const CatalogTrigger &) = default;
};

/// A row-level security policy (PostgreSQL).
struct CatalogPolicy {
    QString name;
    QString command; ///< "ALL", "SELECT", "INSERT", "UPDATE", "DELETE"
    bool permissive = true;
    QStringList roles; ///< "public" for everybody
    QString usingExpression;
    QString checkExpression;
    friend bool operator==(const CatalogPolicy &, const CatalogPolicy &) = default;
};

/// A table's place among partitions: a child has parent and bounds, a parent has a key; a sub-partitioned one has all.
struct CatalogPartitioning {
    ObjectPath parent; ///< empty name: not a partition
    QString bounds; ///< as the server writes them, e.g. "FOR VALUES FROM (1) TO (9)" or "DEFAULT"
    QString key; ///< of a partitioned table, e.g. "HASH (id)"
    friend bool operator==(const CatalogPartitioning &, const CatalogPartitioning &) = default;
};

/// One object of a database with its parts, as far as the request asked for them. Everything is a value; kinds
/// that only one database knows use Other, kindName and properties.
struct DUMBO_SDK_EXPORT CatalogObject {
    ObjectKind kind = ObjectKind::Other;
    QString kindName; ///< the database's own word where kind is Other or more precise, e.g. "FTS5 table"
    ObjectPath path;
    QString owner;
    QString comment;
    bool system = false; ///< belongs to the database itself
    QString ddl; ///< runs as it stands; only when asked for
    std::optional<qint64> rowEstimate; ///< cheap and possibly old
    std::optional<qint64> sizeBytes; ///< only when asked for
    std::vector<CatalogColumn> columns;
    std::vector<CatalogKey> keys;
    std::vector<CatalogForeignKey> foreignKeys;
    std::vector<CatalogCheck> checks;
    std::vector<CatalogIndex> indexes;
    std::vector<CatalogTrigger> triggers;
    std::vector<CatalogPolicy> policies;
    std::optional<CatalogPartitioning> partitioning; ///< at every depth where there is one: a tree groups by it
    QString signature; ///< functions and procedures: arguments and result
    std::vector<std::pair<QString, QString>> properties; ///< e.g. {"STRICT", "yes"}, {"WITHOUT ROWID", "yes"}
    friend bool operator==(const CatalogObject &, const CatalogObject &) = default;
};

/// "table", "view", … : the lower-case English word, for machines and search.
[[nodiscard]] DUMBO_SDK_EXPORT QString objectKindName(ObjectKind kind);

} // namespace dumbo
