#pragma once

#include <QByteArray>

#include <optional>

#include <termios.h>

namespace cli {

/// A terminal whose keys come one by one and unseen while it is raw. One at a time in a program; one thread.
class RawTerminal {
public:
    enum class Event { Bytes, Resized, Silence, Ended };

    RawTerminal(int input, int output);
    /// Leaves the terminal as it was found.
    ~RawTerminal();
    RawTerminal(const RawTerminal &) = delete;
    RawTerminal &operator=(const RawTerminal &) = delete;

    void enter();
    void leave();
    /// Stops the program as Ctrl+Z does, and goes on raw when it is continued.
    void suspend();

    [[nodiscard]] int width() const;
    [[nodiscard]] int height() const;
    /// Waits for keys, a new size, or silence of so many milliseconds (-1: for ever). The bytes are what was typed.
    [[nodiscard]] Event wait(QByteArray &bytes, int silence = -1);
    void write(const QByteArray &bytes) const;

private:
    const int m_input;
    const int m_output;
    std::optional<termios> m_before;
};

} // namespace cli
