#include "core/connection/tunnels/sshcommand.h"

#include "core/connection/tunnels/askpassserver.h"
#include "core/platform/paths.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dumbo {

namespace {

QStringList forwards(const std::vector<TunnelEnd> &ends, const std::vector<int> &localPorts)
{
    QStringList arguments;
    for (std::size_t i = 0; i < ends.size(); ++i)
        arguments += { QStringLiteral("-L"), QStringLiteral("127.0.0.1:%1:%2").arg(localPorts[i]).arg(ends[i].toText()) };
    return arguments;
}

/// ssh takes the first value it meets: ours that the tunnel can't do without, then the person's, then what is usual.
QStringList sshArguments(const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends, const std::vector<int> &localPorts, bool asks)
{
    QStringList arguments { QStringLiteral("-N"), QStringLiteral("-T"), QStringLiteral("-a"), QStringLiteral("-x") };
    const auto set = [&](const char *option) { arguments += { QStringLiteral("-o"), QString::fromLatin1(option) }; };
    set("ExitOnForwardFailure=yes");
    // A shared connection of another ssh would outlive this one, and would not say when it is ready.
    set("ControlMaster=no");
    set("ControlPath=none");
    set("ForkAfterAuthentication=no");
    set("RemoteCommand=none");
    // ssh runs it when all ports are open.
    set("PermitLocalCommand=yes");
    arguments += { QStringLiteral("-o"), QStringLiteral("LocalCommand=echo ") + QString::fromLatin1(tunnelReadyWord) };
    if (!asks)
        set("BatchMode=yes");
    arguments += forwards(ends, localPorts);
    if (tunnel.port != 0)
        arguments += { QStringLiteral("-p"), QString::number(tunnel.port) };
    arguments += tunnel.options;
    set("ConnectTimeout=20");
    set("ServerAliveInterval=15");
    set("ServerAliveCountMax=3");
    arguments += { QStringLiteral("--"), tunnel.destination };
    return arguments;
}

} // namespace

Result<ChildProcess::Command> sshCommand(const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends,
    const std::vector<int> &localPorts, const AskpassServer &questions)
{
    const auto program = QStandardPaths::findExecutable(QStringLiteral("ssh"));
    if (program.isEmpty())
        return fail(Error(ErrorKind::NotFound,
            QCoreApplication::translate("SshTunnel", "This connection goes through ssh, and there is no program \"ssh\" on this system."))
                        .withHint(QCoreApplication::translate("SshTunnel", "Install the OpenSSH client.")));
    const auto askpass = paths::companionProgram(QStringLiteral("dumbo-askpass"));
    const auto asks = QFileInfo(askpass).isExecutable();
    ChildProcess::Command command;
    command.program = QFile::encodeName(program);
    for (const auto &argument : sshArguments(tunnel, ends, localPorts, asks))
        command.arguments.append(argument.toLocal8Bit());

    auto environment = QProcessEnvironment::systemEnvironment();
    // Passwords of databases are none of ssh's business, nor of what it starts.
    for (const auto *name : { "DUMBO_PASSWORD", "PGPASSWORD", "MYSQL_PWD" })
        environment.remove(QLatin1StringView(name));
    if (asks) {
        environment.insert(QStringLiteral("SSH_ASKPASS"), askpass);
        environment.insert(QStringLiteral("SSH_ASKPASS_REQUIRE"), QStringLiteral("force"));
        // Before OpenSSH 8.4 a display had to be there; nothing uses it.
        if (!environment.contains(QStringLiteral("DISPLAY")))
            environment.insert(QStringLiteral("DISPLAY"), QStringLiteral("none"));
        environment.insert(QStringLiteral("DUMBO_ASKPASS_SOCKET"), QFile::decodeName(questions.socketPath()));
        environment.insert(QStringLiteral("DUMBO_ASKPASS_TOKEN"), QString::fromLatin1(questions.token()));
    }
    for (const auto &entry : environment.toStringList())
        command.environment.append(entry.toLocal8Bit());
    return command;
}

Result<std::vector<int>> freePorts(std::size_t count)
{
    std::vector<int> descriptors;
    std::vector<int> ports;
    int fault = 0;
    // All are held until all are known, so that none comes twice.
    while (ports.size() < count && fault == 0) {
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        descriptors.push_back(descriptor);
        if (descriptor < 0 || bind(descriptor, reinterpret_cast<const sockaddr *>(&address), size) != 0
            || getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            fault = errno;
        ports.push_back(ntohs(address.sin_port));
    }
    for (const int descriptor : descriptors) {
        if (descriptor >= 0)
            ::close(descriptor);
    }
    if (fault == 0)
        return ports;
    auto error = Error(ErrorKind::System,
        QCoreApplication::translate("SshTunnel", "There is no free port on this machine: %1.")
            .arg(QString::fromLocal8Bit(std::strerror(fault))));
    return fail(error.withNativeCode(fault));
}

} // namespace dumbo
