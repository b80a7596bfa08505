#pragma once

#include "tests/support/servers/serverfolder.h"
#include "tests/support/servers/serverprocess.h"

#include <QTemporaryDir>

#include <memory>

namespace dumbo::test {

/// A real sshd on 127.0.0.1, with a host key of its own and one user, who comes in by a key only.
class SshServer
{
public:
    [[nodiscard]] static Result<std::unique_ptr<SshServer>> start();

    [[nodiscard]] int port() const { return m_port; }
    /// Who may log in: the user that the server runs as.
    [[nodiscard]] QString user() const { return ServerUser::get().name; }
    /// The private key that lets user() in.
    [[nodiscard]] QString identityFile() const;
    /// The server's host key as a file for ssh's UserKnownHostsFile.
    [[nodiscard]] QString knownHostsFile() const;
    /// A file for `ssh -F`: a Host "dumbo-test" with all of this, and no question is ever asked. `more` are lines for that host.
    [[nodiscard]] QString configFile(const QByteArray &more = {}) const;

    void stop() { m_process.stop(SIGTERM); }
    /// Ends the sessions too, as when the machine goes.
    void kill();
    [[nodiscard]] QString log() const;

private:
    SshServer() = default;
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> launch(const QString &program);

    std::unique_ptr<ServerFolder> m_folder; ///< the server's
    QTemporaryDir m_files; ///< the client's
    ServerProcess m_process;
    int m_port = 0;
};

} // namespace dumbo::test
