#include "migrationbench.h"

#include "core/catalog/catalogdifference.h"
#include "core/connection/connectionstring.h"
#include "core/migrations/advisor.h"
#include "core/migrations/plan.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "core/sdk/extensions/schemadifference.h"
#include "tests/support/servers/postgresserver.h"

#include <cstdio>
#include <cstdlib>
#include <libpq-fe.h>
#include <memory>

using namespace dumbo;

namespace {

constexpr int rounds = 5;
constexpr int tables = 10'000;
constexpr int tablesAtOnce = 1000;
constexpr int migrations = 10'000;
constexpr int changedTables = 100;

/// What the catalog's columns tell, joined on the server as one would write it.
constexpr auto bareQuery
    = "SELECT n.nspname, c.relname, c.relkind, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull FROM pg_class c "
      "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid WHERE n.nspname = 'public' AND c.relkind "
      "= 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";

using Handle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

[[noreturn]] void stop(const char *message)
{
    std::fprintf(stderr, "%s\n", message);
    std::exit(1);
}

void makeTables(PGconn *handle)
{
    for (int first = 0; first < tables; first += tablesAtOnce) {
        const auto script = QByteArray("DO $$ BEGIN FOR i IN ") + QByteArray::number(first) + ".." + QByteArray::number(first + tablesAtOnce - 1)
            + " LOOP EXECUTE format('CREATE TABLE t%s (id bigint PRIMARY KEY, name text NOT NULL, height integer DEFAULT 5, weight "
              "numeric(10, 2), born timestamptz, alive boolean DEFAULT true, data jsonb, note varchar(40), code text, size double "
              "precision)', i); END LOOP; END $$";
        const std::unique_ptr<PGresult, decltype(&PQclear)> made(PQexec(handle, script.constData()), PQclear);
        if (PQresultStatus(made.get()) != PGRES_COMMAND_OK)
            stop(PQerrorMessage(handle));
    }
    PQclear(PQexec(handle, "VACUUM ANALYZE"));
}

double askBare(PGconn *handle)
{
    const auto begin = wallSeconds();
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(handle, bareQuery), PQclear);
    if (PQntuples(result.get()) < 10 * tables)
        stop(PQerrorMessage(handle));
    return (wallSeconds() - begin) * 1000;
}

/// 10,000 in the source, all but the last hundred recorded, one with another text.
double plan()
{
    MigrationSet set;
    LedgerState ledger;
    ledger.exists = true;
    for (int i = 0; i < migrations; ++i) {
        Migration migration;
        migration.name = QStringLiteral("%1_step").arg(i, 5, 10, QLatin1Char('0'));
        migration.version = migration.name.first(5);
        migration.up = { { "CREATE TABLE t" + QByteArray::number(i) + " (id bigint)", 0, 30, 1 } };
        migration.hash = QByteArray::number(i);
        set.migrations.push_back(std::move(migration));
        if (i < migrations - 100)
            ledger.entries.push_back({ i, set.migrations.back().name, QStringLiteral("default"), i == 42 ? QByteArray("other") : QByteArray::number(i), {}, {} });
    }
    const auto begin = wallSeconds();
    const auto planned = planMigrations(set, ledger);
    const auto used = (wallSeconds() - begin) * 1000;
    if (planned.migrations.size() != std::size_t(migrations))
        stop("the plan is not whole");
    return used;
}

struct Catalogs {
    std::shared_ptr<const CatalogPart> from;
    std::shared_ptr<const CatalogPart> to; ///< of another database, and a hundred tables with a further column
};

Catalogs readCatalogs(Connection &connection, PGconn *handle)
{
    CatalogRequest request;
    request.includeDdl = true;
    auto from = connection.catalog(request);
    for (int i = 0; i < changedTables; ++i)
        PQclear(PQexec(handle, ("ALTER TABLE t" + QByteArray::number(i * 97) + " ADD COLUMN more integer").constData()));
    auto to = connection.catalog(request);
    if (!from || !to)
        stop("the catalog can't be read");
    // As of another database, so that no object is equal as it stands.
    for (auto &object : to->objects)
        object.path.database = QStringLiteral("other");
    return { std::make_shared<const CatalogPart>(std::move(*from)), std::make_shared<const CatalogPart>(std::move(*to)) };
}

double compare(const Catalogs &catalogs, const Dialect &dialect)
{
    const auto begin = wallSeconds();
    const auto difference = compareCatalogs(catalogs.from, catalogs.to, dialect);
    const auto used = (wallSeconds() - begin) * 1000;
    if (difference.objects.size() != std::size_t(changedTables))
        stop("the difference is not the one that was made");
    return used;
}

double script(const Catalogs &catalogs, const SchemaDifferenceExtension &extension)
{
    const auto begin = wallSeconds();
    const auto made = extension.script({ catalogs.from, catalogs.to, true });
    const auto used = (wallSeconds() - begin) * 1000;
    if (!made || made->statements.size() != std::size_t(changedTables))
        stop("the SQL of the difference is not the one that was expected");
    return used;
}

} // namespace

void measureMigrations(Report &report)
{
    const auto name = QStringLiteral("planning 10,000 migrations");
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
    const auto dialect = (*connection)->dialect();
    const auto extension = pluginExtension<SchemaDifferenceExtension>(registry, dialect.databaseType);
    if (!extension)
        return report.skip(name, extension.error().message());

    const auto catalogs = readCatalogs(**connection, bare.get());
    const auto medians = interleaved(
        rounds, { [&] { return askBare(bare.get()); }, plan, [&] { return compare(catalogs, dialect); }, [&] { return script(catalogs, **extension); } });
    const auto peer = QStringLiteral("one bare query of the columns of 10,000 tables");
    report.add({ name, QStringLiteral("ms"), medians[1], peer, medians[0] });
    report.add({ QStringLiteral("difference of two catalogs of 10,000 tables"), QStringLiteral("ms"), medians[2], peer, medians[0] });
    report.add({ QStringLiteral("SQL of that difference, 100 tables"), QStringLiteral("ms"), medians[3], peer, medians[0] });
}
