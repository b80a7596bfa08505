#include "core/isolation/columnlayout.h"

#include <array>

namespace dumbo {

namespace {

constexpr qint64 alignment = 64;
constexpr qint64 mostValues = qint64(1) << 40; ///< so that no size overflows
constexpr quint64 noBuffer = ~quint64(0);

/// Bits of a value where values are of fixed width, 0 where they are not.
qint64 valueBits(PhysicalFormat format)
{
    switch (format) {
    case PhysicalFormat::Bool:
        return 1;
    case PhysicalFormat::Int8:
    case PhysicalFormat::UInt8:
        return 8;
    case PhysicalFormat::Int16:
    case PhysicalFormat::UInt16:
        return 16;
    case PhysicalFormat::Int32:
    case PhysicalFormat::UInt32:
    case PhysicalFormat::Float32:
        return 32;
    case PhysicalFormat::Int64:
    case PhysicalFormat::UInt64:
    case PhysicalFormat::Float64:
        return 64;
    case PhysicalFormat::TextView:
    case PhysicalFormat::BytesView:
        return 128;
    default:
        return 0;
    }
}

qint64 bytesOf(qint64 values, qint64 bits)
{
    return (values * bits + 7) / 8;
}

bool hasOffsets(PhysicalFormat format)
{
    return format == PhysicalFormat::Text || format == PhysicalFormat::RawText || format == PhysicalFormat::Bytes;
}

class ColumnReader {
public:
    ColumnReader(WireReader &wire, std::span<const char> bytes)
        : m_wire(wire)
        , m_bytes(bytes)
    {
    }

    ColumnData column(bool mayBeUnion)
    {
        ColumnData data;
        m_wire(data.format, data.length, data.nullCount);
        if (data.length < 0 || data.length > mostValues)
            m_wire.refuse("a column has an impossible length");
        if (!mayBeUnion && data.format == PhysicalFormat::DenseUnion)
            m_wire.refuse("a union is in a union");
        if (!m_wire.isGood())
            return {};
        data.validity = pointer<quint8>(bytesOf(data.length, 1));
        data.values = buffer(bytesOf(data.length, valueBits(data.format))).data();
        data.offsets = pointer<qint64>(8 * (data.length + 1));
        const auto bytes = buffer(0);
        data.bytes = bytes.data();
        data.byteCount = qint64(bytes.size());
        readViews(data);
        data.typeIds = pointer<qint8>(data.length);
        data.childOffsets = pointer<qint32>(4 * data.length);
        readChildren(data);
        return data;
    }

private:
    /// Within the memory and at least as large as needed; null where there is none.
    std::span<const char> buffer(qint64 needed)
    {
        const auto offset = m_wire.value<quint64>();
        if (offset == noBuffer || !m_wire.isGood())
            return {};
        const auto size = m_wire.value<quint64>();
        if (offset > m_bytes.size() || size > m_bytes.size() - offset)
            m_wire.refuse("a buffer lies outside of the memory");
        else if (size < quint64(needed))
            m_wire.refuse("a buffer is too short for its values");
        else
            return m_bytes.subspan(std::size_t(offset), std::size_t(size));
        return {};
    }

    template <typename T>
    const T *pointer(qint64 needed)
    {
        return reinterpret_cast<const T *>(buffer(needed).data());
    }

    void readViews(ColumnData &data)
    {
        for (auto left = m_wire.value<quint32>(); left > 0 && m_wire.isGood(); --left)
            data.viewBuffers.push_back(buffer(0));
    }

    void readChildren(ColumnData &data)
    {
        for (auto left = m_wire.value<quint32>(); left > 0 && m_wire.isGood(); --left)
            data.children.push_back(column(false));
    }

    WireReader &m_wire;
    std::span<const char> m_bytes;
};

} // namespace

void ColumnLayout::buffer(WireWriter &wire, const void *bytes, qint64 size)
{
    static constinit std::array<char, alignment> gap {};
    if (!bytes) {
        wire(noBuffer);
        return;
    }
    wire(quint64(m_size), quint64(size));
    const auto padding = (alignment - size % alignment) % alignment;
    m_parts.push_back({ const_cast<void *>(bytes), std::size_t(size) });
    m_parts.push_back({ gap.data(), std::size_t(padding) });
    m_size += size + padding;
}

/// Only what the format has: other pointers of a driver's column mean nothing, and nobody checked them.
void ColumnLayout::column(WireWriter &wire, const ColumnData &data)
{
    wire(data.format, data.length, data.nullCount);
    const auto isUnion = data.format == PhysicalFormat::DenseUnion;
    const auto isText = data.length > 0 && hasOffsets(data.format);
    const auto bits = valueBits(data.format);
    buffer(wire, data.length > 0 && !isUnion ? data.validity : nullptr, bytesOf(data.length, 1));
    buffer(wire, data.length > 0 && bits > 0 ? data.values : nullptr, bytesOf(data.length, bits));
    buffer(wire, isText ? data.offsets : nullptr, 8 * (data.length + 1));
    buffer(wire, isText ? data.bytes : nullptr, isText ? data.offsets[data.length] : 0);
    const auto hasViews = data.length > 0 && (data.format == PhysicalFormat::TextView || data.format == PhysicalFormat::BytesView);
    wire(quint32(hasViews ? data.viewBuffers.size() : 0));
    for (std::size_t i = 0; hasViews && i < data.viewBuffers.size(); ++i)
        buffer(wire, data.viewBuffers[i].data(), qint64(data.viewBuffers[i].size()));
    buffer(wire, isUnion ? data.typeIds : nullptr, data.length);
    buffer(wire, isUnion ? data.childOffsets : nullptr, 4 * data.length);
    wire(quint32(isUnion ? data.children.size() : 0));
    for (std::size_t i = 0; isUnion && i < data.children.size(); ++i)
        column(wire, data.children[i]);
}

void ColumnLayout::write(WireWriter &wire, const Batch &batch)
{
    wire(quint32(batch.columnCount()));
    for (int i = 0; i < batch.columnCount(); ++i)
        column(wire, batch.column(i));
}

QByteArray ColumnLayout::joined() const
{
    QByteArray bytes("");
    bytes.reserve(m_size);
    for (const auto &part : m_parts)
        bytes.append(static_cast<const char *>(part.iov_base), qsizetype(part.iov_len));
    return bytes;
}

std::vector<ColumnData> readColumns(WireReader &wire, std::span<const char> bytes)
{
    std::vector<ColumnData> columns;
    ColumnReader reader(wire, bytes);
    for (auto left = wire.value<quint32>(); left > 0 && wire.isGood(); --left)
        columns.push_back(reader.column(true));
    return columns;
}

} // namespace dumbo
