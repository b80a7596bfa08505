#pragma once

#include "drivers/qtsql/mysqlfunctions.h"
#include "drivers/qtsql/rows.h"

namespace dumbo::qtsql {

[[nodiscard]] std::vector<Column> mysqlColumns(const MysqlFunctions &functions, MysqlResult *result);

/// Reads the texts that the server sent, where the client library holds them: fractions of seconds whole, dates
/// that Qt does not know ('0000-00-00') as they are.
class MysqlTextRows final : public RowReader
{
public:
    MysqlTextRows(QSqlQuery &query, MysqlResult *result, const MysqlFunctions &functions);

    std::vector<Column> columns() const override;
    bool next() override;
    void append(BatchBuilder &builder) override;

private:
    QSqlQuery &m_query;
    MysqlResult *m_result;
    const MysqlFunctions &m_functions;
    const MysqlField *m_fields;
    int m_count;
    MysqlRows *m_row = nullptr; ///< the one the query stands on
};

} // namespace dumbo::qtsql
