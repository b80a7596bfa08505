#include "core/migrations/rowchecksum.h"

#include "core/sdk/cellvalue.h"
#include "core/sql/sql.h"

#include <QCryptographicHash>
#include <QtEndian>

namespace dumbo {

namespace {

template <typename T>
void addNumber(QCryptographicHash &hash, T number)
{
    hash.addData(QByteArrayView(reinterpret_cast<const char *>(&number), sizeof number));
}

Result<void> addCell(QCryptographicHash &hash, const Cell &cell)
{
    addNumber(hash, quint8(cell.kind));
    if (cell.isNull())
        return {};
    if (!cell.hasBytes()) {
        addNumber(hash, cell.kind == Cell::Kind::Float ? std::bit_cast<qint64>(cell.number) : cell.integer);
        return {};
    }
    if (!cell.longValue) {
        addNumber(hash, quint64(cell.bytes.size()));
        hash.addData(QByteArrayView(cell.bytes.data(), qsizetype(cell.bytes.size())));
        return {};
    }
    const auto whole = (*cell.longValue)->read(0, (*cell.longValue)->size());
    if (!whole)
        return fail(whole.error());
    addNumber(hash, quint64(whole->size()));
    hash.addData(*whole);
    return {};
}

/// Sums do not depend on the order of what is summed.
Result<void> addRow(RowsSum &sum, const Batch &batch, qint64 row)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (int column = 0; column < batch.columnCount(); ++column) {
        if (const auto added = addCell(hash, batch.cell(row, column)); !added)
            return added;
    }
    sum.checksum += qFromLittleEndian<quint64>(hash.resultView().data());
    ++sum.count;
    return {};
}

} // namespace

Result<RowsSum> sumRows(Executor &executor, const ObjectPath &table, const QStringList &columns)
{
    std::vector<Sql> names;
    for (const auto &column : columns)
        names.push_back(Sql::identifier(column));
    const auto statement = render(
        sql("SELECT {} FROM {}", Sql::join(names), Sql::identifier({ table.schema, table.name })), executor.connection().dialect());
    if (!statement)
        return fail(statement.error());
    const auto execution = executor.execute(*statement);
    if (!execution)
        return fail(execution.error());
    if (const auto result = (*execution)->nextResult(); !result)
        return fail(result.error());
    RowsSum sum;
    for (;;) {
        const auto batch = (*execution)->next({});
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            break;
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
            if (const auto added = addRow(sum, **batch, row); !added)
                return fail(added.error());
        }
    }
    if (const auto closed = (*execution)->close(CloseMode::Drain); !closed)
        return fail(closed.error());
    return sum;
}

} // namespace dumbo
