#include "database.h"

#include "direct/postgresql/postgresdatabase.h"
#include "tests/support/servers/faultproxy.h"
#include "tests/support/servers/postgresserver.h"

namespace dumbo::test {

namespace {

class PostgresBehindProxy final : public Database {
public:
    PostgresBehindProxy(PostgresServer &server, std::unique_ptr<FaultProxy> proxy)
        : m_server(server)
        , m_name(server.createDatabase())
        , m_proxy(std::move(proxy))
    {
    }
    ~PostgresBehindProxy() override { m_server.dropDatabase(m_name); }

    Client open(const ClientOptions &how) override
    {
        return postgresql::open({ .host = m_proxy->host(),
                                    .port = QString::number(m_proxy->port()),
                                    .database = m_name,
                                    .user = m_server.user() },
            how);
    }
    void setReachable(bool reachable) override { m_proxy->setRefusing(!reachable); }
    bool endConnections() override
    {
        return m_server
            .run(QStringLiteral("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '%1'").arg(m_name))
            .has_value();
    }
    QByteArray endlessStatement() const override { return "SELECT pg_sleep(600)"; }
    std::optional<bool> isWorking() override
    {
        const auto told = m_server.run(
            QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE datname = '%1' AND state = 'active'").arg(m_name));
        return told && told->trimmed() != QLatin1StringView("0");
    }
    QByteArray timeoutSettings() const override
    {
        return "SELECT name, setting FROM pg_settings WHERE name LIKE '%timeout' ORDER BY name";
    }

private:
    PostgresServer &m_server;
    QString m_name;
    std::unique_ptr<FaultProxy> m_proxy;
};

} // namespace

Result<std::unique_ptr<Database>> Database::make()
{
    const auto server = PostgresServer::shared();
    if (!server)
        return fail(server.error());
    auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp((*server)->port()));
    if (!proxy)
        return fail(proxy.error());
    return std::make_unique<PostgresBehindProxy>(**server, std::move(*proxy));
}

} // namespace dumbo::test
