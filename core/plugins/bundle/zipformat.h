#pragma once

#include <QByteArray>
#include <QtEndian>

/// Numbers of the zip format, by section 4.3 of PKWARE's APPNOTE.TXT.
namespace dumbo::zipformat {

inline constexpr QByteArrayView fileMark("PK\x03\x04", 4);
inline constexpr QByteArrayView recordMark("PK\x01\x02", 4);
inline constexpr QByteArrayView endMark("PK\x05\x06", 4);
inline constexpr qsizetype headerSize = 30; ///< of a file, without name and extra field
inline constexpr qsizetype recordSize = 46; ///< in the directory, without name, extra field and comment
inline constexpr qsizetype endSize = 22; ///< without comment

inline constexpr quint16 encryptedFlag = 0x0001;
inline constexpr quint16 laterSizesFlag = 0x0008; ///< the file's header has no sizes yet
inline constexpr quint16 utf8Flag = 0x0800;
inline constexpr quint16 allowedFlags = 0x0006 | laterSizesFlag | utf8Flag;
inline constexpr quint16 storedMethod = 0;
inline constexpr quint16 deflatedMethod = 8;
inline constexpr quint16 zip64Extra = 0x0001;
inline constexpr quint16 unicodePathExtra = 0x7075;

[[nodiscard]] inline quint16 u16(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<quint16>(bytes.sliced(at, 2).data());
}

[[nodiscard]] inline quint32 u32(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<quint32>(bytes.sliced(at, 4).data());
}

inline void put16(QByteArray &bytes, quint16 value)
{
    value = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char *>(&value), 2);
}

inline void put32(QByteArray &bytes, quint32 value)
{
    value = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char *>(&value), 4);
}

} // namespace dumbo::zipformat
