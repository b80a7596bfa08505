#include "drivers/qtsql/sqliterows.h"

#include "drivers/common/sqlite/declaredtype.h"

namespace dumbo::qtsql {

SqliteRows::SqliteRows(QSqlQuery &query, sqlite3_stmt *statement, const SqliteFunctions &functions)
    : VariantRows(query)
    , m_statement(statement)
    , m_functions(functions)
{
}

std::vector<Column> SqliteRows::columns() const
{
    std::vector<Column> columns;
    for (int i = 0; i < m_functions.columnCount(m_statement); ++i) {
        Column column;
        column.name = QString::fromUtf8(m_functions.columnName(m_statement, i));
        column.typeName = QString::fromUtf8(m_functions.columnDecltype(m_statement, i));
        column.kind = sqlite::logicalKind(column.typeName);
        columns.push_back(std::move(column));
    }
    return columns;
}

} // namespace dumbo::qtsql
