#include "tests/support/servers/pgbouncer.h"

#include <QFile>

#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dumbo::test {

namespace {

QByteArray configuration(const PostgresServer &server, const ServerFolder &folder, const PgBouncer::Options &options)
{
    return "[databases]\n* = host=" + server.socketFolder().toUtf8() + " port=" + QByteArray::number(server.port())
        + " user=postgres\n[pgbouncer]\npool_mode = transaction\nauth_type = any\nlisten_addr = 127.0.0.1\n"
          "max_prepared_statements = 0\nserver_tls_sslmode = disable\ndefault_pool_size = "
        + QByteArray::number(options.serverConnections) + "\nunix_socket_dir = " + folder.path().toUtf8() + '\n'
        + options.settings.join('\n') + '\n';
}

/// The file is there a moment before somebody listens.
bool answers(const QString &path)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, QFile::encodeName(path).constData(), sizeof address.sun_path - 1);
    const auto socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto isConnected = ::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    ::close(socket);
    return isConnected;
}

} // namespace

Result<std::unique_ptr<PgBouncer>> PgBouncer::start(const PostgresServer &server, const Options &options)
{
    const auto program = findProgram(QStringLiteral("pgbouncer"));
    if (program.isEmpty())
        return fail(ErrorKind::NotFound, QStringLiteral("PgBouncer is not installed (Debian: pgbouncer)."));
    auto folder = ServerFolder::create();
    if (!folder)
        return fail(folder.error());
    std::unique_ptr<PgBouncer> made(new PgBouncer);
    made->m_folder = std::make_unique<ServerFolder>(std::move(*folder));
    for (int attempt = 0;; ++attempt) {
        made->m_port = freePort();
        const auto file = made->m_folder->write(QStringLiteral("pgbouncer.ini"),
            configuration(server, *made->m_folder, options) + "listen_port = " + QByteArray::number(made->m_port) + '\n');
        if (!file)
            return fail(file.error());
        auto process
            = ServerProcess::start({ { program, *file }, made->m_folder->filePath(QStringLiteral("pgbouncer.log")) });
        if (!process)
            return fail(process.error());
        made->m_process = std::move(*process);
        const auto socket = made->m_folder->filePath(QStringLiteral(".s.PGSQL.%1").arg(made->m_port));
        const auto up = made->m_process.waitFor([&] { return answers(socket); });
        if (up)
            return made;
        if (attempt == 5)
            return fail(up.error());
    }
}

QString PgBouncer::url(const QString &database) const
{
    return QStringLiteral("postgresql://postgres@/%1?host=%2&port=%3")
        .arg(database, socketFolder(), QString::number(m_port));
}

} // namespace dumbo::test
