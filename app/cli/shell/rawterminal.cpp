#include "app/cli/shell/rawterminal.h"

#include "app/cli/terminal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace cli {

namespace {

constexpr int usualWidth = 80;
constexpr int usualHeight = 24;
constexpr auto bracketsOn = "\x1b[?2004h";
constexpr auto bracketsOff = "\x1b[?2004l";

/// Written to by the signal handler, read by wait().
std::array<int, 2> &resizePipe()
{
    static std::array<int, 2> pipe { -1, -1 };
    return pipe;
}

void resized(int)
{
    const auto before = errno;
    [[maybe_unused]] const auto written = ::write(resizePipe()[1], "", 1);
    errno = before;
}

void listenForSizes()
{
    auto &pipe = resizePipe();
    if (pipe[0] >= 0 || ::pipe2(pipe.data(), O_NONBLOCK | O_CLOEXEC) != 0)
        return;
    struct sigaction action {};
    action.sa_handler = resized;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGWINCH, &action, nullptr);
}

winsize sizeOf(int descriptor)
{
    winsize size {};
    ioctl(descriptor, TIOCGWINSZ, &size);
    return size;
}

} // namespace

RawTerminal::RawTerminal(int input, int output)
    : m_input(input)
    , m_output(output)
{
    listenForSizes();
}

RawTerminal::~RawTerminal()
{
    leave();
}

void RawTerminal::enter()
{
    termios now {};
    if (m_before || tcgetattr(m_input, &now) != 0)
        return;
    m_before = now;
    now.c_iflag &= ~tcflag_t(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON);
    now.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG);
    now.c_cflag |= CS8;
    now.c_cc[VMIN] = 1;
    now.c_cc[VTIME] = 0;
    // What was typed ahead stays.
    tcsetattr(m_input, TCSADRAIN, &now);
    write(bracketsOn);
}

void RawTerminal::leave()
{
    if (!m_before)
        return;
    write(bracketsOff);
    tcsetattr(m_input, TCSADRAIN, &*m_before);
    m_before.reset();
}

void RawTerminal::suspend()
{
    leave();
    ::raise(SIGTSTP);
    enter();
}

int RawTerminal::width() const
{
    const int width = sizeOf(m_output).ws_col;
    return width > 0 ? std::max(width, 4) : usualWidth;
}

int RawTerminal::height() const
{
    const int height = sizeOf(m_output).ws_row;
    return height > 0 ? height : usualHeight;
}

RawTerminal::Event RawTerminal::wait(QByteArray &bytes, int silence)
{
    std::array<pollfd, 2> waiting { { { m_input, POLLIN, 0 }, { resizePipe()[0], POLLIN, 0 } } };
    while (true) {
        const auto count = poll(waiting.data(), waiting.size(), silence);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count == 0 ? Event::Silence : Event::Ended;
        break;
    }
    std::array<char, 4096> buffer {};
    if (waiting[0].revents != 0) {
        const auto count = ::read(m_input, buffer.data(), buffer.size());
        if (count <= 0)
            return Event::Ended;
        bytes = QByteArray(buffer.data(), count);
        return Event::Bytes;
    }
    while (::read(resizePipe()[0], buffer.data(), buffer.size()) > 0) { }
    return Event::Resized;
}

void RawTerminal::write(const QByteArray &bytes) const
{
    std::ignore = writeAll(m_output, bytes);
}

} // namespace cli
