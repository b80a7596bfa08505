#include "app/cli/terminal.h"

#include "app/cli/highlighting.h"

#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Terminal", text);
}

} // namespace

bool isTerminal(int descriptor)
{
    return isatty(descriptor) == 1;
}

Result<void> writeAll(int descriptor, const QByteArray &bytes)
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const auto count = ::write(descriptor, bytes.constData() + done, std::size_t(bytes.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            auto error = Error(errno == ENOSPC ? ErrorKind::InsufficientResources : ErrorKind::System,
                tr("The output can't be written: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))));
            return std::unexpected(error.withNativeCode(errno));
        }
        done += count;
    }
    return {};
}

void printLine(const QString &line)
{
    std::ignore = writeAll(STDERR_FILENO, line.toUtf8() + '\n');
}

namespace {

std::optional<QString> ask(const QString &prompt, bool echoes)
{
    const auto terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0)
        return std::nullopt;
    std::ignore = writeAll(terminal, prompt.toUtf8());
    termios before {};
    tcgetattr(terminal, &before);
    auto during = before;
    if (!echoes)
        during.c_lflag &= ~tcflag_t(ECHO);
    tcsetattr(terminal, TCSAFLUSH, &during);
    QByteArray answer;
    char byte = 0;
    while (::read(terminal, &byte, 1) == 1 && byte != '\n')
        answer.append(byte);
    tcsetattr(terminal, TCSAFLUSH, &before);
    if (!echoes)
        std::ignore = writeAll(terminal, "\n");
    ::close(terminal);
    return QString::fromUtf8(answer);
}

} // namespace

std::optional<QString> askSecret(const QString &prompt)
{
    return ask(prompt, false);
}

std::optional<QString> askLine(const QString &prompt)
{
    return ask(prompt, true);
}

QString highlighted(const QString &sql, const QString &definition)
{
    return Highlighting(definition).coloured(sql);
}

} // namespace cli
