#pragma once

#include <QtTypes>

#include <span>
#include <vector>

namespace dumbo {

/// How the values of one column of one batch lie in memory: the Arrow columnar formats Dumbo accepts, with
/// their format letters in Arrow's C data interface.
enum class PhysicalFormat : quint8 {
    Null, ///< "n": no buffers, every value is NULL
    Bool, ///< "b": one bit a value, least significant bit first
    Int8, ///< "c"
    Int16, ///< "s"
    Int32, ///< "i"
    Int64, ///< "l"
    UInt8, ///< "C"
    UInt16, ///< "S"
    UInt32, ///< "I"
    UInt64, ///< "L"
    Float32, ///< "f"
    Float64, ///< "g"
    Text, ///< "U": 64-bit offsets and bytes; each value is valid UTF-8
    RawText, ///< "Z", but the database calls it text: its bytes are not valid UTF-8
    Bytes, ///< "Z": 64-bit offsets and bytes
    TextView, ///< "vu": 16-byte views; each value is valid UTF-8
    BytesView, ///< "vz"
    DenseUnion, ///< "+ud": type ids and 32-bit offsets into children; children are not unions themselves
};

/// One column of a batch: pointers into memory that the batch owns. Which pointers are set depends on
/// the format; a pointer that is not needed is null. Buffers need not be padded.
///
/// Source of the layouts: the Arrow columnar format, version 1.4. 32-bit offsets into text and bytes ("u", "z") are not
/// accepted, because they overflow at 2 GiB.
struct ColumnData {
    PhysicalFormat format = PhysicalFormat::Null;
    qint64 length = 0; ///< values; the batch's rows, or for a child of a union its own number
    qint64 nullCount = 0; ///< exact; 0 allows validity to be null. Unions have none: their children have
    const quint8 *validity = nullptr; ///< bit i (least significant first) is 1 where value i is not NULL
    const void *values = nullptr; ///< fixed-width values, the bits of Bool, or 16-byte views
    const qint64 *offsets = nullptr; ///< Text, RawText, Bytes: length + 1 rising offsets into bytes, from 0
    const char *bytes = nullptr;
    qint64 byteCount = 0; ///< bytes behind `bytes`
    std::vector<std::span<const char>> viewBuffers; ///< TextView, BytesView: what long views refer to
    const qint8 *typeIds = nullptr; ///< DenseUnion: index of the child, for each value
    const qint32 *childOffsets = nullptr; ///< DenseUnion: index in that child, for each value
    std::vector<ColumnData> children; ///< DenseUnion only

    [[nodiscard]] bool isNull(qint64 row) const
    {
        if (format == PhysicalFormat::Null)
            return true;
        if (format == PhysicalFormat::DenseUnion)
            return children[std::size_t(typeIds[row])].isNull(childOffsets[row]);
        return validity && !(validity[row >> 3] >> (row & 7) & 1);
    }
};

} // namespace dumbo
