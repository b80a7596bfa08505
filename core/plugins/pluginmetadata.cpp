#include "core/plugins/pluginmetadata.h"

#include <QtEndian>

#include <optional>

#if defined(Q_OF_ELF)
#include <elf.h>
#endif

namespace dumbo {

#if defined(Q_OF_ELF)

namespace {

constexpr qint64 largestNotes = 1 << 20;
constexpr qsizetype headerSize = 4; ///< of Qt, before the CBOR

/// The type and name of Qt's note in an ELF file, as they lie there (qplugin.h).
constexpr QByteArrayView noteMark("\x01\x00Qtqt-project!\x00", 16);

/// Whether bytes begin with one CBOR value (RFC 8949) made of maps, lists, texts, numbers and simple values only.
class CborCheck {
public:
    explicit CborCheck(QByteArrayView bytes)
        : m_left(bytes)
    {
    }

    [[nodiscard]] bool isMap() const { return !m_left.isEmpty() && uchar(m_left[0]) >> 5 == 5; }

    bool value(int depth = 0)
    {
        constexpr int deepest = 100;
        constexpr int breakByte = 0xff;
        if (depth > deepest || m_left.isEmpty() || uchar(m_left[0]) == breakByte)
            return false;
        const auto first = uchar(m_left[0]);
        const auto kind = first >> 5;
        const auto size = head();
        if (!size)
            return false;
        const auto isOpen = (first & 31) == 31;
        switch (kind) {
        case 0:
        case 1:
            return !isOpen;
        case 3:
            return !isOpen && *size <= quint64(m_left.size()) && m_left.first(qsizetype(*size)).isValidUtf8() && skip(*size);
        case 4:
            return items(*size, isOpen, false, depth);
        case 5:
            return items(*size, isOpen, true, depth);
        case 7:
            return !isOpen && ((first & 31) >= 25 || ((first & 31) >= 20 && (first & 31) <= 23));
        default:
            return false;
        }
    }

private:
    /// Takes the first byte and the number behind it; 0 where the length is open.
    std::optional<quint64> head()
    {
        const auto info = uchar(m_left[0]) & 31;
        m_left = m_left.sliced(1);
        if (info < 24)
            return quint64(info);
        if (info == 31)
            return 0;
        const qsizetype size = qsizetype(1) << (info - 24);
        if (info > 27 || m_left.size() < size)
            return std::nullopt;
        quint64 number = 0;
        for (const auto byte : m_left.first(size))
            number = number << 8 | uchar(byte);
        m_left = m_left.sliced(size);
        return number;
    }

    bool skip(quint64 size)
    {
        if (size > quint64(m_left.size()))
            return false;
        m_left = m_left.sliced(qsizetype(size));
        return true;
    }

    bool items(quint64 count, bool isOpen, bool isKeyed, int depth)
    {
        for (quint64 i = 0; isOpen || i < count; ++i) {
            if (isOpen && m_left.startsWith('\xff'))
                return skip(1);
            // Keys are texts, and numbers at the top.
            const auto kind = m_left.isEmpty() ? 7 : uchar(m_left[0]) >> 5;
            if (isKeyed && ((kind != 3 && kind != 0) || !value(depth + 1)))
                return false;
            if (!value(depth + 1))
                return false;
        }
        return true;
    }

    QByteArrayView m_left;
};

/// Every note of Qt's in a segment has to be sound: which of them Qt reads is its own affair.
PluginMetaData lookAtNotes(QByteArrayView notes)
{
    auto found = PluginMetaData::None;
    for (auto at = notes.indexOf(noteMark); at >= 0; at = notes.indexOf(noteMark, at + 1)) {
        const auto content = notes.sliced(at + noteMark.size());
        const auto size = at >= 4 ? qsizetype(qFromUnaligned<quint32>(notes.data() + at - 4)) : 0;
        if (size <= headerSize || size > content.size())
            return PluginMetaData::Broken;
        CborCheck check(content.first(size).sliced(headerSize));
        if (!check.isMap() || !check.value())
            return PluginMetaData::Broken;
        found = PluginMetaData::Sound;
    }
    return found;
}

bool isNative(const Elf64_Ehdr &header)
{
    return header.e_ident[EI_CLASS] == (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32) && header.e_ident[EI_CLASS] == ELFCLASS64
        && header.e_ident[EI_DATA] == (Q_BYTE_ORDER == Q_LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB);
}

} // namespace

PluginMetaData findPluginMetaData(QFile &file)
{
    Elf64_Ehdr header {};
    file.seek(0);
    if (file.read(reinterpret_cast<char *>(&header), sizeof header) != qint64(sizeof header) || !isNative(header))
        return PluginMetaData::Sound;
    auto found = PluginMetaData::None;
    if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phoff > quint64(file.size()))
        return PluginMetaData::Broken;
    for (int i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr segment {};
        if (!file.seek(qint64(header.e_phoff) + i * qint64(sizeof segment))
            || file.read(reinterpret_cast<char *>(&segment), sizeof segment) != qint64(sizeof segment))
            return PluginMetaData::Broken;
        if (segment.p_type != PT_NOTE)
            continue;
        if (segment.p_offset > quint64(file.size()) || segment.p_filesz > quint64(largestNotes) || !file.seek(qint64(segment.p_offset)))
            return PluginMetaData::Broken;
        const auto notes = lookAtNotes(file.read(qint64(segment.p_filesz)));
        if (notes == PluginMetaData::Broken)
            return notes;
        if (notes == PluginMetaData::Sound)
            found = notes;
    }
    return found;
}

#else

PluginMetaData findPluginMetaData(QFile &)
{
    return PluginMetaData::Sound;
}

#endif

} // namespace dumbo
