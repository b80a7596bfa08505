// Keeps a server for all tests of one CTest run: "start NAME" comes back when the server answers, "stop NAME" when it is gone.
// The server also stops when ctest ends without having said so.
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/servers/runstate.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdio>

using namespace dumbo;
using namespace dumbo::test;

namespace {

/// Says to the process that waits how it went, and lets go of everything of it.
void answer(int channel, const QString &problem)
{
    const auto text = problem.toUtf8() + '\0';
    std::ignore = ::write(channel, text.constData(), std::size_t(text.size()));
    ::close(channel);
}

bool writeState(const QString &path, QJsonObject state)
{
    state.insert(QStringLiteral("keeper"), getpid());
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(state).toJson()) > 0 && file.commit();
}

void waitForTheEnd(int runner)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    std::array<pollfd, 2> ends { { { runner, POLLIN, 0 }, { signalfd(-1, &signals, SFD_CLOEXEC), POLLIN, 0 } } };
    while (poll(ends.data(), ends.size(), -1) < 0 && errno == EINTR) { }
}

template <typename Server>
int keep(const QString &stateFile, int runner, int channel)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    auto server = Server::start();
    if (!server) {
        // A server that is not installed is told by each test, with its reason.
        answer(channel, missingServerFails(server.error()) ? server.error().toText() : QString());
        return 1;
    }
    const auto written = writeState(stateFile, (*server)->state());
    answer(channel, written ? QString() : stateFile + QStringLiteral(" can't be written."));
    if (written)
        waitForTheEnd(runner);
    QFile::remove(stateFile);
    server->reset();
    return 0;
}

int start(const QString &name)
{
    const auto stateFile = runStateFile(name, getppid());
    const auto runner = int(syscall(SYS_pidfd_open, getppid(), 0));
    std::array<int, 2> channel {};
    if (runner < 0 || pipe2(channel.data(), O_CLOEXEC) != 0)
        return 1;
    if (fork() == 0) {
        ::close(channel[0]);
        setsid();
        // ctest waits until nobody holds the ends of its pipes.
        const auto nothing = ::open("/dev/null", O_RDWR);
        for (const auto standard : { 0, 1, 2 })
            dup2(nothing, standard);
        _exit(name == QLatin1StringView("mariadb") ? keep<MariaDbServer>(stateFile, runner, channel[1])
                                                   : keep<PostgresServer>(stateFile, runner, channel[1]));
    }
    ::close(channel[1]);
    std::array<char, 8192> text {};
    std::size_t length = 0;
    while (length < text.size() - 1) {
        const auto count = ::read(channel[0], text.data() + length, text.size() - 1 - length);
        if (count <= 0)
            break;
        length += std::size_t(count);
    }
    if (length == 0)
        std::puts("The keeper ended without an answer.");
    else if (text[0] != '\0')
        std::puts(text.data());
    return length == 1 ? 0 : 1;
}

int stop(const QString &name)
{
    QFile file(runStateFile(name, getppid()));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const auto keeper = QJsonDocument::fromJson(file.readAll()).object().value(QStringLiteral("keeper")).toInt();
    const auto process = keeper > 0 ? int(syscall(SYS_pidfd_open, keeper, 0)) : -1;
    if (process < 0)
        return 0;
    syscall(SYS_pidfd_send_signal, process, SIGTERM, nullptr, 0);
    pollfd end { process, POLLIN, 0 };
    return poll(&end, 1, 30'000) == 1 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == QLatin1StringView("start"))
        return start(arguments[2]);
    if (arguments.size() == 3 && arguments[1] == QLatin1StringView("stop"))
        return stop(arguments[2]);
    std::fputs("dumbo-test-servers start|stop postgresql|mariadb\n", stderr);
    return 2;
}
