#include "app/cli/shell/keydecoder.h"

#include <QByteArrayList>

#include <tuple>
#include <utility>

namespace cli {

namespace {

constexpr char escape = '\x1b';
constexpr auto pasteEnd = "\x1b[201~";

/// Bytes of the UTF-8 character that begins so; 0 for a byte that begins none.
int characterBytes(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

Key controlKey(char byte)
{
    switch (byte) {
    case '\r':
    case '\n': // what was typed while a statement ran: the terminal had made it a line feed
        return { Key::Kind::Enter, {} };
    case '\t':
        return { Key::Kind::Tab, {} };
    case '\x7f':
    case '\b':
        return { Key::Kind::Backspace, {} };
    case '\x17':
        return { Key::Kind::DeleteWordLeft, {} };
    case '\0':
        return {};
    case '\x1f':
        return { Key::Kind::Control, QStringLiteral("_") };
    default:
        return byte < 0x1b ? Key { Key::Kind::Control, QString(QChar(u'a' + byte - 1)) } : Key {};
    }
}

/// "\x1b[1;5C": numbers, apart by semicolons, and the byte at the end.
Key sequenceKey(const QByteArray &numbers, char last)
{
    const auto modifier = numbers.split(';').value(1).toInt();
    const bool jumps = modifier >= 3 && modifier <= 8; // Alt, Ctrl and their company
    switch (last) {
    case 'A':
        return { Key::Kind::Up, {} };
    case 'B':
        return { Key::Kind::Down, {} };
    case 'C':
        return { jumps ? Key::Kind::WordRight : Key::Kind::Right, {} };
    case 'D':
        return { jumps ? Key::Kind::WordLeft : Key::Kind::Left, {} };
    case 'c':
        return { Key::Kind::WordRight, {} };
    case 'd':
        return { Key::Kind::WordLeft, {} };
    case 'H':
        return { Key::Kind::Home, {} };
    case 'F':
        return { Key::Kind::End, {} };
    case 'Z':
        return { Key::Kind::BackTab, {} };
    case '~':
        break;
    default:
        return {};
    }
    switch (numbers.split(';').value(0).toInt()) {
    case 1:
    case 7:
        return { Key::Kind::Home, {} };
    case 4:
    case 8:
        return { Key::Kind::End, {} };
    case 3:
        return { jumps ? Key::Kind::DeleteWordRight : Key::Kind::Delete, {} };
    case 5:
        return { Key::Kind::PageUp, {} };
    case 6:
        return { Key::Kind::PageDown, {} };
    default:
        return {};
    }
}

} // namespace

std::optional<Key> KeyDecoder::next()
{
    if (m_isPasting)
        return readPaste();
    if (m_bytes.isEmpty())
        return std::nullopt;
    const auto first = m_bytes.front();
    if (first == escape)
        return readEscape();
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x20 || byte == 0x7f ? std::optional(take(1, controlKey(first))) : readText();
}

std::optional<Key> KeyDecoder::readEscape()
{
    if (m_bytes.size() == 1) {
        if (!std::exchange(m_isFlushed, false))
            return std::nullopt;
        return take(1, { Key::Kind::Escape, {} });
    }
    const auto second = m_bytes.at(1);
    switch (second) {
    case '[':
        return readSequence();
    case 'O':
        if (m_bytes.size() > 2)
            return take(3, sequenceKey({}, m_bytes.at(2)));
        return std::exchange(m_isFlushed, false) ? std::optional(take(2, {})) : std::nullopt;
    case 'b':
        return take(2, { Key::Kind::WordLeft, {} });
    case 'f':
        return take(2, { Key::Kind::WordRight, {} });
    case 'd':
        return take(2, { Key::Kind::DeleteWordRight, {} });
    case '\x7f':
    case '\b':
        return take(2, { Key::Kind::DeleteWordPartLeft, {} });
    case '\r':
    case '\n':
        return take(2, { Key::Kind::LineFeed, {} });
    case escape:
        return take(1, { Key::Kind::Escape, {} });
    default:
        return take(2, {});
    }
}

std::optional<Key> KeyDecoder::readSequence()
{
    for (qsizetype i = 2; i < m_bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(m_bytes.at(i));
        if (byte >= 0x20 && byte < 0x40)
            continue;
        const auto numbers = m_bytes.sliced(2, i - 2);
        if (byte == '~' && numbers == "200") {
            std::ignore = take(i + 1, {});
            m_isPasting = true;
            return readPaste();
        }
        return take(i + 1, sequenceKey(numbers, char(byte)));
    }
    return std::exchange(m_isFlushed, false) ? std::optional(take(m_bytes.size(), {})) : std::nullopt;
}

/// Everything that can be inserted at once, so that what is pasted without brackets is quick too.
std::optional<Key> KeyDecoder::readText()
{
    qsizetype end = 0;
    qsizetype bad = 0;
    while (end < m_bytes.size()) {
        const auto byte = static_cast<unsigned char>(m_bytes.at(end));
        if (byte < 0x20 || byte == 0x7f)
            break;
        const auto size = characterBytes(byte);
        if (size == 0) {
            bad = 1;
            break;
        }
        if (end + size > m_bytes.size()) {
            // The rest of a character is still on its way, or never comes.
            if (end == 0 && std::exchange(m_isFlushed, false))
                bad = m_bytes.size();
            break;
        }
        end += size;
    }
    if (end == 0 && bad == 0)
        return std::nullopt;
    const auto text = QString::fromUtf8(m_bytes.first(end)).remove(QChar(QChar::ReplacementCharacter));
    return take(end + bad, text.isEmpty() ? Key {} : Key { Key::Kind::Text, text });
}

std::optional<Key> KeyDecoder::readPaste()
{
    const auto end = m_bytes.indexOf(pasteEnd);
    if (end < 0)
        return std::nullopt;
    auto text = QString::fromUtf8(m_bytes.first(end));
    text.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n');
    text.removeIf([](QChar character) { return (character < u' ' && character != u'\n' && character != u'\t') || character == QChar(0x7f); });
    m_isPasting = false;
    return take(end + qsizetype(qstrlen(pasteEnd)), { Key::Kind::Text, text });
}

Key KeyDecoder::take(qsizetype bytes, const Key &key)
{
    m_bytes.remove(0, bytes);
    return key;
}

} // namespace cli
