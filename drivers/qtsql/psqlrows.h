#pragma once

#include "drivers/qtsql/psqlfunctions.h"
#include "drivers/qtsql/rows.h"

namespace dumbo::qtsql {

/// The result a query holds now: with forward-only reading each row is one of its own.
[[nodiscard]] PGresult *psqlResult(const QSqlQuery &query);
[[nodiscard]] std::vector<Column> psqlColumns(const PsqlFunctions &functions, const PGresult *result);

/// Reads the server's texts out of libpq's results: microseconds, infinity and dates that Qt does not know arrive as
/// they were sent.
class PsqlRows final : public RowReader
{
public:
    PsqlRows(QSqlQuery &query, const PsqlFunctions &functions);

    std::vector<Column> columns() const override;
    bool next() override { return m_query.next(); }
    void append(BatchBuilder &builder) override;

private:
    enum class Form : quint8 { Text, Integer, Boolean, Bytes };
    void append(ColumnBuilder &column, Form form, std::string_view text);

    QSqlQuery &m_query;
    const PsqlFunctions &m_functions;
    std::vector<Form> m_forms;
};

} // namespace dumbo::qtsql
