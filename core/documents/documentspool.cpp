#include "core/documents/documentspool.h"

#include "core/documents/documentrows.h"

#include <QDataStream>
#include <QIODevice>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

constexpr std::size_t chunkRows = 1000;
constexpr qint64 chunkBytes = 8 * 1024 * 1024;

/// The kinds that a key read from a database has.
void write(QDataStream &stream, const Value &value)
{
    const auto &variant = value.variant();
    if (value.isNull())
        stream << quint8(0);
    else if (const auto *number = std::get_if<qint64>(&variant))
        stream << quint8(1) << *number;
    else if (const auto *unsignedNumber = std::get_if<quint64>(&variant))
        stream << quint8(2) << *unsignedNumber;
    else if (const auto *real = std::get_if<double>(&variant))
        stream << quint8(3) << *real;
    else if (const auto *flag = std::get_if<bool>(&variant))
        stream << quint8(4) << *flag;
    else if (const auto *bytes = std::get_if<Value::Bytes>(&variant))
        stream << quint8(5) << bytes->bytes;
    else
        stream << quint8(6) << keyText(value);
}

template <typename T>
T taken(QDataStream &stream)
{
    T value {};
    stream >> value;
    return value;
}

Value readValue(QDataStream &stream)
{
    switch (taken<quint8>(stream)) {
    case 1:
        return Value(taken<qint64>(stream));
    case 2:
        return Value(taken<quint64>(stream));
    case 3:
        return Value(taken<double>(stream));
    case 4:
        return Value(taken<bool>(stream));
    case 5:
        return Value::bytes(taken<QByteArray>(stream));
    case 6:
        return Value::text(taken<QByteArray>(stream));
    default:
        return {};
    }
}

void write(QDataStream &stream, const DocumentRow &row)
{
    stream << quint32(row.key.size());
    for (const auto &value : row.key)
        write(stream, value);
    stream << row.text << row.expectedVersion.has_value() << row.expectedVersion.value_or(0);
    stream << row.expectedText.has_value() << row.expectedText.value_or(QByteArray());
}

DocumentRow readRow(QDataStream &stream)
{
    DocumentRow row;
    const auto size = taken<quint32>(stream);
    for (quint32 part = 0; part < size; ++part)
        row.key.push_back(readValue(stream));
    row.text = taken<QByteArray>(stream);
    const auto hasVersion = taken<bool>(stream);
    const auto version = taken<qint64>(stream);
    if (hasVersion)
        row.expectedVersion = version;
    const auto hasText = taken<bool>(stream);
    auto text = taken<QByteArray>(stream);
    if (hasText)
        row.expectedText = std::move(text);
    return row;
}

qint64 memoryOf(const DocumentRow &row)
{
    return qint64(sizeof row) + row.text.size() + (row.expectedText ? row.expectedText->size() : 0) + qint64(row.key.size()) * 128;
}

/// The end of the chunk that begins at row.
std::size_t chunkEnd(const std::vector<DocumentRow> &rows, std::size_t row)
{
    qint64 bytes = 0;
    const auto begin = row;
    while (row < rows.size() && row - begin < chunkRows && bytes < chunkBytes)
        bytes += memoryOf(rows[row++]);
    return row;
}

} // namespace

DocumentSpool::DocumentSpool(qint64 memoryBudget)
    : m_budget(memoryBudget)
{
}

DocumentSpool::~DocumentSpool() = default;

Result<void> DocumentSpool::add(DocumentRow row)
{
    m_memory += memoryOf(row);
    m_rows.push_back(std::move(row));
    ++m_count;
    return m_memory > m_budget ? spill() : Result<void>();
}

Result<void> DocumentSpool::spill()
{
    if (!m_file) {
        auto file = SpillFile::create();
        if (!file)
            return fail(file.error());
        m_file = std::move(*file);
    }
    for (std::size_t begin = 0; begin < m_rows.size();) {
        const auto end = chunkEnd(m_rows, begin);
        QByteArray bytes;
        QDataStream stream(&bytes, QIODevice::WriteOnly);
        stream << quint32(end - begin);
        for (; begin < end; ++begin)
            write(stream, m_rows[begin]);
        const auto offset = m_file->append({ bytes.constData(), std::size_t(bytes.size()) });
        if (!offset)
            return fail(offset.error());
        m_chunks.push_back({ *offset, bytes.size() });
    }
    m_rows.clear();
    m_memory = 0;
    return {};
}

Result<std::vector<DocumentRow>> DocumentSpool::next(Place &place) const
{
    if (place.chunk < m_chunks.size()) {
        const auto &chunk = m_chunks[place.chunk++];
        const auto bytes = m_file->read(chunk.offset, chunk.size);
        if (!bytes)
            return fail(bytes.error());
        QDataStream stream(*bytes);
        std::vector<DocumentRow> rows(taken<quint32>(stream));
        std::ranges::generate(rows, [&] { return readRow(stream); });
        return rows;
    }
    const auto begin = std::exchange(place.row, chunkEnd(m_rows, place.row));
    return std::vector<DocumentRow>(m_rows.begin() + qsizetype(begin), m_rows.begin() + qsizetype(place.row));
}

Result<void> DocumentSpool::read(const std::function<Result<void>(std::vector<DocumentRow>)> &visit) const
{
    Place place;
    while (true) {
        auto rows = next(place);
        if (!rows)
            return fail(rows.error());
        if (rows->empty())
            return {};
        if (auto visited = visit(std::move(*rows)); !visited)
            return visited;
    }
}

} // namespace dumbo
