#pragma once

#include "drivers/qtsql/rows.h"
#include "drivers/qtsql/sqlitebackend.h"

namespace dumbo::qtsql {

/// Qt's values with SQLite's own description of the columns. The values can't be read past Qt: it turned the texts
/// inside the engine into UTF-16 already, where bytes that are not Unicode are lost.
class SqliteRows final : public VariantRows
{
public:
    SqliteRows(QSqlQuery &query, sqlite3_stmt *statement, const SqliteFunctions &functions);

    std::vector<Column> columns() const override;

private:
    sqlite3_stmt *m_statement;
    const SqliteFunctions &m_functions;
};

} // namespace dumbo::qtsql
