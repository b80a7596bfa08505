#include "core/results/batchcodec.h"

#include <cstring>

namespace dumbo {

namespace {

qint64 valueBytes(const ColumnData &column)
{
    switch (column.format) {
    case PhysicalFormat::Bool:
        return (column.length + 7) / 8;
    case PhysicalFormat::Int8:
    case PhysicalFormat::UInt8:
        return column.length;
    case PhysicalFormat::Int16:
    case PhysicalFormat::UInt16:
        return 2 * column.length;
    case PhysicalFormat::Int32:
    case PhysicalFormat::UInt32:
    case PhysicalFormat::Float32:
        return 4 * column.length;
    case PhysicalFormat::Int64:
    case PhysicalFormat::UInt64:
    case PhysicalFormat::Float64:
        return 8 * column.length;
    case PhysicalFormat::TextView:
    case PhysicalFormat::BytesView:
        return 16 * column.length;
    default:
        return 0;
    }
}

class Encoder {
public:
    QByteArray block;

    void number(qint64 value) { block.append(reinterpret_cast<const char *>(&value), sizeof value); }

    void buffer(const void *bytes, qint64 size)
    {
        number(bytes ? size : -1);
        if (!bytes)
            return;
        block.append(static_cast<const char *>(bytes), size);
        block.append((8 - size % 8) % 8, '\0');
    }

    void column(const ColumnData &data)
    {
        number(qint64(data.format));
        number(data.length);
        number(data.nullCount);
        buffer(data.validity, (data.length + 7) / 8);
        buffer(data.values, valueBytes(data));
        buffer(data.offsets, 8 * (data.length + 1));
        buffer(data.bytes, data.byteCount);
        number(qint64(data.viewBuffers.size()));
        for (const auto &view : data.viewBuffers)
            buffer(view.data(), qint64(view.size()));
        buffer(data.typeIds, data.length);
        buffer(data.childOffsets, 4 * data.length);
        number(qint64(data.children.size()));
        for (const auto &child : data.children)
            column(child);
    }
};

class Decoder {
public:
    explicit Decoder(const QByteArray &block)
        : m_at(block.constData())
    {
    }

    qint64 number()
    {
        qint64 value = 0;
        std::memcpy(&value, m_at, sizeof value);
        m_at += sizeof value;
        return value;
    }

    std::span<const char> buffer()
    {
        const auto size = number();
        if (size < 0)
            return {};
        const std::span<const char> bytes(m_at, std::size_t(size));
        m_at += size + (8 - size % 8) % 8;
        return bytes;
    }

    template <typename T>
    const T *pointer()
    {
        return reinterpret_cast<const T *>(buffer().data());
    }

    ColumnData column()
    {
        ColumnData data;
        data.format = PhysicalFormat(number());
        data.length = number();
        data.nullCount = number();
        data.validity = pointer<quint8>();
        data.values = buffer().data();
        data.offsets = pointer<qint64>();
        const auto bytes = buffer();
        data.bytes = bytes.data();
        data.byteCount = qint64(bytes.size());
        data.viewBuffers.resize(std::size_t(number()));
        for (auto &view : data.viewBuffers)
            view = buffer();
        data.typeIds = pointer<qint8>();
        data.childOffsets = pointer<qint32>();
        const auto children = number();
        for (qint64 i = 0; i < children; ++i)
            data.children.push_back(column());
        return data;
    }

private:
    const char *m_at;
};

class BlockMemory final : public BatchMemory {
public:
    explicit BlockMemory(QByteArray block)
        : m_block(std::move(block))
    {
    }

    qint64 size() const override { return m_block.capacity(); }
    [[nodiscard]] const QByteArray &block() const { return m_block; }

private:
    QByteArray m_block;
};

} // namespace

QByteArray encodeBatch(const Batch &batch)
{
    Encoder encoder;
    encoder.block.reserve(batch.memoryBytes() + 256 * batch.columnCount());
    encoder.number(batch.rowCount());
    encoder.number(batch.columnCount());
    for (int i = 0; i < batch.columnCount(); ++i)
        encoder.column(batch.column(i));
    return std::move(encoder.block);
}

Batch decodeBatch(const QByteArray &block, std::vector<LongCell> longCells)
{
    auto memory = std::make_unique<BlockMemory>(block);
    Decoder decoder(memory->block());
    const auto rows = decoder.number();
    std::vector<ColumnData> columns(std::size_t(decoder.number()));
    for (auto &column : columns)
        column = decoder.column();
    return Batch(rows, std::move(columns), std::move(memory), std::move(longCells));
}

} // namespace dumbo
