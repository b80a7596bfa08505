#pragma once

#include "tests/support/servers/postgresserver.h"

namespace dumbo::test {

/// PgBouncer in transaction mode before a PostgresServer: each transaction may run in another session of the server. It
/// knows nothing of prepared statements (max_prepared_statements = 0) and refuses start-up parameters that it does not know.
class PgBouncer
{
public:
    struct Options
    {
        QByteArrayList settings {}; ///< "name = value" lines of its [pgbouncer] section
        int serverConnections = 2; ///< sessions of the server for one database
    };

    [[nodiscard]] static Result<std::unique_ptr<PgBouncer>> start(const PostgresServer &server, const Options &options);
    [[nodiscard]] static Result<std::unique_ptr<PgBouncer>> start(const PostgresServer &server)
    {
        return start(server, Options());
    }

    /// The folder of its socket: "host" for libpq. Everybody comes in, and is "postgres" for the server.
    [[nodiscard]] QString socketFolder() const { return m_folder->path(); }
    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] QString url(const QString &database = QStringLiteral("postgres")) const;
    void stop() { m_process.stop(SIGINT); }

private:
    PgBouncer() = default;
    std::unique_ptr<ServerFolder> m_folder;
    ServerProcess m_process;
    int m_port = 0;
};

} // namespace dumbo::test
