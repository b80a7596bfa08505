#include "core/sdk/batchbuilder.h"

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

class BuiltMemory final : public BatchMemory {
public:
    BuiltMemory(std::vector<ColumnBuilder> columns, qint64 size)
        : m_columns(std::move(columns))
        , m_size(size)
    {
    }

    qint64 size() const override { return m_size; }

private:
    std::vector<ColumnBuilder> m_columns;
    qint64 m_size;
};

} // namespace

BatchBuilder::BatchBuilder(int columnCount, const BatchLimit &limit)
    : m_columns(std::size_t(columnCount))
    , m_total(std::make_unique<qint64>(0))
{
    setLimit(limit);
}

BatchBuilder::~BatchBuilder() = default;
BatchBuilder::BatchBuilder(BatchBuilder &&) noexcept = default;
BatchBuilder &BatchBuilder::operator=(BatchBuilder &&) noexcept = default;

void BatchBuilder::setLimit(const BatchLimit &limit)
{
    m_limit = limit;
    for (auto &column : m_columns)
        adopt(column);
}

void BatchBuilder::adopt(ColumnBuilder &column)
{
    column.m_batchBytes = m_total.get();
    column.m_maxCellBytes = m_limit.maxCellBytes;
    for (auto &child : column.m_children)
        adopt(child);
}

void BatchBuilder::endRow()
{
    ++m_rows;
    for (auto &column : m_columns) {
        if (column.length() < m_rows) [[unlikely]]
            column.appendNull();
        Q_ASSERT(column.length() == m_rows);
    }
}

Result<Batch> BatchBuilder::finish()
{
    auto columns = std::exchange(m_columns, std::vector<ColumnBuilder>(m_columns.size()));
    const auto rows = std::exchange(m_rows, 0);
    *m_total = 0;
    std::vector<ColumnData> data;
    std::vector<LongCell> longCells;
    qint64 size = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto &column = columns[i];
        adopt(m_columns[i]);
        m_columns[i].expectLike(column);
        if (const auto error = column.firstError())
            return fail(*error);
        column.splitInvalidText();
        column.trim();
        size += column.capacity();
        data.push_back(column.describe());
        column.collectLongCells(int(i), longCells);
    }
    std::ranges::sort(longCells, {}, [](const LongCell &cell) { return std::pair(cell.row, cell.column); });
    return Batch(rows, std::move(data), std::make_unique<BuiltMemory>(std::move(columns), size), std::move(longCells));
}

} // namespace dumbo
