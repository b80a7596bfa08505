#include "catalogbench.h"

#include "core/connection/connectionstring.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "tests/support/servers/postgresserver.h"

#include <cstdlib>
#include <libpq-fe.h>
#include <memory>

using namespace dumbo;

namespace {

constexpr int rounds = 5;
constexpr int tables = 10'000;
constexpr int tablesAtOnce = 1000;

/// What the catalog's columns tell, joined on the server as one would write it.
constexpr auto bareQuery
    = "SELECT n.nspname, c.relname, c.relkind, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_class c "
      "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid WHERE n.nspname = 'public' AND c.relkind "
      "= 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";
constexpr auto standardQuery = "SELECT * FROM information_schema.columns WHERE table_schema = 'public'";

using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

[[noreturn]] void stop(const char *message)
{
    std::fprintf(stderr, "%s\n", message);
    std::exit(1);
}

/// Asks and looks at the first value of each row; nothing is kept.
double ask(PGconn *handle, const char *query, int rowsAtLeast)
{
    const auto begin = wallSeconds();
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle, query), PQclear);
    if (PQntuples(result.get()) < rowsAtLeast)
        stop(PQerrorMessage(handle));
    qint64 sum = 0;
    for (int row = 0; row < PQntuples(result.get()); ++row)
        sum += PQgetvalue(result.get(), row, 0)[0];
    asm volatile("" : : "r"(sum));
    return (wallSeconds() - begin) * 1000;
}

void makeTables(PGconn *handle)
{
    for (int first = 0; first < tables; first += tablesAtOnce) {
        const auto script = QByteArray("DO $$ BEGIN FOR i IN ") + QByteArray::number(first) + ".."
            + QByteArray::number(first + tablesAtOnce - 1)
            + " LOOP EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY KEY, name text NOT NULL, height integer DEFAULT 5, weight "
              "numeric(10, 2), born timestamptz, alive boolean DEFAULT true, data jsonb, note varchar(40), code text, size double "
              "precision)', i); END LOOP; END $$";
        const std::unique_ptr<PGresult, decltype(&PQclear)> made(PQexec(handle, script.constData()), PQclear);
        if (PQresultStatus(made.get()) != PGRES_COMMAND_OK)
            stop(PQerrorMessage(handle));
    }
    PQclear(PQexec(handle, "VACUUM ANALYZE"));
}

double readCatalog(Connection &connection, CatalogDepth depth)
{
    CatalogRequest request;
    request.depth = depth;
    const auto begin = wallSeconds();
    const auto part = connection.catalog(request);
    const auto used = (wallSeconds() - begin) * 1000;
    if (!part)
        stop(qPrintable(part.error().toText()));
    if (part->objects.size() < std::size_t(tables) || !part->warnings.isEmpty())
        stop("the catalog is not whole");
    return used;
}

} // namespace

void measureCatalog(Report &report)
{
    const auto name = QStringLiteral("catalog of 10,000 tables × 10 columns");
    test::PostgresServer::Options options;
    options.settings = { "max_locks_per_transaction=4096", "shared_buffers=256MB" };
    const auto server = test::PostgresServer::start(options);
    if (!server)
        return report.skip(name, server.error().message());
    const auto url = (*server)->url();
    const Handle bare(PQconnectdb(url.toUtf8().constData()), PQfinish);
    makeTables(bare.get());

    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const auto target = parseConnectionString(url, registry);
    if (!target)
        return report.skip(name, target.error().message());
    ConnectRequest request;
    request.options = target->options;
    ConnectionObserver observer;
    const auto plugin = registry.get(target->connector);
    const auto connection = plugin ? (*plugin)->connect(request, observer) : fail(plugin.error());
    if (!connection)
        return report.skip(name, connection.error().message());

    const auto medians = interleaved(rounds,
        { [&] { return readCatalog(**connection, CatalogDepth::Columns); }, [&] { return ask(bare.get(), bareQuery, 10 * tables); },
            [&] { return ask(bare.get(), standardQuery, 10 * tables); },
            [&] { return readCatalog(**connection, CatalogDepth::Full); } });
    report.add({ name, QStringLiteral("ms"), medians[0], QStringLiteral("one bare query of the same columns"), medians[1] });
    report.add({ name, QStringLiteral("ms"), medians[0], QStringLiteral("information_schema.columns"), medians[2] });
    report.add({ name + QStringLiteral(", keys, indexes, defaults"), QStringLiteral("ms"), medians[3],
        QStringLiteral("information_schema.columns"), medians[2] });
}
