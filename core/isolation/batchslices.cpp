#include "core/isolation/batchslices.h"

#include <algorithm>
#include <deque>

namespace dumbo {

namespace {

/// Keeps the whole batch, and the bits that had to be moved.
class SliceMemory final : public BatchMemory {
public:
    SliceMemory(std::shared_ptr<const Batch> whole, qint64 rows)
        : m_whole(std::move(whole))
        , m_rows(rows)
    {
    }

    /// Its share: the whole is counted once, not once for each piece.
    qint64 size() const override
    {
        return m_whole->rowCount() > 0 ? qint64(double(m_whole->memoryBytes()) * double(m_rows) / double(m_whole->rowCount())) : 0;
    }

    const quint8 *bits(const quint8 *all, qint64 from, qint64 count)
    {
        auto &moved = m_bits.emplace_back(std::size_t(count + 7) / 8);
        for (qint64 i = 0; i < count; ++i) {
            if (all[(from + i) >> 3] >> ((from + i) & 7) & 1)
                moved[std::size_t(i >> 3)] |= quint8(1u << (i & 7));
        }
        return moved.data();
    }

private:
    std::shared_ptr<const Batch> m_whole;
    qint64 m_rows;
    std::deque<std::vector<quint8>> m_bits;
};

qint64 widthOf(PhysicalFormat format)
{
    switch (format) {
    case PhysicalFormat::Int16:
    case PhysicalFormat::UInt16:
        return 2;
    case PhysicalFormat::Int32:
    case PhysicalFormat::UInt32:
    case PhysicalFormat::Float32:
        return 4;
    case PhysicalFormat::Int64:
    case PhysicalFormat::UInt64:
    case PhysicalFormat::Float64:
        return 8;
    case PhysicalFormat::TextView:
    case PhysicalFormat::BytesView:
        return 16;
    default:
        return 1;
    }
}

qint64 nullsOf(const ColumnData &column)
{
    if (column.format == PhysicalFormat::Null)
        return column.length;
    qint64 nulls = 0;
    for (qint64 i = 0; column.validity && i < column.length; ++i)
        nulls += column.isNull(i) ? 1 : 0;
    return nulls;
}

ColumnData columnSlice(const ColumnData &whole, qint64 from, qint64 count, SliceMemory &memory)
{
    auto part = whole;
    part.length = count;
    if (whole.validity)
        part.validity = memory.bits(whole.validity, from, count);
    if (whole.values && whole.format == PhysicalFormat::Bool)
        part.values = memory.bits(static_cast<const quint8 *>(whole.values), from, count);
    else if (whole.values)
        part.values = static_cast<const char *>(whole.values) + from * widthOf(whole.format);
    if (whole.offsets)
        part.offsets = whole.offsets + from;
    if (whole.typeIds)
        part.typeIds = whole.typeIds + from;
    if (whole.childOffsets)
        part.childOffsets = whole.childOffsets + from;
    part.nullCount = whole.format == PhysicalFormat::DenseUnion ? 0 : nullsOf(part);
    return part;
}

} // namespace

BatchSlices::BatchSlices(Batch whole)
    : m_whole(std::make_shared<const Batch>(std::move(whole)))
{
}

Batch BatchSlices::take(qint64 maxRows)
{
    const auto count = std::clamp<qint64>(m_whole->rowCount() - m_at, 0, std::max<qint64>(maxRows, 1));
    auto memory = std::make_unique<SliceMemory>(m_whole, count);
    std::vector<ColumnData> columns;
    for (int i = 0; i < m_whole->columnCount(); ++i)
        columns.push_back(columnSlice(m_whole->column(i), m_at, count, *memory));
    std::vector<LongCell> longCells;
    for (const auto &cell : m_whole->longCells()) {
        if (cell.row >= m_at && cell.row < m_at + count)
            longCells.push_back({ cell.row - m_at, cell.column, cell.value });
    }
    m_at += count;
    return Batch(count, std::move(columns), std::move(memory), std::move(longCells));
}

} // namespace dumbo
