#include "core/sdk/columnbuilder.h"

#include "core/sdk/batchlimit.h"

#include <QUtf8StringView>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>
#include <utility>

namespace dumbo {

BuildBuffer::BuildBuffer(BuildBuffer &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0))
    , m_capacity(std::exchange(other.m_capacity, 0))
{
}

BuildBuffer &BuildBuffer::operator=(BuildBuffer &&other) noexcept
{
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    std::swap(m_capacity, other.m_capacity);
    return *this;
}

BuildBuffer::~BuildBuffer()
{
    std::free(m_data);
}

void BuildBuffer::reserve(qint64 bytes)
{
    if (bytes <= m_capacity)
        return;
    auto *data = static_cast<char *>(std::realloc(m_data, std::size_t(bytes)));
    if (!data)
        throw std::bad_alloc();
    m_data = data;
    m_capacity = bytes;
}

void BuildBuffer::grow(qint64 atLeast)
{
    reserve(std::max({ atLeast, m_capacity * 2, qint64(64) }));
}

void BuildBuffer::trim()
{
    if (m_size == m_capacity)
        return;
    if (m_size == 0) {
        std::free(std::exchange(m_data, nullptr));
        m_capacity = 0;
        return;
    }
    if (auto *data = static_cast<char *>(std::realloc(m_data, std::size_t(m_size)))) {
        m_data = data;
        m_capacity = m_size;
    }
}

namespace {

bool holdsBytes(PhysicalFormat format)
{
    return format == PhysicalFormat::Text || format == PhysicalFormat::RawText || format == PhysicalFormat::Bytes;
}

qint64 fixedWidth(PhysicalFormat format)
{
    return format == PhysicalFormat::Float32 ? 4 : 8;
}

/// Eight words a step: a loop over single bytes is not vectorised at -O2.
bool isAscii(const char *bytes, qint64 size)
{
    constexpr qint64 step = 64;
    quint64 any = 0;
    qint64 i = 0;
    for (; i + step <= size; i += step) {
        std::array<quint64, step / 8> words;
        std::memcpy(words.data(), bytes + i, step);
        for (const auto word : words)
            any |= word;
    }
    for (; i < size; ++i)
        any |= static_cast<unsigned char>(bytes[i]);
    return (any & 0x8080808080808080) == 0;
}

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

bool isUtf8(std::string_view bytes)
{
    return QUtf8StringView(bytes.data(), qsizetype(bytes.size())).isValidUtf8();
}

} // namespace

ColumnBuilder::ColumnBuilder() = default;
ColumnBuilder::ColumnBuilder(ColumnBuilder &&) noexcept = default;
ColumnBuilder &ColumnBuilder::operator=(ColumnBuilder &&) noexcept = default;
ColumnBuilder::~ColumnBuilder() = default;

void ColumnBuilder::appendNull()
{
    *m_batchBytes += 1;
    if (m_format == PhysicalFormat::DenseUnion) {
        m_typeIds.push(qint8(0));
        m_childOffsets.push(qint32(m_children.front().length()));
        m_children.front().appendNull();
        ++m_length;
        return;
    }
    if (m_format != PhysicalFormat::Null) {
        if (m_nullCount == 0) {
            for (qint64 i = 0; i < m_length; i += 8)
                m_validity.push(quint8(0xFF >> (m_length - i < 8 ? 8 - (m_length - i) : 0)));
        }
        pushValidity(false);
        if (m_format == PhysicalFormat::Bool) {
            if (m_length % 8 == 0)
                m_values.push(quint8(0));
        } else if (holdsBytes(m_format)) {
            m_values.push(m_bytes.size());
        } else {
            std::memset(m_values.extend(fixedWidth(m_format)), 0, std::size_t(fixedWidth(m_format)));
        }
    }
    ++m_nullCount;
    ++m_length;
}

void ColumnBuilder::appendBool(bool value)
{
    if (m_format != PhysicalFormat::Bool) {
        if (auto *child = prepare(PhysicalFormat::Bool)) {
            child->appendBool(value);
            return;
        }
    }
    if (m_length % 8 == 0)
        m_values.push(quint8(0));
    m_values.data()[m_length / 8] = char(m_values.data()[m_length / 8] | (int(value) << (m_length % 8)));
    markValid();
    *m_batchBytes += 1;
}

void ColumnBuilder::pushValidity(bool valid)
{
    if (m_length % 8 == 0)
        m_validity.push(quint8(0));
    auto &byte = m_validity.data()[m_length / 8];
    byte = char(byte | (int(valid) << (m_length % 8)));
}

ColumnBuilder *ColumnBuilder::prepare(PhysicalFormat format)
{
    if (m_format == PhysicalFormat::Null) {
        startFormat(format);
        return nullptr;
    }
    if (m_format != PhysicalFormat::DenseUnion)
        becomeUnion();
    return unionChild(format);
}

/// The column held nothing but NULLs so far.
void ColumnBuilder::startFormat(PhysicalFormat format)
{
    const auto nulls = std::exchange(m_length, 0);
    m_nullCount = 0;
    m_format = format;
    if (holdsBytes(format))
        m_values.push(qint64(0));
    const auto counted = *m_batchBytes;
    for (qint64 i = 0; i < nulls; ++i)
        appendNull();
    *m_batchBytes = counted;
}

void ColumnBuilder::becomeUnion()
{
    ColumnBuilder first;
    first.m_maxCellBytes = m_maxCellBytes;
    first.m_batchBytes = m_batchBytes;
    std::swap(first.m_format, m_format);
    first.m_length = m_length;
    std::swap(first.m_nullCount, m_nullCount);
    std::swap(first.m_values, m_values);
    std::swap(first.m_bytes, m_bytes);
    std::swap(first.m_validity, m_validity);
    std::swap(first.m_longValues, m_longValues);
    for (qint64 i = 0; i < m_length; ++i) {
        m_typeIds.push(qint8(0));
        m_childOffsets.push(qint32(i));
    }
    m_format = PhysicalFormat::DenseUnion;
    m_children.push_back(std::move(first));
}

ColumnBuilder *ColumnBuilder::unionChild(PhysicalFormat format)
{
    auto found = std::ranges::find(m_children, format, &ColumnBuilder::m_format);
    if (found == m_children.end()) {
        auto &child = m_children.emplace_back();
        child.m_maxCellBytes = m_maxCellBytes;
        child.m_batchBytes = m_batchBytes;
        child.startFormat(format);
        found = m_children.end() - 1;
    }
    m_typeIds.push(qint8(found - m_children.begin()));
    m_childOffsets.push(qint32(found->m_length));
    ++m_length;
    return &*found;
}

std::string_view ColumnBuilder::keepLong(PhysicalFormat format, std::string_view bytes)
{
    auto value = LongValue::inFile(bytes);
    if (value)
        m_longValues.push_back({ m_length, std::move(*value), isUtf8(bytes) });
    else
        m_error = value.error();
    auto end = std::size_t(std::min(BatchLimit::longValuePrefix, m_maxCellBytes));
    // A cut inside a character would make valid text look broken; at most three bytes belong to an unfinished one.
    if (format == PhysicalFormat::Text) {
        const auto lowest = end - std::min<std::size_t>(end, 3);
        while (end > lowest && isContinuation(bytes[end]))
            --end;
    }
    return bytes.substr(0, end);
}

bool ColumnBuilder::isAllUtf8() const
{
    // The first bytes of a long value may be right where the rest is not.
    if (!std::ranges::all_of(m_longValues, &LongEntry::isUtf8))
        return false;
    if (isAscii(m_bytes.data(), m_bytes.size()))
        return true;
    if (!QUtf8StringView(m_bytes.data(), m_bytes.size()).isValidUtf8())
        return false;
    const auto *offsets = reinterpret_cast<const qint64 *>(m_values.data());
    return std::none_of(offsets, offsets + m_length,
        [&](qint64 offset) { return offset < m_bytes.size() && isContinuation(m_bytes.data()[offset]); });
}

/// Moves values that are not valid UTF-8 into RawText: the whole column where it holds nothing else, else a union.
void ColumnBuilder::splitInvalidText()
{
    if (m_format == PhysicalFormat::Text && !isAllUtf8()) {
        if (std::ranges::count(findInvalidText(), true) == m_length - m_nullCount) {
            m_format = PhysicalFormat::RawText;
            return;
        }
        becomeUnion();
    }
    if (m_format != PhysicalFormat::DenseUnion)
        return;
    const auto found = std::ranges::find(m_children, PhysicalFormat::Text, &ColumnBuilder::m_format);
    if (found != m_children.end() && !found->isAllUtf8())
        splitChild(std::size_t(found - m_children.begin()));
}

/// By position; NULLs are not invalid.
std::vector<bool> ColumnBuilder::findInvalidText() const
{
    std::vector<bool> invalid(std::size_t(m_length), false);
    const auto *offsets = reinterpret_cast<const qint64 *>(m_values.data());
    const auto data = describe();
    for (qint64 i = 0; i < m_length; ++i) {
        const auto size = std::size_t(offsets[i + 1] - offsets[i]);
        invalid[std::size_t(i)] = !data.isNull(i) && !isUtf8({ m_bytes.data() + offsets[i], size });
    }
    for (const auto &entry : m_longValues) {
        if (!entry.isUtf8)
            invalid[std::size_t(entry.position)] = true;
    }
    return invalid;
}

/// Gives the invalid values of a union's text child a child of their own.
void ColumnBuilder::splitChild(std::size_t index)
{
    const auto whole = std::move(m_children[index]);
    const auto invalid = whole.findInvalidText();
    const auto data = whole.describe();
    std::array<ColumnBuilder, 2> parts; // the valid, the invalid
    std::vector<qint32> places;
    auto entry = whole.m_longValues.begin();
    qint64 ignoredBytes = 0;
    for (std::size_t part = 0; part < 2; ++part) {
        parts[part].m_batchBytes = &ignoredBytes;
        parts[part].m_maxCellBytes = whole.m_bytes.size();
        parts[part].startFormat(part == 0 ? PhysicalFormat::Text : PhysicalFormat::RawText);
    }
    for (qint64 i = 0; i < whole.m_length; ++i) {
        auto &part = parts[invalid[std::size_t(i)]];
        places.push_back(qint32(part.m_length));
        if (entry != whole.m_longValues.end() && entry->position == i) {
            part.m_longValues.push_back({ part.m_length, entry->value, entry->isUtf8 });
            ++entry;
        }
        const auto begin = data.offsets[i];
        if (data.isNull(i))
            part.appendNull();
        else
            part.appendVariable(part.m_format, { data.bytes + begin, std::size_t(data.offsets[i + 1] - begin) });
    }
    auto *typeIds = reinterpret_cast<qint8 *>(m_typeIds.data());
    auto *childOffsets = reinterpret_cast<qint32 *>(m_childOffsets.data());
    for (qint64 row = 0; row < m_length; ++row) {
        if (typeIds[row] != qint8(index))
            continue;
        const auto position = std::size_t(childOffsets[row]);
        childOffsets[row] = places[position];
        if (invalid[position])
            typeIds[row] = qint8(m_children.size());
    }
    for (auto &part : parts)
        part.m_batchBytes = m_batchBytes;
    m_children[index] = std::move(parts[0]);
    m_children.push_back(std::move(parts[1]));
}

ColumnData ColumnBuilder::describe() const
{
    ColumnData data;
    data.format = m_format;
    data.length = m_length;
    data.nullCount = m_nullCount;
    if (m_validity.size() != 0)
        data.validity = reinterpret_cast<const quint8 *>(m_validity.data());
    if (m_format == PhysicalFormat::DenseUnion) {
        data.typeIds = reinterpret_cast<const qint8 *>(m_typeIds.data());
        data.childOffsets = reinterpret_cast<const qint32 *>(m_childOffsets.data());
        for (const auto &child : m_children)
            data.children.push_back(child.describe());
    } else if (holdsBytes(m_format)) {
        data.offsets = reinterpret_cast<const qint64 *>(m_values.data());
        data.bytes = m_bytes.data();
        data.byteCount = m_bytes.size();
    } else if (m_format != PhysicalFormat::Null) {
        data.values = m_values.data();
    }
    return data;
}

std::optional<Error> ColumnBuilder::firstError() const
{
    if (m_error)
        return m_error;
    for (const auto &child : m_children) {
        if (child.m_error)
            return child.m_error;
    }
    return std::nullopt;
}

void ColumnBuilder::collectLongCells(int column, std::vector<LongCell> &cells) const
{
    for (const auto &entry : m_longValues)
        cells.push_back({ entry.position, column, entry.value });
    for (std::size_t child = 0; child < m_children.size(); ++child) {
        const auto &longValues = m_children[child].m_longValues;
        if (longValues.empty())
            continue;
        const auto *typeIds = reinterpret_cast<const qint8 *>(m_typeIds.data());
        const auto *childOffsets = reinterpret_cast<const qint32 *>(m_childOffsets.data());
        for (qint64 row = 0; row < m_length; ++row) {
            if (typeIds[row] != qint8(child))
                continue;
            const auto found = std::ranges::lower_bound(longValues, qint64(childOffsets[row]), {}, &LongEntry::position);
            if (found != longValues.end() && found->position == childOffsets[row])
                cells.push_back({ row, column, found->value });
        }
    }
}

void ColumnBuilder::trim()
{
    for (auto *buffer : { &m_values, &m_bytes, &m_validity, &m_typeIds, &m_childOffsets })
        buffer->trim();
    for (auto &child : m_children)
        child.trim();
}

qint64 ColumnBuilder::capacity() const
{
    qint64 total = 0;
    for (const auto *buffer : { &m_values, &m_bytes, &m_validity, &m_typeIds, &m_childOffsets })
        total += buffer->capacity();
    for (const auto &child : m_children)
        total += child.capacity();
    return total;
}

/// Batches of one result resemble each other: room for as much as last time, and a little more, saves growing.
void ColumnBuilder::expectLike(const ColumnBuilder &previous)
{
    m_values.reserve(previous.m_values.size());
    m_bytes.reserve(previous.m_bytes.size() + previous.m_bytes.size() / 16);
}

} // namespace dumbo
