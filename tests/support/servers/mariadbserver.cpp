#include "tests/support/servers/mariadbserver.h"

#include "tests/support/servers/runstate.h"
#include "tests/support/servers/template.h"

#include <QFile>

#include <unistd.h>

namespace dumbo::test {

namespace {

const QStringList settings { QStringLiteral("innodb-flush-log-at-trx-commit=0"), QStringLiteral("innodb-flush-method=nosync"),
    QStringLiteral("innodb-doublewrite=0"), QStringLiteral("innodb-log-file-size=64M"),
    QStringLiteral("innodb-buffer-pool-size=64M"), QStringLiteral("innodb-use-native-aio=0"),
    QStringLiteral("performance-schema=0"), QStringLiteral("skip-log-bin"), QStringLiteral("max-allowed-packet=1G"),
    QStringLiteral("max-connections=200"), QStringLiteral("character-set-server=utf8mb4"),
    QStringLiteral("collation-server=utf8mb4_uca1400_ai_ci"), QStringLiteral("default-time-zone=+00:00"),
    QStringLiteral("bind-address=127.0.0.1"), QStringLiteral("skip-name-resolve=0") };

/// Runs at each start. skip-name-resolve is off, so that who comes from 127.0.0.1 is root@localhost too.
constexpr auto accounts = "CREATE USER IF NOT EXISTS guarded@'%' IDENTIFIED BY 'secret';\n"
                          "GRANT ALL ON *.* TO guarded@'%' WITH GRANT OPTION;\n"
                          "CREATE USER IF NOT EXISTS root@'127.0.0.1';\n"
                          "GRANT ALL ON *.* TO root@'127.0.0.1' WITH GRANT OPTION;\n"
                          "DROP USER IF EXISTS ''@localhost;\n";

QString server()
{
    const auto found = findProgram(QStringLiteral("mariadbd"));
    return found.isEmpty() ? findProgram(QStringLiteral("mysqld")) : found;
}

Result<void> makeData(const QString &folder)
{
    const auto made = runProgram({ QStringLiteral("mariadb-install-db"), QStringLiteral("--no-defaults"),
                                     QStringLiteral("--datadir=") + folder, QStringLiteral("--skip-test-db"),
                                     QStringLiteral("--auth-root-authentication-method=normal"),
                                     QStringLiteral("--innodb-log-file-size=64M"), QStringLiteral("--innodb-flush-method=nosync"),
                                     QStringLiteral("--innodb-use-native-aio=0") },
        { .asServerUser = true });
    if (!made)
        return fail(made.error());
    return {};
}

} // namespace

Result<MariaDbServer *> MariaDbServer::shared()
{
    // Made before the server, so that it is still there when the server goes.
    std::ignore = ServerUser::get();
    static auto server = []() -> Result<std::unique_ptr<MariaDbServer>> {
        if (const auto state = runState(QStringLiteral("mariadb")))
            return fromState(*state);
        return start();
    }();
    if (!server)
        return fail(server.error());
    return server->get();
}

Result<std::unique_ptr<MariaDbServer>> MariaDbServer::start(const Options &options)
{
    std::unique_ptr<MariaDbServer> made(new MariaDbServer);
    if (const auto prepared = made->prepare(options); !prepared)
        return fail(prepared.error());
    if (const auto launched = made->launch(); !launched)
        return fail(launched.error());
    return made;
}

std::unique_ptr<MariaDbServer> MariaDbServer::fromState(const QJsonObject &state)
{
    std::unique_ptr<MariaDbServer> made(new MariaDbServer);
    made->m_socket = state.value(QStringLiteral("socket")).toString();
    made->m_port = state.value(QStringLiteral("port")).toInt();
    return made;
}

QJsonObject MariaDbServer::state() const
{
    return { { QStringLiteral("socket"), m_socket }, { QStringLiteral("port"), m_port } };
}

MariaDbServer::~MariaDbServer()
{
    if (!m_folder && !m_databases.isEmpty()) {
        QString drops;
        for (const auto &name : std::as_const(m_databases))
            drops += QStringLiteral("DROP DATABASE IF EXISTS %1;\n").arg(name);
        std::ignore = run(drops);
    }
    // Nothing in it is wanted again.
    m_process.stop(SIGKILL);
}

Result<void> MariaDbServer::prepare(const Options &options)
{
    if (server().isEmpty())
        return fail(ErrorKind::NotFound, QStringLiteral("No MariaDB server is installed (Debian: mariadb-server)."));
    auto folder = ServerFolder::create();
    if (!folder)
        return fail(folder.error());
    m_folder = std::make_unique<ServerFolder>(std::move(*folder));
    m_socket = m_folder->filePath(QStringLiteral("mariadb.sock"));
    const auto data = templateFolder(server(), makeData);
    if (!data)
        return fail(data.error());
    if (const auto copied = m_folder->copyFolder(*data, QStringLiteral("data")); !copied)
        return copied;
    const auto script = m_folder->write(QStringLiteral("accounts.sql"), accounts);
    if (!script)
        return fail(script.error());
    m_arguments = { server(), QStringLiteral("--no-defaults"),
        QStringLiteral("--datadir=") + m_folder->filePath(QStringLiteral("data")), QStringLiteral("--socket=") + m_socket,
        QStringLiteral("--pid-file=") + m_folder->filePath(QStringLiteral("mariadb.pid")),
        QStringLiteral("--init-file=") + *script };
    for (const auto &setting : settings)
        m_arguments += QStringLiteral("--") + setting;
    for (const auto &setting : options.settings)
        m_arguments += QStringLiteral("--") + QString::fromUtf8(setting);
    return {};
}

Result<void> MariaDbServer::launch()
{
    const auto log = m_folder->filePath(QStringLiteral("server.log"));
    for (int attempt = 0;; ++attempt) {
        if (m_port == 0 || attempt > 0)
            m_port = freePort();
        QFile::remove(log);
        auto process = ServerProcess::start({ m_arguments + QStringList { QStringLiteral("--port=%1").arg(m_port) }, log });
        if (!process)
            return fail(process.error());
        m_process = std::move(*process);
        const auto up = m_process.waitFor([&] {
            QFile file(log);
            return file.open(QIODevice::ReadOnly) && file.readAll().contains("ready for connections");
        });
        if (up || attempt == 5 || !up.error().message().contains(QStringLiteral("Bind on TCP/IP port")))
            return up;
    }
}

QString MariaDbServer::createDatabase()
{
    QString name;
    {
        const std::scoped_lock lock(m_mutex);
        name = QStringLiteral("db_%1_%2").arg(getpid()).arg(++m_number);
        m_databases.append(name);
    }
    if (const auto made = run(QStringLiteral("CREATE DATABASE ") + name); !made)
        qFatal("%s", qPrintable(made.error().toText()));
    return name;
}

void MariaDbServer::dropDatabase(const QString &name)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_databases.removeAll(name);
    }
    std::ignore = run(QStringLiteral("DROP DATABASE IF EXISTS ") + name);
}

Result<QString> MariaDbServer::run(const QString &sql, const QString &database) const
{
    const auto output = runProgram({ QStringLiteral("mariadb"), QStringLiteral("--no-defaults"),
                                       QStringLiteral("--socket=") + m_socket, QStringLiteral("--user=root"),
                                       QStringLiteral("--batch"), QStringLiteral("--skip-column-names"),
                                       QStringLiteral("--default-character-set=utf8mb4"), database },
        { .input = sql.toUtf8() });
    if (!output)
        return fail(output.error());
    return QString::fromUtf8(*output);
}

void MariaDbServer::stop(StopMode mode)
{
    m_process.stop(mode == StopMode::Fast ? SIGTERM : SIGKILL);
}

Result<void> MariaDbServer::startAgain()
{
    return launch();
}

} // namespace dumbo::test
