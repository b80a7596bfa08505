#include "drivers/postgresql/servertypes.h"

namespace dumbo::postgresql {

TypeFacts ServerTypes::factsOf(std::uint32_t oid)
{
    if (auto facts = builtInType(oid))
        return *facts;
    const auto found = m_known.constFind(oid);
    if (found != m_known.constEnd())
        return *found;
    m_unknown.insert(oid);
    return { {}, LogicalKind::Unknown };
}

std::vector<Column> ServerTypes::describe(const PGresult *result)
{
    std::vector<Column> columns(std::size_t(PQnfields(result)));
    for (int i = 0; i < int(columns.size()); ++i) {
        auto &column = columns[std::size_t(i)];
        const auto type = PQftype(result, i);
        const auto facts = factsOf(type);
        column.name = QString::fromUtf8(PQfname(result, i));
        column.kind = facts.kind;
        column.typeName = typeNameWithModifier(type, facts.name, PQfmod(result, i));
        column.isServerText = true;
    }
    return columns;
}

std::vector<CellForm> ServerTypes::formsOf(const PGresult *result)
{
    std::vector<CellForm> forms(std::size_t(PQnfields(result)), CellForm::Text);
    for (int i = 0; i < int(forms.size()); ++i) {
        switch (PQftype(result, i)) {
        case oid::int2:
        case oid::int4:
        case oid::int8:
        case oid::oid:
            forms[std::size_t(i)] = CellForm::Integer;
            break;
        case oid::boolean:
            forms[std::size_t(i)] = CellForm::Boolean;
            break;
        case oid::bytea:
            forms[std::size_t(i)] = CellForm::Bytes;
            break;
        default:
            break;
        }
    }
    return forms;
}

void ServerTypes::learn(Link &link)
{
    QByteArray query = "SELECT t.oid, pg_catalog.format_type(t.oid, NULL), t.typtype, t.typcategory FROM pg_catalog.pg_type t "
                       "WHERE t.oid IN (";
    QByteArray separator;
    for (const auto type : std::as_const(m_unknown)) {
        query += separator + QByteArray::number(type);
        separator = ", ";
    }
    // Asked for once, whatever comes of it.
    for (const auto type : std::as_const(m_unknown))
        m_known.insert(type, { {}, LogicalKind::Other });
    m_unknown.clear();
    const auto result = link.ask(query + ")");
    if (!result)
        return;
    for (int row = 0; row < PQntuples(result->get()); ++row) {
        const auto type = QByteArray(PQgetvalue(result->get(), row, 0)).toUInt();
        m_known.insert(type,
            { QString::fromUtf8(PQgetvalue(result->get(), row, 1)),
                kindOfType(*PQgetvalue(result->get(), row, 2), *PQgetvalue(result->get(), row, 3)) });
    }
}

} // namespace dumbo::postgresql
