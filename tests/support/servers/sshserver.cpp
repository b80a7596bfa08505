#include "tests/support/servers/sshserver.h"

#include <QFile>

namespace dumbo::test {

namespace {

Result<QByteArray> makeKey(const QString &path)
{
    if (const auto made = runProgram({ QStringLiteral("ssh-keygen"), QStringLiteral("-q"), QStringLiteral("-t"),
            QStringLiteral("ed25519"), QStringLiteral("-N"), QString(), QStringLiteral("-C"), QStringLiteral("test"),
            QStringLiteral("-f"), path });
        !made)
        return fail(made.error());
    QFile file(path + QStringLiteral(".pub"));
    std::ignore = file.open(QIODevice::ReadOnly);
    return file.readAll().trimmed();
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

Result<std::unique_ptr<SshServer>> SshServer::start()
{
    const auto program = findProgram(QStringLiteral("sshd"));
    if (program.isEmpty())
        return fail(ErrorKind::NotFound, QStringLiteral("No SSH server is installed (Debian: openssh-server)."));
    auto folder = ServerFolder::create();
    if (!folder)
        return fail(folder.error());
    std::unique_ptr<SshServer> made(new SshServer);
    made->m_folder = std::make_unique<ServerFolder>(std::move(*folder));
    if (const auto prepared = made->prepare(); !prepared)
        return fail(prepared.error());
    if (const auto launched = made->launch(program); !launched)
        return fail(launched.error());
    return made;
}

Result<void> SshServer::prepare()
{
    const auto identity = makeKey(identityFile());
    if (!identity)
        return fail(identity.error());
    const auto hostKeyFile = m_files.filePath(QStringLiteral("hostkey"));
    const auto hostKey = makeKey(hostKeyFile);
    if (!hostKey)
        return fail(hostKey.error());
    for (const auto &[name, content] : std::initializer_list<std::pair<QString, QByteArray>> {
             { QStringLiteral("hostkey"), contentOf(hostKeyFile) }, { QStringLiteral("authorized"), *identity + '\n' } }) {
        if (const auto written = m_folder->write(name, content); !written)
            return fail(written.error());
    }
    return {};
}

Result<void> SshServer::launch(const QString &program)
{
    const auto folder = m_folder->path().toUtf8();
    const auto log = m_folder->filePath(QStringLiteral("sshd.log"));
    for (int attempt = 0;; ++attempt) {
        m_port = freePort();
        const auto file = m_folder->write(QStringLiteral("sshd_config"),
            "ListenAddress 127.0.0.1\nPort " + QByteArray::number(m_port) + "\nHostKey " + folder
                + "/hostkey\nAuthorizedKeysFile " + folder
                + "/authorized\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n"
                  "KbdInteractiveAuthentication no\nAllowTcpForwarding yes\nAllowStreamLocalForwarding yes\n"
                  "MaxStartups 100\n");
        if (!file)
            return fail(file.error());
        QFile::remove(log);
        auto process
            = ServerProcess::start({ { program, QStringLiteral("-D"), QStringLiteral("-e"), QStringLiteral("-f"), *file },
                log, SIGTERM });
        if (!process)
            return fail(process.error());
        m_process = std::move(*process);
        const auto up = m_process.waitFor([&] { return contentOf(log).contains("Server listening"); });
        if (!up && attempt < 5)
            continue;
        QFile known(knownHostsFile());
        std::ignore = known.open(QIODevice::WriteOnly);
        const auto key = contentOf(m_files.filePath(QStringLiteral("hostkey.pub")));
        known.write("[127.0.0.1]:" + QByteArray::number(m_port) + ' ' + key);
        return up;
    }
}

QString SshServer::identityFile() const
{
    return m_files.filePath(QStringLiteral("identity"));
}

QString SshServer::knownHostsFile() const
{
    return m_files.filePath(QStringLiteral("known_hosts"));
}

QString SshServer::configFile(const QByteArray &more) const
{
    const auto path = m_files.filePath(QStringLiteral("config"));
    QFile file(path);
    std::ignore = file.open(QIODevice::WriteOnly);
    file.write("Host dumbo-test\n  HostName 127.0.0.1\n  Port " + QByteArray::number(m_port) + "\n  User " + user().toUtf8()
        + "\n  IdentityFile " + identityFile().toUtf8() + "\n  IdentitiesOnly yes\n  UserKnownHostsFile "
        + knownHostsFile().toUtf8() + "\n  GlobalKnownHostsFile none\n  StrictHostKeyChecking yes\n  BatchMode yes\n" + more);
    return path;
}

void SshServer::kill()
{
    for (const auto id : m_process.tree())
        ::kill(id, SIGKILL);
    m_process.stop(SIGKILL);
}

QString SshServer::log() const
{
    return QString::fromUtf8(contentOf(m_folder->filePath(QStringLiteral("sshd.log"))));
}

} // namespace dumbo::test
