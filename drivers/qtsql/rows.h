#pragma once

#include "core/sdk/batchbuilder.h"
#include "core/sdk/column.h"

#include <QSqlQuery>

#include <vector>

namespace dumbo::qtsql {

/// Reads the rows of one result of a query, which outlives the reader.
class RowReader
{
public:
    RowReader() = default;
    virtual ~RowReader() = default;
    RowReader(const RowReader &) = delete;
    RowReader &operator=(const RowReader &) = delete;

    [[nodiscard]] virtual std::vector<Column> columns() const = 0;
    /// Moves to the next row; false at the end and where an error came.
    [[nodiscard]] virtual bool next() = 0;
    /// Appends the row the query stands on.
    virtual void append(BatchBuilder &builder) = 0;
};

/// Reads through QVariant: all that QtSql passes on of any database. Fractions of seconds have three digits
/// then, and date and time outside of Qt's range are NULL.
class VariantRows : public RowReader
{
public:
    explicit VariantRows(QSqlQuery &query);

    std::vector<Column> columns() const override;
    bool next() override { return m_query.next(); }
    void append(BatchBuilder &builder) override;

protected:
    [[nodiscard]] QSqlQuery &query() const { return m_query; }

private:
    QSqlQuery &m_query;
    int m_count;
};

/// One value of QtSql in the form that batches have.
void appendVariant(ColumnBuilder &column, const QVariant &value);

} // namespace dumbo::qtsql
