#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace cli {

/// What a person pressed.
struct Key {
    enum class Kind {
        Text, ///< characters to insert: typed, or pasted as a whole
        Enter,
        LineFeed, ///< Alt+Enter: a line break that runs nothing
        Tab,
        BackTab,
        Backspace,
        Delete,
        Escape,
        Left,
        Right,
        Up,
        Down,
        WordLeft,
        WordRight,
        Home,
        End,
        PageUp,
        PageDown,
        DeleteWordLeft, ///< back to a blank
        DeleteWordPartLeft, ///< back to the beginning of a name
        DeleteWordRight,
        Control, ///< with the letter in text, e.g. "c"
        Nothing, ///< a key that means nothing here
    };
    Kind kind = Kind::Nothing;
    QString text;
    friend bool operator==(const Key &, const Key &) = default;
};

/// Turns the bytes of a terminal into keys: UTF-8, the sequences of VT100, xterm and rxvt, bracketed paste. Bytes that are no
/// UTF-8 are dropped.
class KeyDecoder {
public:
    void append(const QByteArray &bytes) { m_bytes += bytes; }
    /// The next key; nothing while its last byte has not come.
    [[nodiscard]] std::optional<Key> next();
    /// What has come is all: an Escape alone is a key now.
    void flush() { m_isFlushed = !m_bytes.isEmpty(); }
    /// Whether bytes wait for more.
    [[nodiscard]] bool isWaiting() const { return !m_bytes.isEmpty(); }

private:
    [[nodiscard]] std::optional<Key> readEscape();
    [[nodiscard]] std::optional<Key> readSequence();
    [[nodiscard]] std::optional<Key> readText();
    [[nodiscard]] std::optional<Key> readPaste();
    [[nodiscard]] Key take(qsizetype bytes, const Key &key);

    QByteArray m_bytes;
    bool m_isFlushed = false;
    bool m_isPasting = false;
};

} // namespace cli
