#pragma once

#include "drivers/common/postgresql/serverflavour.h"

#include "core/sdk/catalogpart.h"

#include <QByteArray>

namespace dumbo::postgresql {

/// The texts of catalog queries for one request to one server. Columns that an older server does not have are
/// constants there, so that a query's columns are always the same.
///
/// Every relation is named with its schema, because a search_path may hide pg_catalog's.
class CatalogSql
{
public:
    CatalogSql(const CatalogRequest &request, const ServerFlavour &server);

    [[nodiscard]] bool hasVersion(int number) const { return m_server.versionNumber >= number; }
    [[nodiscard]] bool isScoped() const;
    /// The column where the server is at least that new, else the constant.
    [[nodiscard]] QByteArray since(int number, const QByteArray &column, const QByteArray &constant) const;

    /// SELECT oid of the namespaces within the scope.
    [[nodiscard]] QByteArray schemaOids() const;
    /// " AND alias.column = 'name'" where the scope names one object.
    [[nodiscard]] QByteArray named(const QByteArray &column) const;
    /// SELECT oid of the relations of these kinds within the scope; kinds as "'r', 'p'".
    [[nodiscard]] QByteArray relationOids(const QByteArray &kinds = QByteArray()) const;

    /// A condition on a column with numbers of relations. Without a scope it may let others through: the reader knows
    /// which relations it wants, and asking the server costs a look at all of them each time.
    [[nodiscard]] QByteArray ofRelations(const QByteArray &column, const QByteArray &kinds = QByteArray()) const;

    [[nodiscard]] QByteArray schemas() const;
    [[nodiscard]] QByteArray roles() const;
    [[nodiscard]] QByteArray relations() const;
    [[nodiscard]] QByteArray referencedRelations() const;
    [[nodiscard]] QByteArray inheritance() const;
    [[nodiscard]] QByteArray partitionKeys() const;
    [[nodiscard]] QByteArray foreignTables() const;
    [[nodiscard]] QByteArray functions() const;
    [[nodiscard]] QByteArray types() const;
    [[nodiscard]] QByteArray extensions() const;
    [[nodiscard]] QByteArray servers() const;
    [[nodiscard]] QByteArray comments() const;
    [[nodiscard]] QByteArray members() const;
    [[nodiscard]] QByteArray columns() const;
    [[nodiscard]] QByteArray referencedColumns() const;
    [[nodiscard]] QByteArray defaults() const;
    [[nodiscard]] QByteArray collations() const;
    [[nodiscard]] QByteArray primaryKeys() const;
    [[nodiscard]] QByteArray constraints() const;
    [[nodiscard]] QByteArray indexes() const;
    [[nodiscard]] QByteArray indexExpressions() const;
    [[nodiscard]] QByteArray triggers() const;
    [[nodiscard]] QByteArray policies() const;
    [[nodiscard]] QByteArray enumLabels() const;
    [[nodiscard]] QByteArray sequences() const;
    [[nodiscard]] QByteArray sizes() const;
    [[nodiscard]] QByteArray databases() const;
    [[nodiscard]] QByteArray memberships() const;

private:
    CatalogRequest m_request;
    ServerFlavour m_server;
};

} // namespace dumbo::postgresql
