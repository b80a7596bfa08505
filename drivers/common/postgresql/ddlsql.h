#pragma once

#include "drivers/common/postgresql/catalogsql.h"

namespace dumbo::postgresql {

/// The texts of the queries that DDL is made from.
class DdlSql
{
public:
    DdlSql(const CatalogRequest &request, const ServerFlavour &server)
        : m_sql(request, server)
    {
    }

    [[nodiscard]] QByteArray members() const { return m_sql.members(); }
    [[nodiscard]] QByteArray relations() const;
    [[nodiscard]] QByteArray parents() const;
    [[nodiscard]] QByteArray columns() const;
    [[nodiscard]] QByteArray constraints() const;
    [[nodiscard]] QByteArray indexes() const;
    [[nodiscard]] QByteArray triggers() const;
    [[nodiscard]] QByteArray policies() const;
    [[nodiscard]] QByteArray rules() const;
    [[nodiscard]] QByteArray statistics() const;
    [[nodiscard]] QByteArray sequences() const;
    [[nodiscard]] QByteArray functions() const;
    [[nodiscard]] QByteArray aggregates() const;
    [[nodiscard]] QByteArray types() const;
    [[nodiscard]] QByteArray schemas() const;
    [[nodiscard]] QByteArray extensions() const { return m_sql.extensions(); }
    [[nodiscard]] QByteArray servers() const { return m_sql.servers(); }
    [[nodiscard]] QByteArray userMappings() const;
    [[nodiscard]] QByteArray grants() const;
    [[nodiscard]] QByteArray roles() const { return m_sql.roles(); }
    [[nodiscard]] QByteArray databases() const { return m_sql.databases(); }
    [[nodiscard]] bool hasVersion(int number) const { return m_sql.hasVersion(number); }

private:
    CatalogSql m_sql;
};

} // namespace dumbo::postgresql
