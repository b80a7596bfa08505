#include "isolationbench.h"

#include "core/connection/connectionstring.h"
#include "core/isolation/isolateddriver.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/guard.h"
#include "core/results/resultfetch.h"
#include "pgbench.h"
#include "tests/support/servers/postgresserver.h"

#include <cstdlib>

using namespace dumbo;

namespace {

constexpr int rounds = 7;
constexpr int smallQueries = 2000;

template <typename T>
T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", qPrintable(result.error().toText()));
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// One driver twice: in this process and in its own.
class BothWays {
public:
    BothWays(DriverRegistry &registry, const QString &text)
    {
        const auto target = need(parseConnectionString(text, registry));
        m_request.options = target.options;
        m_request.readOnly = target.readOnly;
        m_near = need(registry.get(target.connector));
        for (const auto &entry : registry.entries()) {
            const auto place = std::ranges::find(entry.manifest.connectors, target.connector, &ConnectorManifest::connector);
            if (place == entry.manifest.connectors.end())
                continue;
            auto plugins = need(loadIsolated(entry.filePath, entry.manifest));
            const DriverIdentity identity { entry.manifest.id, entry.manifest.version, entry.filePath };
            m_far = guarded(std::move(plugins[std::size_t(place - entry.manifest.connectors.begin())]), identity);
        }
    }

    [[nodiscard]] std::unique_ptr<Connection> connectNear() { return need(m_near->connect(m_request, m_observer)); }
    [[nodiscard]] std::unique_ptr<Connection> connectFar() { return need(m_far->connect(m_request, m_observer)); }

private:
    ConnectRequest m_request;
    ConnectionObserver m_observer;
    std::shared_ptr<StoragePlugin> m_near;
    std::shared_ptr<StoragePlugin> m_far;
};

double readMilliseconds(Connection &connection)
{
    const auto begin = wallSeconds();
    Statement statement;
    statement.text = "SELECT * FROM big";
    const auto execution = need(connection.execute(statement));
    need(execution->nextResult());
    const auto columns = execution->columns();
    const auto store = ResultStore::create({ columns.begin(), columns.end() }, std::make_shared<MemoryBudget>(qint64(1) << 40));
    FetchGate gate;
    need(fetchInto(*execution, *store, gate, {}));
    if (store->rowCount() != 1'000'000)
        std::exit(1);
    return (wallSeconds() - begin) * 1000;
}

/// Microseconds of a query of one row, its closing included.
double smallMicroseconds(Connection &connection)
{
    const auto begin = wallSeconds();
    for (int i = 0; i < smallQueries; ++i) {
        Statement statement;
        statement.text = "SELECT 1";
        const auto execution = need(connection.execute(statement));
        need(execution->nextResult());
        while (need(execution->next(BatchLimit()))) { }
        need(execution->close(CloseMode::Drain));
    }
    return (wallSeconds() - begin) * 1e6 / smallQueries;
}

void measure(Report &report, const QString &name, BothWays &driver)
{
    const auto here = QStringLiteral("in this process");
    const auto near = driver.connectNear();
    const auto far = driver.connectFar();
    auto medians = interleaved(rounds, { [&] { return readMilliseconds(*far); }, [&] { return readMilliseconds(*near); } });
    report.add({ name + QStringLiteral(" isolated: read 1,000,000 × 7"), QStringLiteral("ms"), medians[0], here, medians[1] });
    medians = interleaved(rounds, { [&] { return smallMicroseconds(*far); }, [&] { return smallMicroseconds(*near); } });
    report.add({ name + QStringLiteral(" isolated: a query of one row"), QStringLiteral("µs"), medians[0], here, medians[1] });
    const auto connecting = [](auto connect) {
        return [connect] {
            const auto begin = wallSeconds();
            connect();
            return (wallSeconds() - begin) * 1000;
        };
    };
    medians = interleaved(rounds, { connecting([&] { std::ignore = driver.connectFar(); }), connecting([&] { std::ignore = driver.connectNear(); }) });
    report.add({ name + QStringLiteral(" isolated: connect and close"), QStringLiteral("ms"), medians[0], here, medians[1] });
}

} // namespace

void measureIsolation(Report &report, const QString &database)
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    {
        BothWays sqlite(registry, database);
        measure(report, QStringLiteral("SQLite"), sqlite);
    }
    const auto server = serverWithBigTable();
    if (!server) {
        report.skip(QStringLiteral("isolation: PostgreSQL"), server.error().message());
        return;
    }
    BothWays postgres(registry, (*server)->url());
    measure(report, QStringLiteral("PostgreSQL"), postgres);
}
