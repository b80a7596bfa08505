#include "batches.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace dumbo::duckdb {

namespace {

/// A column that is written as text: all rows of the chunk.
struct TextColumn
{
    std::string bytes;
    std::vector<qint64> offsets;
};

} // namespace

/// A chunk with what was made of it, owned by the batches that point into it.
struct SharedChunk
{
    ChunkHandle handle;
    qint64 rows = 0;
    std::vector<VectorView> columns;
    std::vector<TextColumn> texts; ///< for each column; empty where it is handed over
};

namespace {

PhysicalFormat formatOf(duckdb_type id)
{
    switch (id) {
    case DUCKDB_TYPE_BOOLEAN: return PhysicalFormat::Bool;
    case DUCKDB_TYPE_TINYINT: return PhysicalFormat::Int8;
    case DUCKDB_TYPE_SMALLINT: return PhysicalFormat::Int16;
    case DUCKDB_TYPE_INTEGER: return PhysicalFormat::Int32;
    case DUCKDB_TYPE_BIGINT: return PhysicalFormat::Int64;
    case DUCKDB_TYPE_UTINYINT: return PhysicalFormat::UInt8;
    case DUCKDB_TYPE_USMALLINT: return PhysicalFormat::UInt16;
    case DUCKDB_TYPE_UINTEGER: return PhysicalFormat::UInt32;
    case DUCKDB_TYPE_UBIGINT: return PhysicalFormat::UInt64;
    case DUCKDB_TYPE_FLOAT: return PhysicalFormat::Float32;
    case DUCKDB_TYPE_DOUBLE: return PhysicalFormat::Float64;
    case DUCKDB_TYPE_VARCHAR: return PhysicalFormat::TextView;
    case DUCKDB_TYPE_BLOB: return PhysicalFormat::BytesView;
    case DUCKDB_TYPE_SQLNULL: return PhysicalFormat::Null;
    default: return PhysicalFormat::Text;
    }
}

qint64 widthOf(PhysicalFormat format)
{
    switch (format) {
    case PhysicalFormat::Int8:
    case PhysicalFormat::UInt8:
    case PhysicalFormat::Bool: return 1; // a byte in DuckDB
    case PhysicalFormat::Int16:
    case PhysicalFormat::UInt16: return 2;
    case PhysicalFormat::Int32:
    case PhysicalFormat::UInt32:
    case PhysicalFormat::Float32: return 4;
    case PhysicalFormat::TextView:
    case PhysicalFormat::BytesView: return 16;
    default: return 8;
    }
}

bool isString(const ValueType &type)
{
    return type.id == DUCKDB_TYPE_VARCHAR || type.id == DUCKDB_TYPE_BLOB;
}

/// Bits from (not a multiple of 8 perhaps) as bytes that begin with the first of them.
std::vector<quint8> shiftedBits(const quint8 *bits, qint64 from, qint64 count)
{
    std::vector<quint8> shifted(std::size_t((count + 7) / 8));
    const auto *first = bits + from / 8;
    const auto shift = from % 8;
    const auto available = (from + count + 7) / 8 - from / 8;
    for (qint64 i = 0; i < qint64(shifted.size()); ++i) {
        const auto high = shift != 0 && i + 1 < available ? unsigned(first[i + 1]) << (8 - shift) : 0u;
        shifted[std::size_t(i)] = quint8(unsigned(first[i]) >> shift | high);
    }
    return shifted;
}

qint64 countNulls(const quint8 *bits, qint64 count)
{
    qint64 valid = 0;
    for (qint64 i = 0; i < count / 8; ++i)
        valid += std::popcount(bits[i]);
    if (count % 8 != 0)
        valid += std::popcount(quint8(bits[count / 8] & ((1 << count % 8) - 1)));
    return count - valid;
}

/// Part of a chunk: the chunk itself, and what had to be made for this part.
class SliceMemory final : public BatchMemory
{
public:
    SliceMemory(std::shared_ptr<SharedChunk> chunk, qint64 begin, qint64 count)
        : m_chunk(std::move(chunk))
        , m_begin(begin)
        , m_count(count)
    {
    }

    qint64 size() const override { return m_size; }

    ColumnData column(std::size_t index)
    {
        const auto &view = m_chunk->columns[index];
        ColumnData data;
        data.format = formatOf(view.type->id);
        data.length = m_count;
        if (data.format == PhysicalFormat::Null) {
            data.nullCount = m_count;
            return data;
        }
        setValidity(data, view);
        if (data.format == PhysicalFormat::Bool)
            setBits(data, view);
        else if (isString(*view.type))
            setViews(data, view);
        else if (data.format == PhysicalFormat::Text)
            setText(data, m_chunk->texts[index]);
        else
            data.values = static_cast<const char *>(view.data) + m_begin * widthOf(data.format);
        m_size += m_count * widthOf(data.format);
        return data;
    }

private:
    void setValidity(ColumnData &data, const VectorView &view)
    {
        if (!view.validity)
            return;
        const auto *bits = reinterpret_cast<const quint8 *>(view.validity);
        if (m_begin % 8 == 0)
            data.validity = bits + m_begin / 8;
        else
            data.validity = keep(shiftedBits(bits, m_begin, m_count));
        data.nullCount = countNulls(data.validity, m_count);
        if (data.nullCount == 0)
            data.validity = nullptr;
    }

    void setBits(ColumnData &data, const VectorView &view)
    {
        std::vector<quint8> bits(std::size_t((m_count + 7) / 8));
        const auto *bytes = static_cast<const quint8 *>(view.data) + m_begin;
        for (qint64 i = 0; i < m_count; ++i)
            bits[std::size_t(i / 8)] |= quint8((bytes[i] & 1) << i % 8);
        data.values = keep(std::move(bits));
    }

    void setText(ColumnData &data, const TextColumn &text)
    {
        const auto first = text.offsets[std::size_t(m_begin)];
        data.bytes = text.bytes.data() + first;
        data.byteCount = text.offsets[std::size_t(m_begin + m_count)] - first;
        m_size += data.byteCount;
        if (first == 0) {
            data.offsets = text.offsets.data() + m_begin;
            return;
        }
        auto &offsets = m_offsets.emplace_back(text.offsets.begin() + m_begin, text.offsets.begin() + m_begin + m_count + 1);
        for (auto &offset : offsets)
            offset -= first;
        data.offsets = offsets.data();
    }

    /// Strings of up to twelve bytes have the same layout here and there. A longer one has a pointer in DuckDB, and a buffer's
    /// number and an offset in Arrow; strings that lie behind one another share a buffer.
    void setViews(ColumnData &data, const VectorView &view)
    {
        const auto *strings = static_cast<const duckdb_string_t *>(view.data) + m_begin;
        data.values = strings;
        const auto isLong = [&](qint64 i) {
            return !view.isNull(idx_t(m_begin + i)) && strings[i].value.inlined.length > 12;
        };
        qint64 row = 0;
        while (row < m_count && !isLong(row))
            ++row;
        if (row == m_count)
            return;
        auto &views = m_views.emplace_back(strings, strings + m_count);
        const char *end = nullptr;
        for (; row < m_count; ++row) {
            if (!isLong(row))
                continue;
            const auto &text = strings[row].value.pointer;
            if (text.ptr != end || data.viewBuffers.back().size() + text.length > std::size_t(std::numeric_limits<qint32>::max()))
                data.viewBuffers.emplace_back(text.ptr, std::size_t(0));
            auto &buffer = data.viewBuffers.back();
            const qint32 place[2] { qint32(data.viewBuffers.size() - 1), qint32(buffer.size()) };
            std::memcpy(reinterpret_cast<char *>(&views[std::size_t(row)]) + 8, place, sizeof place);
            buffer = { buffer.data(), buffer.size() + text.length };
            end = text.ptr + text.length;
            m_size += text.length;
        }
        data.values = views.data();
        m_size += m_count * 16;
    }

    const quint8 *keep(std::vector<quint8> bits) { return m_bits.emplace_back(std::move(bits)).data(); }

    std::shared_ptr<SharedChunk> m_chunk;
    qint64 m_begin;
    qint64 m_count;
    qint64 m_size = 0;
    std::vector<std::vector<quint8>> m_bits;
    std::vector<std::vector<qint64>> m_offsets;
    std::vector<std::vector<duckdb_string_t>> m_views;
};

/// One value into a builder; the way for results that are not streamed, and for values that are too long for a batch.
void appendCell(ColumnBuilder &column, const VectorView &view, idx_t row, const QTimeZone &zone, std::string &text)
{
    if (view.isNull(row) || view.type->id == DUCKDB_TYPE_SQLNULL) {
        column.appendNull();
        return;
    }
    switch (view.type->id) {
    case DUCKDB_TYPE_BOOLEAN: column.appendBool(view.at<quint8>(row) != 0); break;
    case DUCKDB_TYPE_TINYINT: column.appendInt64(view.at<qint8>(row)); break;
    case DUCKDB_TYPE_SMALLINT: column.appendInt64(view.at<qint16>(row)); break;
    case DUCKDB_TYPE_INTEGER: column.appendInt64(view.at<qint32>(row)); break;
    case DUCKDB_TYPE_BIGINT: column.appendInt64(view.at<qint64>(row)); break;
    case DUCKDB_TYPE_UTINYINT: column.appendUInt64(view.at<quint8>(row)); break;
    case DUCKDB_TYPE_USMALLINT: column.appendUInt64(view.at<quint16>(row)); break;
    case DUCKDB_TYPE_UINTEGER: column.appendUInt64(view.at<quint32>(row)); break;
    case DUCKDB_TYPE_UBIGINT: column.appendUInt64(view.at<quint64>(row)); break;
    case DUCKDB_TYPE_FLOAT: column.appendFloat(view.at<float>(row)); break;
    case DUCKDB_TYPE_DOUBLE: column.appendDouble(view.at<double>(row)); break;
    case DUCKDB_TYPE_VARCHAR: column.appendText(stringOf(view.at<duckdb_string_t>(row))); break;
    case DUCKDB_TYPE_BLOB: column.appendBytes(stringOf(view.at<duckdb_string_t>(row))); break;
    default:
        text.clear();
        appendText(text, view, row, zone);
        column.appendText(text);
    }
}

} // namespace

BatchReader::BatchReader(std::vector<ValueType> types, const QTimeZone &zone, bool streaming)
    : m_types(std::move(types))
    , m_zone(zone)
    , m_streaming(streaming)
{
}

BatchReader::~BatchReader() = default;

bool BatchReader::isEmpty() const
{
    return !m_chunk || m_row >= m_chunk->rows;
}

void BatchReader::take(ChunkHandle chunk, const BatchLimit &limit)
{
    m_chunk = std::make_shared<SharedChunk>();
    m_chunk->rows = qint64(api().data_chunk_get_size(chunk.get()));
    for (std::size_t i = 0; i < m_types.size(); ++i)
        m_chunk->columns.push_back(VectorView::of(api().data_chunk_get_vector(chunk.get(), i), m_types[i]));
    m_chunk->handle = std::move(chunk);
    m_row = 0;
    m_copies = !m_streaming;
    if (m_copies)
        return;
    writeTexts();
    m_copies = mustBeCopied(limit);
}

void BatchReader::writeTexts()
{
    m_chunk->texts.resize(m_types.size());
    for (std::size_t i = 0; i < m_types.size(); ++i) {
        const auto &view = m_chunk->columns[i];
        if (formatOf(view.type->id) != PhysicalFormat::Text)
            continue;
        auto &[bytes, offsets] = m_chunk->texts[i];
        offsets.reserve(std::size_t(m_chunk->rows) + 1);
        offsets.push_back(0);
        for (qint64 row = 0; row < m_chunk->rows; ++row) {
            if (!view.isNull(idx_t(row)))
                appendText(bytes, view, idx_t(row), m_zone);
            offsets.push_back(qint64(bytes.size()));
        }
    }
}

bool BatchReader::mustBeCopied(const BatchLimit &limit) const
{
    for (std::size_t i = 0; i < m_types.size(); ++i) {
        const auto &view = m_chunk->columns[i];
        const auto &offsets = m_chunk->texts[i].offsets;
        for (qint64 row = 0; row < m_chunk->rows; ++row) {
            if (!offsets.empty()) {
                if (offsets[std::size_t(row) + 1] - offsets[std::size_t(row)] > limit.maxCellBytes)
                    return true;
            } else if (!isString(*view.type)) {
                break;
            } else if (!view.isNull(idx_t(row)) && qint64(view.at<duckdb_string_t>(idx_t(row)).value.inlined.length) > limit.maxCellBytes) {
                return true;
            }
        }
    }
    return false;
}

/// At least one.
qint64 BatchReader::rowsWithin(const BatchLimit &limit) const
{
    const auto most = std::min(std::max<qint64>(1, limit.maxRows), m_chunk->rows - m_row);
    qint64 bytes = 0;
    qint64 fixed = 0;
    for (const auto &view : m_chunk->columns)
        fixed += widthOf(formatOf(view.type->id));
    for (qint64 count = 0; count < most; ++count) {
        bytes += fixed;
        for (std::size_t i = 0; i < m_types.size(); ++i) {
            const auto &view = m_chunk->columns[i];
            const auto &offsets = m_chunk->texts[i].offsets;
            const auto row = std::size_t(m_row + count);
            if (!offsets.empty())
                bytes += offsets[row + 1] - offsets[row];
            else if (isString(*view.type) && !view.isNull(row))
                bytes += view.at<duckdb_string_t>(row).value.inlined.length;
        }
        if (bytes > limit.maxBytes)
            return std::max<qint64>(1, count);
    }
    return most;
}

Result<Batch> BatchReader::next(const BatchLimit &limit)
{
    if (m_copies)
        return copied(limit);
    const auto count = rowsWithin(limit);
    auto memory = std::make_unique<SliceMemory>(m_chunk, m_row, count);
    std::vector<ColumnData> columns;
    columns.reserve(m_types.size());
    for (std::size_t i = 0; i < m_types.size(); ++i)
        columns.push_back(memory->column(i));
    m_row += count;
    return Batch(count, std::move(columns), std::move(memory));
}

Result<Batch> BatchReader::copied(const BatchLimit &limit)
{
    if (!m_builder)
        m_builder.emplace(int(m_types.size()), limit);
    m_builder->setLimit(limit);
    std::string text;
    while (!isEmpty() && !m_builder->isFull()) {
        for (std::size_t i = 0; i < m_types.size(); ++i)
            appendCell(m_builder->column(int(i)), m_chunk->columns[i], idx_t(m_row), m_zone, text);
        m_builder->endRow();
        ++m_row;
    }
    return m_builder->finish();
}

} // namespace dumbo::duckdb
