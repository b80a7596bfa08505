#pragma once

#include "tests/support/terminalscreen.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <functional>
#include <pty.h>
#include <sys/poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dumbo::test {

/// A program on a terminal of its own, and what it shows there.
class TerminalProgram {
public:
    static constexpr int width = 60;
    static constexpr int height = 20;

    /// variables are "NAME=value".
    explicit TerminalProgram(const QByteArrayList &command, const QByteArrayList &variables = {})
        : m_screen(width, height)
    {
        winsize size {};
        size.ws_col = width;
        size.ws_row = height;
        m_process = forkpty(&m_terminal, nullptr, nullptr, &size);
        if (m_process != 0)
            return;
        qputenv("TERM", "xterm-256color");
        for (const auto &variable : variables)
            qputenv(variable.first(variable.indexOf('=')).constData(), variable.sliced(variable.indexOf('=') + 1));
        std::vector<char *> arguments;
        for (const auto &word : command)
            arguments.push_back(const_cast<char *>(word.constData()));
        arguments.push_back(nullptr);
        execvp(arguments.front(), arguments.data());
        _exit(127);
    }
    ~TerminalProgram()
    {
        if (m_process > 0) {
            kill(m_process, SIGKILL);
            waitpid(m_process, nullptr, 0);
        }
        close(m_terminal);
    }
    Q_DISABLE_COPY_MOVE(TerminalProgram)

    void type(const QByteArray &keys) { QCOMPARE(::write(m_terminal, keys.constData(), std::size_t(keys.size())), keys.size()); }

    /// Reads until the screen is as wanted; false after twenty seconds.
    [[nodiscard]] bool waitFor(const std::function<bool(const TerminalScreen &)> &isWanted)
    {
        QElapsedTimer elapsed;
        for (elapsed.start(); !isWanted(m_screen);) {
            pollfd waiting { m_terminal, POLLIN, 0 };
            if (poll(&waiting, 1, 100) == 1 && !readSome())
                return isWanted(m_screen);
            if (elapsed.hasExpired(20'000))
                return false;
        }
        return true;
    }
    /// Until the line with the cursor is this one, up to the cursor.
    [[nodiscard]] bool waitForLine(const QString &line)
    {
        return waitFor([&](const TerminalScreen &screen) {
            return screen.line(screen.row()) == line.trimmed() && screen.column() == terminalWidth(line);
        });
    }
    [[nodiscard]] bool waitForText(const QString &text)
    {
        return waitFor([&](const TerminalScreen &screen) { return screen.text().contains(text); });
    }
    /// Its exit code; -1 where it does not end.
    [[nodiscard]] int waitForEnd()
    {
        QElapsedTimer elapsed;
        int status = 0;
        for (elapsed.start(); waitpid(m_process, &status, WNOHANG) == 0;) {
            pollfd waiting { m_terminal, POLLIN, 0 };
            if (poll(&waiting, 1, 20) == 1)
                readSome();
            if (elapsed.hasExpired(20'000))
                return -1;
        }
        m_process = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    [[nodiscard]] const TerminalScreen &screen() const { return m_screen; }

private:
    bool readSome()
    {
        char bytes[4096];
        const auto count = ::read(m_terminal, bytes, sizeof bytes);
        if (count <= 0)
            return false;
        m_screen.write(QByteArray(bytes, count));
        return true;
    }

    TerminalScreen m_screen;
    int m_terminal = -1;
    pid_t m_process = -1;
};

} // namespace dumbo::test
