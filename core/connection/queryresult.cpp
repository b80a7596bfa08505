#include "core/connection/queryresult.h"

#include "core/sdk/cellvalue.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QueryResult", text);
}

} // namespace

struct QueryResult::Data {
    std::vector<Column> columns;
    std::vector<Batch> batches;
    std::vector<qint64> ends; ///< of each batch: rows up to and including it
    CommandOutcome outcome;
};

QueryResult::QueryResult()
    : QueryResult({}, {}, {})
{
}

QueryResult::QueryResult(std::vector<Column> columns, std::vector<Batch> batches, CommandOutcome outcome)
{
    auto data = std::make_shared<Data>();
    data->columns = std::move(columns);
    data->batches = std::move(batches);
    data->outcome = std::move(outcome);
    qint64 rows = 0;
    for (const auto &batch : data->batches)
        data->ends.push_back(rows += batch.rowCount());
    d = std::move(data);
}

std::span<const Column> QueryResult::columns() const
{
    return d->columns;
}

std::optional<int> QueryResult::columnIndex(QStringView name) const
{
    const auto found = std::ranges::find_if(d->columns, [&](const Column &column) { return column.name == name; });
    if (found == d->columns.end())
        return std::nullopt;
    return int(found - d->columns.begin());
}

qint64 QueryResult::rowCount() const
{
    return d->ends.empty() ? 0 : d->ends.back();
}

Row QueryResult::row(qint64 row) const
{
    Q_ASSERT(row >= 0 && row < rowCount());
    const auto batch = std::ranges::upper_bound(d->ends, row) - d->ends.begin();
    Row found;
    found.m_result = *this;
    found.m_batch = std::size_t(batch);
    found.m_row = batch == 0 ? row : row - d->ends[std::size_t(batch) - 1];
    return found;
}

const CommandOutcome &QueryResult::outcome() const
{
    return d->outcome;
}

int Row::columnCount() const
{
    return int(m_result.columns().size());
}

Cell Row::cell(int column) const
{
    return m_result.d->batches[m_batch].cell(m_row, column);
}

Result<Value> Row::value(int column) const
{
    return cellValue(cell(column));
}

Result<Value> Row::value(QStringView column) const
{
    const auto index = m_result.columnIndex(column);
    if (!index)
        return fail(ErrorKind::Data, tr("The result has no column \"%1\".").arg(column));
    return value(*index);
}

QString Row::text(int column) const
{
    const auto found = cell(column);
    switch (found.kind) {
    case Cell::Kind::Null:
        return {};
    case Cell::Kind::Bool:
        return found.integer ? QStringLiteral("true") : QStringLiteral("false");
    case Cell::Kind::Integer:
        return QString::number(found.integer);
    case Cell::Kind::Unsigned:
        return QString::number(found.unsignedInteger);
    case Cell::Kind::Float:
        return found.isFloat32 ? QString::number(float(found.number), 'g', QLocale::FloatingPointShortest)
                               : QString::number(found.number, 'g', QLocale::FloatingPointShortest);
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
    case Cell::Kind::Bytes:
        break;
    }
    if (!found.longValue)
        return QString::fromUtf8(found.bytes);
    const auto whole = (*found.longValue)->read(0, (*found.longValue)->size());
    return QString::fromUtf8(whole ? QByteArrayView(*whole) : QByteArrayView(found.bytes));
}

Result<qint64> Row::integer(int column) const
{
    const auto found = cell(column);
    bool isWhole = false;
    qint64 number = 0;
    if (found.kind == Cell::Kind::Integer || found.kind == Cell::Kind::Bool)
        return found.integer;
    if (found.kind == Cell::Kind::Unsigned || found.kind == Cell::Kind::Text)
        number = text(column).toLongLong(&isWhole);
    if (!isWhole)
        return fail(ErrorKind::Data, tr("Expected a whole number, found \"%1\".").arg(text(column)));
    return number;
}

Result<bool> Row::boolean(int column) const
{
    if (cell(column).kind == Cell::Kind::Text) {
        const auto word = text(column).toLower();
        if (word == QLatin1String("t") || word == QLatin1String("true"))
            return true;
        if (word == QLatin1String("f") || word == QLatin1String("false"))
            return false;
    }
    const auto number = integer(column);
    if (!number)
        return fail(ErrorKind::Data, tr("Expected a truth value, found \"%1\".").arg(text(column)));
    return *number != 0;
}

Result<Row> first(const Result<QueryResult> &result)
{
    if (!result)
        return fail(result.error());
    if (result->isEmpty())
        return fail(ErrorKind::Data, tr("Expected at least one row, found none."));
    return result->row(0);
}

Result<std::optional<Row>> firstOrNull(const Result<QueryResult> &result)
{
    if (!result)
        return fail(result.error());
    if (result->isEmpty())
        return std::nullopt;
    return result->row(0);
}

Result<Row> single(const Result<QueryResult> &result)
{
    if (result && result->rowCount() != 1)
        return fail(ErrorKind::Data, tr("Expected exactly one row, found %1.").arg(result->rowCount()));
    return first(result);
}

Result<std::optional<Row>> singleOrNull(const Result<QueryResult> &result)
{
    if (result && result->rowCount() > 1)
        return fail(ErrorKind::Data, tr("Expected at most one row, found %1.").arg(result->rowCount()));
    return firstOrNull(result);
}

Result<qint64> count(const Result<QueryResult> &result)
{
    const auto row = first(result);
    if (!row)
        return fail(row.error());
    if (row->columnCount() != 1)
        return fail(ErrorKind::Data, tr("Expected one column with a count, found %1 columns.").arg(row->columnCount()));
    return row->integer(0);
}

Result<bool> exists(const Result<QueryResult> &result)
{
    const auto row = first(result);
    if (!row)
        return fail(row.error());
    if (row->columnCount() != 1)
        return fail(ErrorKind::Data, tr("Expected one column with a truth value, found %1 columns.").arg(row->columnCount()));
    return row->boolean(0);
}

} // namespace dumbo
