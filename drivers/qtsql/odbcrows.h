#pragma once

#include "drivers/qtsql/odbcfunctions.h"
#include "drivers/qtsql/rows.h"

#include <QByteArray>

namespace dumbo::qtsql {

/// The statement handle behind a query; null where it has none.
[[nodiscard]] OdbcFunctions::Handle odbcStatement(const QSqlQuery &query);

/// Asks the ODBC driver for texts where QtSql would make values of Qt's types of them.
class OdbcRows final : public RowReader
{
public:
    OdbcRows(QSqlQuery &query, OdbcFunctions::Handle statement, const OdbcFunctions &functions);

    std::vector<Column> columns() const override { return m_columns; }
    bool next() override { return m_query.next(); }
    void append(BatchBuilder &builder) override;

private:
    void describe(unsigned short number);
    void append(ColumnBuilder &column, unsigned short number, short type);
    void appendLong(ColumnBuilder &column, unsigned short number, bool isText);

    QSqlQuery &m_query;
    OdbcFunctions::Handle m_statement;
    const OdbcFunctions &m_functions;
    std::vector<Column> m_columns;
    std::vector<short> m_types; ///< of the SQL standard, by column
    QByteArray m_buffer;
};

} // namespace dumbo::qtsql
