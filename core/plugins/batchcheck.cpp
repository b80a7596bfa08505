#include "core/plugins/batchcheck.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>

#include <simdjson.h>

namespace dumbo {

namespace {

using Fault = std::optional<QString>;

QString tr(const char *text)
{
    return QCoreApplication::translate("BatchCheck", text);
}

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

/// Bytes of one value, 0 where values are not of fixed width.
int fixedWidth(PhysicalFormat format)
{
    switch (format) {
    case PhysicalFormat::Int8:
    case PhysicalFormat::UInt8:
        return 1;
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
    default:
        return 0;
    }
}

bool isAligned(const void *pointer, int width)
{
    return reinterpret_cast<std::uintptr_t>(pointer) % std::uintptr_t(width) == 0;
}

Fault valuesFault(const ColumnData &column, int alignment)
{
    if (!column.values)
        return tr("its values are a null pointer");
    if (!isAligned(column.values, alignment))
        return tr("its values are not aligned to %1 bytes").arg(alignment);
    return {};
}

qint64 countNulls(const quint8 *validity, qint64 length)
{
    qint64 set = 0;
    qint64 byte = 0;
    for (; byte + 8 <= length / 8; byte += 8) {
        quint64 word;
        std::memcpy(&word, validity + byte, sizeof word);
        set += std::popcount(word);
    }
    for (; byte < length / 8; ++byte)
        set += std::popcount(validity[byte]);
    if (length % 8 != 0)
        set += std::popcount(quint8(validity[byte] & (0xFF >> (8 - length % 8))));
    return length - set;
}

Fault validityFault(const ColumnData &column)
{
    qint64 nulls = column.validity ? countNulls(column.validity, column.length) : 0;
    if (column.format == PhysicalFormat::Null)
        nulls = column.length;
    if (column.format == PhysicalFormat::DenseUnion && column.validity)
        return tr("it is a union with NULLs of its own");
    if (nulls != column.nullCount)
        return tr("it has %1 NULLs but says %2").arg(nulls).arg(column.nullCount);
    return {};
}

Fault offsetsFault(const ColumnData &column)
{
    if (!column.offsets)
        return tr("its offsets are a null pointer");
    if (!isAligned(column.offsets, 8))
        return tr("its offsets are not aligned to %1 bytes").arg(8);
    if (column.byteCount < 0)
        return tr("it says that it holds %1 bytes").arg(column.byteCount);
    if (column.offsets[0] < 0)
        return tr("its first value begins at %1").arg(column.offsets[0]);
    bool falls = false;
    for (qint64 i = 0; i < column.length; ++i)
        falls |= column.offsets[i + 1] < column.offsets[i];
    if (falls)
        return tr("a value has a negative length");
    if (column.offsets[column.length] > column.byteCount)
        return tr("its values end at %1, behind its %2 bytes").arg(column.offsets[column.length]).arg(column.byteCount);
    if (!column.bytes && column.offsets[column.length] > 0)
        return tr("its bytes are a null pointer");
    return {};
}

/// Neighbours are checked as one text: it is right when the whole is, and no value begins inside a character.
Fault textFault(const ColumnData &column)
{
    const auto begin = column.offsets[0];
    const auto end = column.offsets[column.length];
    const auto *bytes = column.bytes;
    bool valid = begin == end || simdjson::validate_utf8(bytes + begin, std::size_t(end - begin));
    for (qint64 i = 1; valid && i < column.length; ++i)
        valid = column.offsets[i] == end || !isContinuation(bytes[column.offsets[i]]);
    if (valid)
        return {};
    for (qint64 i = 0; i < column.length; ++i) {
        const auto size = std::size_t(column.offsets[i + 1] - column.offsets[i]);
        if (!column.isNull(i) && !simdjson::validate_utf8(bytes + column.offsets[i], size))
            return tr("the text in row %1 is not valid UTF-8").arg(i + 1);
    }
    return {};
}

struct View {
    qint32 length;
    qint32 prefix;
    qint32 buffer;
    qint32 offset;
};

class ViewCheck {
public:
    explicit ViewCheck(const ColumnData &column)
        : m_column(column)
        , m_isText(column.format == PhysicalFormat::TextView)
    {
        if (!m_isText)
            return;
        for (const auto &buffer : column.viewBuffers)
            m_wholeIsUtf8.push_back(buffer.empty() || simdjson::validate_utf8(buffer.data(), buffer.size()));
    }

    Fault fault() const
    {
        for (const auto &buffer : m_column.viewBuffers) {
            if (!buffer.data() && !buffer.empty())
                return tr("a buffer of its views is a null pointer");
        }
        for (qint64 row = 0; row < m_column.length; ++row) {
            if (m_column.isNull(row))
                continue;
            if (const auto wrong = rowFault(row))
                return tr("the view in row %1 %2").arg(row + 1).arg(*wrong);
        }
        return {};
    }

private:
    Fault rowFault(qint64 row) const
    {
        const auto *place = static_cast<const char *>(m_column.values) + row * 16;
        View view;
        std::memcpy(&view, place, sizeof view);
        if (view.length < 0)
            return tr("has the length %1").arg(view.length);
        if (view.length <= 12)
            return m_isText && !isShortUtf8(place + 4, view.length) ? Fault(tr("is not valid UTF-8")) : Fault();
        if (view.buffer < 0 || std::size_t(view.buffer) >= m_column.viewBuffers.size())
            return tr("refers to buffer %1 of %2").arg(view.buffer).arg(m_column.viewBuffers.size());
        const auto &buffer = m_column.viewBuffers[std::size_t(view.buffer)];
        if (view.offset < 0 || qint64(view.offset) + view.length > qint64(buffer.size()))
            return tr("refers to bytes %1 to %2 of %3")
                .arg(view.offset)
                .arg(qint64(view.offset) + view.length)
                .arg(buffer.size());
        if (m_isText && !isUtf8(view))
            return tr("is not valid UTF-8");
        return {};
    }

    static bool isShortUtf8(const char *bytes, qint32 length)
    {
        unsigned char any = 0;
        for (qint32 i = 0; i < length; ++i)
            any |= static_cast<unsigned char>(bytes[i]);
        return any < 0x80 || simdjson::validate_utf8(bytes, std::size_t(length));
    }

    bool isUtf8(const View &view) const
    {
        const auto &buffer = m_column.viewBuffers[std::size_t(view.buffer)];
        if (!m_wholeIsUtf8[std::size_t(view.buffer)])
            return simdjson::validate_utf8(buffer.data() + view.offset, std::size_t(view.length));
        const auto end = std::size_t(view.offset) + std::size_t(view.length);
        return !isContinuation(buffer[std::size_t(view.offset)]) && (end == buffer.size() || !isContinuation(buffer[end]));
    }

    const ColumnData &m_column;
    bool m_isText;
    std::vector<bool> m_wholeIsUtf8;
};

Fault columnFault(const ColumnData &column, bool mayBeUnion);

Fault unionFault(const ColumnData &column)
{
    if (column.children.empty() || column.children.size() > 127)
        return tr("it is a union of %1 formats").arg(column.children.size());
    for (std::size_t i = 0; i < column.children.size(); ++i) {
        if (const auto fault = columnFault(column.children[i], false))
            return tr("in child %1 of the union %2").arg(i).arg(*fault);
    }
    if (column.length > 0 && (!column.typeIds || !column.childOffsets))
        return tr("its type ids or child offsets are a null pointer");
    if (!isAligned(column.childOffsets, 4))
        return tr("its child offsets are not aligned to %1 bytes").arg(4);
    for (qint64 row = 0; row < column.length; ++row) {
        const auto type = column.typeIds[row];
        if (type < 0 || std::size_t(type) >= column.children.size())
            return tr("the type id in row %1 is %2, of %3").arg(row + 1).arg(type).arg(column.children.size());
        const auto offset = column.childOffsets[row];
        if (offset < 0 || offset >= column.children[std::size_t(type)].length)
            return tr("the child offset in row %1 is %2, of %3")
                .arg(row + 1)
                .arg(offset)
                .arg(column.children[std::size_t(type)].length);
    }
    return {};
}

Fault formatFault(const ColumnData &column)
{
    switch (column.format) {
    case PhysicalFormat::Null:
        return {};
    case PhysicalFormat::Bool:
        return valuesFault(column, 1);
    case PhysicalFormat::Text:
    case PhysicalFormat::RawText:
    case PhysicalFormat::Bytes: {
        const auto fault = offsetsFault(column);
        return fault || column.format != PhysicalFormat::Text ? fault : textFault(column);
    }
    case PhysicalFormat::TextView:
    case PhysicalFormat::BytesView: {
        const auto fault = valuesFault(column, 1);
        return fault ? fault : ViewCheck(column).fault();
    }
    case PhysicalFormat::DenseUnion:
        return unionFault(column);
    default:
        return valuesFault(column, fixedWidth(column.format));
    }
}

Fault columnFault(const ColumnData &column, bool mayBeUnion)
{
    if (column.format > PhysicalFormat::DenseUnion)
        return tr("it has the unknown format %1").arg(int(column.format));
    if (column.format == PhysicalFormat::DenseUnion && !mayBeUnion)
        return tr("it is a union in a union");
    if (column.length < 0)
        return tr("it has the length %1").arg(column.length);
    if (const auto fault = validityFault(column))
        return fault;
    return column.length == 0 && column.format != PhysicalFormat::DenseUnion ? Fault() : formatFault(column);
}

Fault longCellsFault(const Batch &batch)
{
    std::pair<qint64, int> before { -1, -1 };
    for (const auto &cell : batch.longCells()) {
        const std::pair place { cell.row, cell.column };
        const auto where = [&](const QString &fault) {
            return tr("the long value at row %1, column %2 %3").arg(cell.row + 1).arg(cell.column + 1).arg(fault);
        };
        if (cell.row < 0 || cell.row >= batch.rowCount() || cell.column < 0 || cell.column >= batch.columnCount())
            return where(tr("lies outside the batch"));
        if (place <= before)
            return where(tr("is out of order"));
        if (!cell.value)
            return where(tr("is a null pointer"));
        const auto kept = batch.cell(cell.row, cell.column);
        if (!kept.hasBytes())
            return where(tr("belongs to a value that is neither text nor bytes"));
        if (cell.value->size() < qint64(kept.bytes.size()))
            return where(tr("is shorter than its first bytes in the batch"));
        before = place;
    }
    return {};
}

} // namespace

std::optional<QString> batchFault(const Batch &batch, int columnCount, qint64 maxRows)
{
    if (batch.columnCount() != columnCount)
        return tr("A batch has %1 columns, the result %2.").arg(batch.columnCount()).arg(columnCount);
    if (batch.rowCount() < 0 || batch.rowCount() > maxRows)
        return tr("A batch has %1 rows where at most %2 were asked for.").arg(batch.rowCount()).arg(maxRows);
    if (columnCount == 0 && batch.rowCount() > 0)
        return tr("A batch has %1 rows without columns.").arg(batch.rowCount());
    for (int i = 0; i < columnCount; ++i) {
        const auto &column = batch.column(i);
        auto fault = columnFault(column, true);
        if (!fault && column.length != batch.rowCount())
            fault = tr("it has %1 values, the batch %2 rows").arg(column.length).arg(batch.rowCount());
        if (fault)
            return tr("Column %1 of a batch is broken: %2.").arg(i + 1).arg(*fault);
    }
    if (const auto fault = longCellsFault(batch))
        return tr("A batch is broken: %1.").arg(*fault);
    return {};
}

} // namespace dumbo
