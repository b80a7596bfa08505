#include "core/sdk/batch.h"

#include <QtAssert>

#include <algorithm>
#include <cstring>
#include <utility>

namespace dumbo {

namespace {

template <typename T>
T valueAt(const ColumnData &column, qint64 row)
{
    return static_cast<const T *>(column.values)[row];
}

Cell integerCell(qint64 value)
{
    Cell cell;
    cell.kind = Cell::Kind::Integer;
    cell.integer = value;
    return cell;
}

Cell unsignedCell(quint64 value)
{
    Cell cell;
    cell.kind = Cell::Kind::Unsigned;
    cell.unsignedInteger = value;
    return cell;
}

Cell floatCell(double value, bool isFloat32)
{
    Cell cell;
    cell.kind = Cell::Kind::Float;
    cell.isFloat32 = isFloat32;
    cell.number = value;
    return cell;
}

Cell bytesCell(Cell::Kind kind, std::string_view bytes)
{
    Cell cell;
    cell.kind = kind;
    cell.bytes = bytes;
    return cell;
}

std::string_view offsetBytes(const ColumnData &column, qint64 row)
{
    const auto begin = column.offsets[row];
    return { column.bytes + begin, std::size_t(column.offsets[row + 1] - begin) };
}

/// A view is 16 bytes: a 32-bit length, then either up to 12 bytes, or a 4-byte prefix, buffer index and offset.
std::string_view viewBytes(const ColumnData &column, qint64 row)
{
    const auto *view = static_cast<const char *>(column.values) + row * 16;
    qint32 parts[4];
    std::memcpy(parts, view, sizeof parts);
    if (parts[0] <= 12)
        return { view + 4, std::size_t(parts[0]) };
    return { column.viewBuffers[std::size_t(parts[2])].data() + parts[3], std::size_t(parts[0]) };
}

Cell columnCell(const ColumnData &column, qint64 row)
{
    if (column.format == PhysicalFormat::DenseUnion)
        return columnCell(column.children[std::size_t(column.typeIds[row])], column.childOffsets[row]);
    if (column.isNull(row))
        return {};
    switch (column.format) {
    case PhysicalFormat::Bool: {
        auto cell = integerCell(static_cast<const quint8 *>(column.values)[row >> 3] >> (row & 7) & 1);
        cell.kind = Cell::Kind::Bool;
        return cell;
    }
    case PhysicalFormat::Int8:
        return integerCell(valueAt<qint8>(column, row));
    case PhysicalFormat::Int16:
        return integerCell(valueAt<qint16>(column, row));
    case PhysicalFormat::Int32:
        return integerCell(valueAt<qint32>(column, row));
    case PhysicalFormat::Int64:
        return integerCell(valueAt<qint64>(column, row));
    case PhysicalFormat::UInt8:
        return unsignedCell(valueAt<quint8>(column, row));
    case PhysicalFormat::UInt16:
        return unsignedCell(valueAt<quint16>(column, row));
    case PhysicalFormat::UInt32:
        return unsignedCell(valueAt<quint32>(column, row));
    case PhysicalFormat::UInt64:
        return unsignedCell(valueAt<quint64>(column, row));
    case PhysicalFormat::Float32:
        return floatCell(double(valueAt<float>(column, row)), true);
    case PhysicalFormat::Float64:
        return floatCell(valueAt<double>(column, row), false);
    case PhysicalFormat::Text:
        return bytesCell(Cell::Kind::Text, offsetBytes(column, row));
    case PhysicalFormat::RawText:
        return bytesCell(Cell::Kind::RawText, offsetBytes(column, row));
    case PhysicalFormat::Bytes:
        return bytesCell(Cell::Kind::Bytes, offsetBytes(column, row));
    case PhysicalFormat::TextView:
        return bytesCell(Cell::Kind::Text, viewBytes(column, row));
    case PhysicalFormat::BytesView:
        return bytesCell(Cell::Kind::Bytes, viewBytes(column, row));
    case PhysicalFormat::Null:
    case PhysicalFormat::DenseUnion:
        break;
    }
    return {};
}

} // namespace

BatchMemory::BatchMemory() = default;
BatchMemory::~BatchMemory() = default;

Batch::Batch() = default;

Batch::Batch(qint64 rowCount, std::vector<ColumnData> columns, std::unique_ptr<BatchMemory> memory,
    std::vector<LongCell> longCells)
    : m_rowCount(rowCount)
    , m_columns(std::move(columns))
    , m_memory(std::move(memory))
    , m_longCells(std::move(longCells))
{
}

Batch::Batch(Batch &&other) noexcept = default;
Batch &Batch::operator=(Batch &&other) noexcept = default;
Batch::~Batch() = default;

qint64 Batch::memoryBytes() const
{
    return qint64(sizeof(Batch)) + qint64(m_columns.size() * sizeof(ColumnData)) + (m_memory ? m_memory->size() : 0);
}

void Batch::setLongValue(std::size_t index, std::shared_ptr<const LongValue> value)
{
    Q_ASSERT(index < m_longCells.size() && value);
    m_longCells[index].value = std::move(value);
}

Cell Batch::cell(qint64 row, int column) const
{
    Q_ASSERT(row >= 0 && row < m_rowCount && column >= 0 && column < columnCount());
    auto cell = columnCell(m_columns[std::size_t(column)], row);
    if (!m_longCells.empty() && cell.hasBytes()) {
        const auto key = std::pair(row, column);
        const auto found = std::ranges::lower_bound(
            m_longCells, key, {}, [](const LongCell &entry) { return std::pair(entry.row, entry.column); });
        if (found != m_longCells.end() && found->row == row && found->column == column)
            cell.longValue = &found->value;
    }
    return cell;
}

} // namespace dumbo
