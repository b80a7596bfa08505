#include "tests/support/servers/postgresserver.h"

#include "tests/support/servers/runstate.h"
#include "tests/support/servers/template.h"

#include <QDir>
#include <QFile>

#include <unistd.h>

namespace dumbo::test {

namespace {

const QStringList settings { QStringLiteral("fsync=off"), QStringLiteral("synchronous_commit=off"),
    QStringLiteral("full_page_writes=off"), QStringLiteral("wal_level=minimal"), QStringLiteral("max_wal_senders=0"),
    QStringLiteral("max_wal_size=256MB"), QStringLiteral("shared_buffers=64MB"), QStringLiteral("max_connections=200"),
    QStringLiteral("dynamic_shared_memory_type=mmap"), QStringLiteral("max_prepared_transactions=20"), QStringLiteral("autovacuum=off"),
    QStringLiteral("listen_addresses=127.0.0.1"), QStringLiteral("log_destination=stderr"),
    QStringLiteral("timezone=UTC"), QStringLiteral("log_timezone=UTC"), QStringLiteral("unix_socket_permissions=0777") };

/// Debian keeps the programs of each version apart; the newest is taken.
QString program(const QString &name)
{
    QDir versions(QStringLiteral("/usr/lib/postgresql"));
    auto names = versions.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::ranges::sort(names, std::greater(), [](const QString &version) { return version.toInt(); });
    for (auto &version : names)
        version = versions.filePath(version) + QStringLiteral("/bin");
    const auto found = findProgram(name, names + QStringList { QStringLiteral("/usr/pgsql/bin") });
    return found.isEmpty() ? name : found;
}

Result<void> makeCluster(const QString &folder)
{
    // A segment of 1 MB: the first is written in full.
    const auto made = runProgram({ program(QStringLiteral("initdb")), QStringLiteral("--pgdata"), folder,
                                     QStringLiteral("--username=postgres"), QStringLiteral("--auth=trust"),
                                     QStringLiteral("--encoding=UTF8"), QStringLiteral("--locale=C.UTF-8"),
                                     QStringLiteral("--no-sync"), QStringLiteral("--no-instructions"),
                                     QStringLiteral("--wal-segsize=1") },
        { .asServerUser = true });
    if (!made)
        return fail(made.error());
    return {};
}

QString postgres()
{
    return program(QStringLiteral("postgres"));
}

} // namespace

Result<PostgresServer *> PostgresServer::shared()
{
    // Made before the server, so that it is still there when the server goes.
    std::ignore = ServerUser::get();
    static auto server = []() -> Result<std::unique_ptr<PostgresServer>> {
        if (const auto state = runState(QStringLiteral("postgresql")))
            return fromState(*state);
        return start();
    }();
    if (!server)
        return fail(server.error());
    return server->get();
}

Result<std::unique_ptr<PostgresServer>> PostgresServer::start(const Options &options)
{
    std::unique_ptr<PostgresServer> made(new PostgresServer);
    if (const auto prepared = made->prepare(options); !prepared)
        return fail(prepared.error());
    if (const auto launched = made->launch(); !launched)
        return fail(launched.error());
    const auto roles = QStringLiteral("CREATE ROLE guarded LOGIN SUPERUSER PASSWORD 'secret';"
                                "CREATE ROLE certified LOGIN SUPERUSER; SHOW server_version_num");
    const auto version = made->run(roles);
    if (!version)
        return fail(version.error());
    made->m_version = version->trimmed().toInt();
    return made;
}

std::unique_ptr<PostgresServer> PostgresServer::fromState(const QJsonObject &state)
{
    std::unique_ptr<PostgresServer> made(new PostgresServer);
    made->m_socketFolder = state.value(QStringLiteral("socketFolder")).toString();
    made->m_port = state.value(QStringLiteral("port")).toInt();
    made->m_version = state.value(QStringLiteral("version")).toInt();
    return made;
}

QJsonObject PostgresServer::state() const
{
    return { { QStringLiteral("socketFolder"), m_socketFolder }, { QStringLiteral("port"), m_port },
        { QStringLiteral("version"), m_version } };
}

PostgresServer::~PostgresServer()
{
    // Another process's server lives on; ours goes with all that is in it.
    if (!m_folder && !m_databases.isEmpty()) {
        QStringList drops;
        for (const auto &name : std::as_const(m_databases))
            drops.append(QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)").arg(name));
        std::ignore = run(drops.join(QStringLiteral(";\n")));
    }
    m_process.stop(SIGQUIT);
}

Result<void> PostgresServer::prepare(const Options &options)
{
    if (!postgres().startsWith(u'/'))
        return fail(ErrorKind::NotFound, QStringLiteral("No PostgreSQL server is installed (Debian: postgresql-17)."));
    auto folder = ServerFolder::create();
    if (!folder)
        return fail(folder.error());
    m_folder = std::make_unique<ServerFolder>(std::move(*folder));
    m_socketFolder = m_folder->path();
    const auto cluster = templateFolder(postgres(), makeCluster);
    if (!cluster)
        return fail(cluster.error());
    if (const auto copied = m_folder->copyFolder(*cluster, QStringLiteral("data")); !copied)
        return copied;
    const auto hba = writeHba(options);
    if (!hba)
        return fail(hba.error());
    m_arguments = { postgres(), QStringLiteral("-D"), m_folder->filePath(QStringLiteral("data")) };
    auto all = settings;
    all += { QStringLiteral("unix_socket_directories=") + m_socketFolder, QStringLiteral("hba_file=") + *hba };
    if (options.tls) {
        const auto files = Certificates::shared();
        if (!files)
            return fail(files.error());
        const std::array<std::pair<const char *, QByteArray>, 3> sources { { { "server.crt", options.certificate + QByteArray(".crt") },
            { "server.key", options.certificate + QByteArray(".key") }, { "ca.crt", "ca.crt" } } };
        for (const auto &[name, source] : sources) {
            if (const auto written = m_folder->write(QLatin1StringView(name), (*files)->content(source.constData())); !written)
                return fail(written.error());
        }
        all += { QStringLiteral("ssl=on"), QStringLiteral("ssl_cert_file=") + m_folder->filePath(QStringLiteral("server.crt")),
            QStringLiteral("ssl_key_file=") + m_folder->filePath(QStringLiteral("server.key")),
            QStringLiteral("ssl_ca_file=") + m_folder->filePath(QStringLiteral("ca.crt")) };
    }
    for (const auto &setting : options.settings)
        all += QString::fromUtf8(setting);
    for (const auto &setting : all)
        m_arguments += { QStringLiteral("-c"), setting };
    return {};
}

Result<QString> PostgresServer::writeHba(const Options &options) const
{
    auto lines = options.hba;
    lines += { "local all guarded scram-sha-256", "host all guarded all scram-sha-256" };
    if (options.tls)
        lines += { "hostssl all certified all cert", "host all certified all reject" };
    lines += { "local all all trust", "host all all all trust" };
    return m_folder->write(QStringLiteral("pg_hba.conf"), lines.join('\n') + '\n');
}

Result<void> PostgresServer::launch()
{
    const auto log = m_folder->filePath(QStringLiteral("server.log"));
    const QString ready = m_folder->filePath(QStringLiteral("data/postmaster.pid"));
    for (int attempt = 0;; ++attempt) {
        if (m_port == 0 || attempt > 0)
            m_port = freePort();
        QFile::remove(log);
        auto process = ServerProcess::start(
            { m_arguments + QStringList { QStringLiteral("-p"), QString::number(m_port) }, log, SIGQUIT });
        if (!process)
            return fail(process.error());
        m_process = std::move(*process);
        const auto up = m_process.waitFor([&] {
            QFile file(ready);
            const auto lines = file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
            // A server that was killed has left its file.
            return lines.value(0).toInt() == m_process.id() && lines.value(7).trimmed() == "ready";
        });
        const auto mayTryAgain = !up
            && (up.error().message().contains(QStringLiteral("could not create any TCP/IP sockets"))
                || up.error().message().contains(QStringLiteral("is still in use")));
        if (!mayTryAgain || attempt == 5)
            return up;
    }
}

QString PostgresServer::url(const QString &database) const
{
    return QStringLiteral("postgresql://postgres@/%1?host=%2&port=%3")
        .arg(database, m_socketFolder, QString::number(m_port));
}

QString PostgresServer::tcpUrl(const QString &database) const
{
    return QStringLiteral("postgresql://postgres@127.0.0.1:%1/%2").arg(QString::number(m_port), database);
}

QString PostgresServer::createDatabase()
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

void PostgresServer::dropDatabase(const QString &name)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_databases.removeAll(name);
    }
    std::ignore = run(QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)").arg(name));
}

Result<QString> PostgresServer::run(const QString &sql, const QString &database) const
{
    // Without the PG* variables that a test may have set.
    const auto output = runProgram({ QStringLiteral("env"), QStringLiteral("-i"), program(QStringLiteral("psql")), QStringLiteral("-XqAt"), QStringLiteral("-v"),
        QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-h"), m_socketFolder, QStringLiteral("-p"),
        QString::number(m_port), QStringLiteral("-U"), user(), QStringLiteral("-d"), database, QStringLiteral("-f"),
        QStringLiteral("-") },
        { .input = sql.toUtf8() });
    if (!output)
        return fail(output.error());
    return QString::fromUtf8(*output);
}

void PostgresServer::stop(StopMode mode)
{
    m_process.stop(mode == StopMode::Fast ? SIGINT : SIGQUIT);
}

Result<void> PostgresServer::startAgain()
{
    return launch();
}

QString PostgresServer::log() const
{
    QFile file(m_folder ? m_folder->filePath(QStringLiteral("server.log")) : QString());
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace dumbo::test
