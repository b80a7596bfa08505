#include "tests/support/servers/serverprocess.h"

#include "tests/support/servers/serverfolder.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QStandardPaths>
#include <QThread>

#include <fcntl.h>
#include <grp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

namespace dumbo::test {

namespace {

/// What the child needs, made before fork(): after it nothing may ask for memory.
struct Arguments
{
    explicit Arguments(const QStringList &command)
    {
        for (const auto &argument : command)
            texts.push_back(QFile::encodeName(argument));
        for (auto &text : texts)
            pointers.push_back(text.data());
        pointers.push_back(nullptr);
    }
    std::vector<QByteArray> texts;
    std::vector<char *> pointers;
};

bool becomeServerUser(const ServerUser &user)
{
    return geteuid() != 0
        || (setgroups(0, nullptr) == 0 && setgid(user.gid) == 0 && setuid(user.uid) == 0);
}

/// The environment of a server: neither our test's home, which it may not read, nor settings of clients.
constexpr std::array serverEnvironment { "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=/" };

[[noreturn]] void becomeServer(char *const *arguments, int output, int deathSignal)
{
    const auto &user = ServerUser::get();
    const auto nothing = ::open("/dev/null", O_RDONLY);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0 || chdir("/") != 0)
        _exit(126);
    close_range(3, ~0U, 0);
    setpgid(0, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const auto signal : { SIGINT, SIGTERM, SIGQUIT, SIGPIPE, SIGHUP })
        std::signal(signal, SIG_DFL);
    const auto parent = getppid();
    // Changing the user takes the death signal away again, so it comes last; the parent may be gone by then.
    if (!becomeServerUser(user) || prctl(PR_SET_PDEATHSIG, deathSignal) != 0 || getppid() != parent)
        _exit(126);
    std::array<char *, serverEnvironment.size() + 1> environment {};
    for (std::size_t i = 0; i < serverEnvironment.size(); ++i)
        environment[i] = const_cast<char *>(serverEnvironment[i]);
    execve(arguments[0], arguments, environment.data());
    _exit(127);
}

[[noreturn]] void becomeProgram(char *const *arguments, int input, int output, bool asServerUser)
{
    const auto &user = ServerUser::get();
    if (dup2(input, 0) >= 0 && dup2(output, 1) >= 0 && dup2(output, 2) >= 0
        && (!asServerUser || (chdir("/") == 0 && becomeServerUser(user))))
        execv(arguments[0], arguments);
    _exit(127);
}

/// An unnamed file with the text, at its beginning: a pipe could block us both.
int inputOf(const QByteArray &text)
{
    const auto file = memfd_create("input", MFD_CLOEXEC);
    if (file >= 0 && (::write(file, text.constData(), std::size_t(text.size())) != text.size() || lseek(file, 0, SEEK_SET) != 0)) {
        ::close(file);
        return -1;
    }
    return file;
}

QString textOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll().right(4000)) : QString();
}

std::unexpected<Error> missing(const QString &program)
{
    return fail(ErrorKind::NotFound, QStringLiteral("The program %1 is not installed.").arg(program));
}

} // namespace

Result<ServerProcess> ServerProcess::start(const Start &start)
{
    if (!QFile::exists(start.command.value(0)))
        return missing(start.command.value(0));
    std::ignore = ServerUser::get();
    Arguments arguments(start.command);
    const auto output = ::open(
        QFile::encodeName(start.logFile).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (output < 0)
        return fail(ErrorKind::System, QStringLiteral("%1 can't be written.").arg(start.logFile));
    ServerProcess made;
    made.m_log = start.logFile;
    made.m_id = fork();
    if (made.m_id == 0)
        becomeServer(arguments.pointers.data(), output, start.deathSignal);
    ::close(output);
    if (made.m_id < 0)
        return fail(ErrorKind::System, QStringLiteral("No process could be made for %1.").arg(start.command.front()));
    return made;
}

ServerProcess::ServerProcess(ServerProcess &&other) noexcept
    : m_id(std::exchange(other.m_id, -1))
    , m_log(std::move(other.m_log))
    , m_ended(other.m_ended)
{
}

ServerProcess &ServerProcess::operator=(ServerProcess &&other) noexcept
{
    std::swap(m_id, other.m_id);
    std::swap(m_log, other.m_log);
    std::swap(m_ended, other.m_ended);
    return *this;
}

ServerProcess::~ServerProcess()
{
    stop(SIGKILL);
}

bool ServerProcess::isRunning() const
{
    if (m_id > 0 && !m_ended)
        m_ended = waitpid(m_id, nullptr, WNOHANG) != 0;
    return m_id > 0 && !m_ended;
}

Result<void> ServerProcess::waitFor(const std::function<bool()> &ready) const
{
    if (waitUntil([&] { return !isRunning() || ready(); }) && isRunning())
        return {};
    return fail(ErrorKind::System, QStringLiteral("A server did not start. It wrote: ") + textOf(m_log));
}

void ServerProcess::stop(int signal)
{
    if (!isRunning())
        return;
    kill(m_id, signal);
    kill(m_id, SIGCONT);
    if (!waitUntil([this] { return !isRunning(); }, std::chrono::seconds(20))) {
        kill(m_id, SIGKILL);
        m_ended = waitpid(m_id, nullptr, 0) == m_id;
    }
}

std::vector<pid_t> ServerProcess::tree() const
{
    std::vector<pid_t> all;
    if (isRunning())
        all.push_back(m_id);
    for (std::size_t i = 0; i < all.size(); ++i) {
        QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(all[i]));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const auto &child : file.readAll().simplified().split(' ')) {
            if (!child.isEmpty())
                all.push_back(child.toInt());
        }
    }
    return all;
}

void ServerProcess::pause() const
{
    if (!isRunning())
        return;
    // The parent first: it makes no more children then.
    kill(m_id, SIGSTOP);
    for (const auto id : tree())
        kill(id, SIGSTOP);
}

void ServerProcess::resume() const
{
    for (const auto id : tree())
        kill(id, SIGCONT);
}

Result<QByteArray> runProgram(const QStringList &command, const RunOptions &options)
{
    auto found = command;
    found.front() = findProgram(command.front());
    if (found.front().isEmpty())
        return missing(command.front());
    std::ignore = ServerUser::get();
    Arguments arguments(found);
    std::array<int, 2> ends {};
    const auto input = inputOf(options.input);
    if (input < 0 || pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorKind::System, QStringLiteral("There is no pipe."));
    const auto id = fork();
    if (id == 0)
        becomeProgram(arguments.pointers.data(), input, ends[1], options.asServerUser);
    ::close(input);
    ::close(ends[1]);
    QByteArray output;
    std::array<char, 4096> buffer {};
    ssize_t count = 0;
    while ((count = ::read(ends[0], buffer.data(), buffer.size())) > 0 || (count < 0 && errno == EINTR))
        output.append(buffer.data(), qMax<ssize_t>(count, 0));
    ::close(ends[0]);
    int status = 0;
    if (id < 0 || waitpid(id, &status, 0) != id || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail(ErrorKind::System, QStringLiteral("%1 failed: %2").arg(command.join(u' '), QString::fromUtf8(output)));
    return output;
}

QString findProgram(const QString &name, const QStringList &moreFolders)
{
    if (name.startsWith(u'/'))
        return QFile::exists(name) ? name : QString();
    // Not static: servers that are destroyed at the program's end come here too.
    const QStringList usual { QStringLiteral("/usr/local/bin"), QStringLiteral("/usr/bin"), QStringLiteral("/bin"),
        QStringLiteral("/usr/local/sbin"), QStringLiteral("/usr/sbin"), QStringLiteral("/sbin"),
        QStringLiteral("/usr/libexec") };
    const auto found = QStandardPaths::findExecutable(name, moreFolders + usual);
    return found.isEmpty() ? QStandardPaths::findExecutable(name) : found;
}

bool waitUntil(const std::function<bool()> &condition, std::chrono::milliseconds atMost)
{
    const QDeadlineTimer deadline(atMost);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QThread::msleep(3);
    }
    return true;
}

} // namespace dumbo::test
