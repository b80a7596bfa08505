#pragma once

#include "core/sdk/catalogpart.h"

#include <QByteArray>
#include <QList>

#include <map>

namespace dumbo::duckdb {

/// What a catalog holds of the connection's own database, by "kind schema.name".
struct SchemaParts
{
    std::map<QString, const CatalogObject *> objects;

    [[nodiscard]] static SchemaParts of(const CatalogPart &part);
    [[nodiscard]] QList<const CatalogObject *> ofKind(ObjectKind kind) const;
    [[nodiscard]] const CatalogObject *find(ObjectKind kind, const ObjectPath &path) const;
    /// Tables that refer to this one, itself not among them.
    [[nodiscard]] QList<const CatalogObject *> referringTo(const CatalogObject &table) const;
    /// Those that are referred to come first.
    [[nodiscard]] QList<const CatalogObject *> tablesInOrder() const;
};

/// schema.name, quoted.
[[nodiscard]] QByteArray sqlName(const ObjectPath &path);
/// The object's own CREATE statement, without ";", its indexes' and its comments'.
[[nodiscard]] QByteArray ownDefinition(const CatalogObject &object);
/// COMMENT ON statements that turn one object's comments into the other's; from may be null.
[[nodiscard]] QList<QByteArray> commentStatements(const CatalogObject *from, const CatalogObject &to);
/// Whether a text names the object as a word of its own, whatever its case.
[[nodiscard]] bool mentions(const QString &text, const QString &name);
/// Every value of the one type is a value of the other.
[[nodiscard]] bool widens(const QString &from, const QString &to);

} // namespace dumbo::duckdb
