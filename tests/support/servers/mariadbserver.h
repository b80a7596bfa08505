#pragma once

#include "tests/support/servers/serverfolder.h"
#include "tests/support/servers/serverprocess.h"

#include <QJsonObject>

#include <memory>
#include <mutex>

namespace dumbo::test {

/// A MariaDB server without data (utf8mb4, time zone UTC) that listens on a Unix socket and on 127.0.0.1.
///
/// "root" comes in without a password, "guarded" with the password "secret"; both may do all, by either way. Nothing is safe
/// from a crash of the system: it never waits for the disk.
class MariaDbServer
{
public:
    struct Options
    {
        QByteArrayList settings {}; ///< "name=value" as behind -- of mariadbd; later ones win
    };
    enum class StopMode { Fast, Immediate };

    /// One for all tests: that of the CTest run (dumbo_add_test with SERVERS mariadb), else one for this process. Nobody stops,
    /// pauses or configures it: a test that does starts its own.
    [[nodiscard]] static Result<MariaDbServer *> shared();
    [[nodiscard]] static Result<std::unique_ptr<MariaDbServer>> start(const Options &options);
    [[nodiscard]] static Result<std::unique_ptr<MariaDbServer>> start() { return start(Options()); }
    /// Drops the databases that createDatabase() made, and stops what start() started.
    ~MariaDbServer();

    /// The path of the Unix socket.
    [[nodiscard]] QString socket() const { return m_socket; }
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] QString user() const { return QStringLiteral("root"); }

    /// A fresh database of a name that nobody used. From any thread; ends the test program where it fails.
    [[nodiscard]] QString createDatabase();
    void dropDatabase(const QString &name);
    /// Runs a script by the mariadb program and returns its rows, values apart by tabs.
    [[nodiscard]] Result<QString> run(const QString &sql, const QString &database = QStringLiteral("mysql")) const;

    // Only for a server of one's own.
    void stop(StopMode mode = StopMode::Fast);
    [[nodiscard]] Result<void> startAgain();
    void pause() { m_process.pause(); }
    void resume() { m_process.resume(); }
    [[nodiscard]] bool isRunning() const { return m_process.isRunning(); }
    [[nodiscard]] pid_t processId() const { return m_process.id(); }

    /// For the program that keeps the server of a CTest run.
    [[nodiscard]] QJsonObject state() const;

    MariaDbServer(const MariaDbServer &) = delete;
    MariaDbServer &operator=(const MariaDbServer &) = delete;

private:
    MariaDbServer() = default;
    [[nodiscard]] static std::unique_ptr<MariaDbServer> fromState(const QJsonObject &state);
    [[nodiscard]] Result<void> prepare(const Options &options);
    [[nodiscard]] Result<void> launch();

    std::unique_ptr<ServerFolder> m_folder;
    ServerProcess m_process;
    QStringList m_arguments;
    QString m_socket;
    int m_port = 0;
    std::mutex m_mutex;
    QStringList m_databases; ///< made and not yet dropped
    int m_number = 0;
};

} // namespace dumbo::test
