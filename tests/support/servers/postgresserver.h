#pragma once

#include "tests/support/servers/certificates.h"
#include "tests/support/servers/serverfolder.h"
#include "tests/support/servers/serverprocess.h"

#include <QJsonObject>

#include <memory>
#include <mutex>

namespace dumbo::test {

/// A PostgreSQL server with an empty cluster (UTF-8, locale C.UTF-8, time zone UTC) that listens on a Unix socket and on 127.0.0.1.
///
/// Everybody comes in without a password, but for the role "guarded", whose password is "secret" (scram-sha-256), and with
/// Options::tls the role "certified", which needs TLS and a client certificate. The superuser is "postgres". Nothing is safe
/// from a crash of the system: it never waits for the disk.
class PostgresServer
{
public:
    struct Options
    {
        QByteArrayList settings {}; ///< "name=value", later ones win
        QByteArrayList hba {}; ///< lines that come before all others in pg_hba.conf
        bool tls = false; ///< with Certificates::shared()
        const char *certificate = "server"; ///< or "wronghost", "expired"
    };
    enum class StopMode { Fast, Immediate };

    /// One for all tests: that of the CTest run (dumbo_add_test with SERVERS postgresql), else one for this process. Nobody
    /// stops, pauses or configures it: a test that does starts its own.
    [[nodiscard]] static Result<PostgresServer *> shared();
    [[nodiscard]] static Result<std::unique_ptr<PostgresServer>> start(const Options &options);
    [[nodiscard]] static Result<std::unique_ptr<PostgresServer>> start() { return start(Options()); }
    /// Drops the databases that createDatabase() made, and stops what start() started.
    ~PostgresServer();

    /// The folder of the socket: "host" for libpq.
    [[nodiscard]] QString socketFolder() const { return m_socketFolder; }
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] QString user() const { return QStringLiteral("postgres"); }
    /// postgresql://postgres@/database?host=… by the socket, or postgresql://postgres@127.0.0.1:port/database.
    [[nodiscard]] QString url(const QString &database = QStringLiteral("postgres")) const;
    [[nodiscard]] QString tcpUrl(const QString &database = QStringLiteral("postgres")) const;
    /// 170000 for 17.0.
    [[nodiscard]] int versionNumber() const { return m_version; }

    /// A fresh database of a name that nobody used. From any thread; ends the test program where it fails.
    [[nodiscard]] QString createDatabase();
    void dropDatabase(const QString &name);
    /// Runs a script by psql and returns its rows as "a|b" lines.
    [[nodiscard]] Result<QString> run(const QString &sql, const QString &database = QStringLiteral("postgres")) const;

    // Only for a server of one's own.
    void stop(StopMode mode = StopMode::Fast);
    [[nodiscard]] Result<void> startAgain();
    void pause() { m_process.pause(); }
    void resume() { m_process.resume(); }
    [[nodiscard]] bool isRunning() const { return m_process.isRunning(); }
    [[nodiscard]] pid_t processId() const { return m_process.id(); }
    /// With the processes of all sessions.
    [[nodiscard]] std::vector<pid_t> processes() const { return m_process.tree(); }
    /// What the server wrote to its log.
    [[nodiscard]] QString log() const;

    /// For the program that keeps the server of a CTest run.
    [[nodiscard]] QJsonObject state() const;

    PostgresServer(const PostgresServer &) = delete;
    PostgresServer &operator=(const PostgresServer &) = delete;

private:
    PostgresServer() = default;
    [[nodiscard]] static std::unique_ptr<PostgresServer> fromState(const QJsonObject &state);
    [[nodiscard]] Result<void> prepare(const Options &options);
    [[nodiscard]] Result<void> launch();
    [[nodiscard]] Result<QString> writeHba(const Options &options) const;

    std::unique_ptr<ServerFolder> m_folder;
    ServerProcess m_process;
    QStringList m_arguments;
    QString m_socketFolder;
    int m_port = 0;
    int m_version = 0;
    std::mutex m_mutex;
    QStringList m_databases; ///< made and not yet dropped
    int m_number = 0;
};

} // namespace dumbo::test
