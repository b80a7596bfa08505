#pragma once

#include "core/base/result.h"
#include "core/sdk/batch.h"

#include <QtAssert>

#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace dumbo {

/// A growing block of bytes that can be trimmed without a copy and given away.
class DUMBO_SDK_EXPORT BuildBuffer {
public:
    BuildBuffer() = default;
    BuildBuffer(BuildBuffer &&other) noexcept;
    BuildBuffer &operator=(BuildBuffer &&other) noexcept;
    ~BuildBuffer();

    [[nodiscard]] char *data() { return m_data; }
    [[nodiscard]] const char *data() const { return m_data; }
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] qint64 capacity() const { return m_capacity; }

    /// Room for size more bytes, to be filled by the caller.
    [[nodiscard]] char *extend(qint64 size)
    {
        if (m_size + size > m_capacity) [[unlikely]]
            grow(m_size + size);
        auto *place = m_data + m_size;
        m_size += size;
        return place;
    }
    template <typename T>
    void push(T value)
    {
        std::memcpy(extend(qint64(sizeof value)), &value, sizeof value);
    }
    void reserve(qint64 bytes);
    /// Forgets the bytes and keeps the room.
    void clear() { m_size = 0; }
    void trim();

private:
    void grow(qint64 atLeast);
    char *m_data = nullptr;
    qint64 m_size = 0;
    qint64 m_capacity = 0;
};

/// The values of one column of the batch being built; see BatchBuilder.
class DUMBO_SDK_EXPORT ColumnBuilder {
public:
    ColumnBuilder();
    ColumnBuilder(ColumnBuilder &&) noexcept;
    ColumnBuilder &operator=(ColumnBuilder &&) noexcept;
    ~ColumnBuilder();

    void appendNull();
    void appendBool(bool value);
    void appendInt64(qint64 value) { appendFixed(PhysicalFormat::Int64, value); }
    void appendUInt64(quint64 value) { appendFixed(PhysicalFormat::UInt64, value); }
    void appendDouble(double value) { appendFixed(PhysicalFormat::Float64, value); }
    void appendFloat(float value) { appendFixed(PhysicalFormat::Float32, value); }
    /// What the database calls text, valid UTF-8 or not.
    void appendText(std::string_view bytes) { appendVariable(PhysicalFormat::Text, bytes); }
    void appendBytes(std::string_view bytes) { appendVariable(PhysicalFormat::Bytes, bytes); }

    [[nodiscard]] qint64 length() const { return m_length; }
    [[nodiscard]] PhysicalFormat format() const { return m_format; }

private:
    friend class BatchBuilder;

    struct LongEntry {
        qint64 position; ///< in this column
        std::shared_ptr<const LongValue> value;
        bool isUtf8; ///< the whole value is
    };

    template <typename T>
    void appendFixed(PhysicalFormat format, T value)
    {
        if (m_format != format) [[unlikely]] {
            if (auto *child = prepare(format)) {
                child->appendFixed(format, value);
                return;
            }
        }
        m_values.push(value);
        markValid();
        *m_batchBytes += qint64(sizeof value);
    }

    void appendVariable(PhysicalFormat format, std::string_view bytes)
    {
        if (m_format != format) [[unlikely]] {
            if (auto *child = prepare(format)) {
                child->appendVariable(format, bytes);
                return;
            }
        }
        if (qint64(bytes.size()) > m_maxCellBytes) [[unlikely]]
            bytes = keepLong(format, bytes);
        if (!bytes.empty())
            std::memcpy(m_bytes.extend(qint64(bytes.size())), bytes.data(), bytes.size());
        m_values.push(m_bytes.size());
        markValid();
        *m_batchBytes += qint64(bytes.size()) + 8;
    }

    void markValid()
    {
        if (m_nullCount != 0) [[unlikely]]
            pushValidity(true);
        ++m_length;
    }

    /// Makes the column take values of format: null when it does so itself, else the child of the union that does.
    ColumnBuilder *prepare(PhysicalFormat format);
    void startFormat(PhysicalFormat format);
    void becomeUnion();
    ColumnBuilder *unionChild(PhysicalFormat format);
    void pushValidity(bool valid);
    std::string_view keepLong(PhysicalFormat format, std::string_view bytes);
    void splitInvalidText();
    void splitChild(std::size_t index);
    [[nodiscard]] std::vector<bool> findInvalidText() const;
    [[nodiscard]] bool isAllUtf8() const;
    [[nodiscard]] ColumnData describe() const;
    [[nodiscard]] std::optional<Error> firstError() const;
    void collectLongCells(int column, std::vector<LongCell> &cells) const;
    void trim();
    [[nodiscard]] qint64 capacity() const;
    void expectLike(const ColumnBuilder &previous);

    PhysicalFormat m_format = PhysicalFormat::Null;
    qint64 m_length = 0;
    qint64 m_nullCount = 0;
    qint64 m_maxCellBytes = 0;
    qint64 *m_batchBytes = nullptr; ///< the batch's running total
    BuildBuffer m_values; ///< fixed-width values or bits; for text and bytes the offsets, beginning with 0
    BuildBuffer m_bytes;
    BuildBuffer m_validity; ///< empty until the first NULL
    BuildBuffer m_typeIds;
    BuildBuffer m_childOffsets;
    std::vector<ColumnBuilder> m_children;
    std::vector<LongEntry> m_longValues; ///< by rising position
    std::optional<Error> m_error;
};

} // namespace dumbo
