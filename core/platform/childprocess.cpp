#include "core/platform/childprocess.h"

#include <QCoreApplication>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>
#if defined(Q_OS_LINUX)
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

namespace dumbo {

namespace {

std::vector<char *> pointers(QList<QByteArray> &texts)
{
    std::vector<char *> result;
    for (auto &text : texts)
        result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

void closeAll(std::span<const int> descriptors)
{
    for (const int descriptor : descriptors) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
}

constexpr int firstFree = STDERR_FILENO + 1;

/// Between fork() and exec(): only calls that are safe there.
struct ChildStart {
    const char *program;
    char **arguments;
    char **environment;
    int output;
    int error;
    int inherited;
    pid_t parent;

    [[noreturn]] void run() const
    {
#if defined(Q_OS_LINUX)
        prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
        if (getppid() != parent)
            _exit(127);
        setsid();
        const int nothing = open("/dev/null", O_RDWR);
        dup2(nothing, STDIN_FILENO);
        dup2(output, STDOUT_FILENO);
        dup2(error, STDERR_FILENO);
        if (inherited == firstFree)
            fcntl(inherited, F_SETFD, 0);
        else if (inherited >= 0)
            dup2(inherited, firstFree);
#if defined(SYS_close_range)
        syscall(SYS_close_range, unsigned(inherited >= 0 ? firstFree + 1 : firstFree), ~0U, 0U);
#endif
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        for (const int number : { SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGCHLD })
            std::signal(number, SIG_DFL);
        execve(program, arguments, environment);
        _exit(127);
    }
};

int exitDescriptorOf([[maybe_unused]] pid_t pid)
{
#if defined(SYS_pidfd_open)
    return int(syscall(SYS_pidfd_open, pid, 0));
#else
    return -1;
#endif
}

} // namespace

Result<ChildProcess> ChildProcess::start(const Command &command)
{
    std::array<int, 4> ends { -1, -1, -1, -1 };
    const auto fault = [&](int code) {
        closeAll(ends);
        auto error = Error(ErrorKind::System,
            QCoreApplication::translate("ChildProcess", "%1 could not be started: %2.")
                .arg(QString::fromLocal8Bit(command.program), QString::fromLocal8Bit(std::strerror(code))));
        return fail(error.withNativeCode(code));
    };
    if (pipe2(ends.data(), O_CLOEXEC) != 0 || pipe2(ends.data() + 2, O_CLOEXEC) != 0)
        return fault(errno);
    auto arguments = command.arguments;
    arguments.prepend(command.program);
    auto environment = command.environment;
    auto argv = pointers(arguments);
    auto envp = pointers(environment);
    const ChildStart start { command.program.constData(), argv.data(), envp.data(), ends[1], ends[3], command.inherited, getpid() };
    const auto pid = fork();
    if (pid == 0)
        start.run();
    if (pid < 0)
        return fault(errno);
    ::close(ends[1]);
    ::close(ends[3]);
    ChildProcess process;
    process.m_pid = pid;
    process.m_output = ends[0];
    process.m_error = ends[2];
    process.m_exit = exitDescriptorOf(pid);
    fcntl(process.m_output, F_SETFL, O_NONBLOCK);
    fcntl(process.m_error, F_SETFL, O_NONBLOCK);
    return process;
}

ChildProcess::ChildProcess(ChildProcess &&other) noexcept
{
    *this = std::move(other);
}

ChildProcess &ChildProcess::operator=(ChildProcess &&other) noexcept
{
    std::swap(m_pid, other.m_pid);
    std::swap(m_output, other.m_output);
    std::swap(m_error, other.m_error);
    std::swap(m_exit, other.m_exit);
    std::swap(m_code, other.m_code);
    return *this;
}

ChildProcess::~ChildProcess()
{
    kill();
    closeAll(std::array { m_output, m_error, m_exit });
}

std::optional<int> ChildProcess::exitCode()
{
    int status = 0;
    if (!m_code && m_pid > 0 && waitpid(m_pid, &status, WNOHANG) == m_pid)
        m_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return m_code;
}

void ChildProcess::terminate()
{
    // Until exitCode() has taken the process away its number belongs to nobody else.
    if (m_pid > 0 && !exitCode()) {
        ::kill(-m_pid, SIGTERM);
        ::kill(m_pid, SIGTERM);
    }
}

void ChildProcess::kill()
{
    if (m_pid <= 0 || exitCode())
        return;
    ::kill(-m_pid, SIGKILL);
    ::kill(m_pid, SIGKILL);
    int status = 0;
    while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR) { }
}

} // namespace dumbo
