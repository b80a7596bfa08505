#include "pgbench.h"

#include "core/connection/connectionstring.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "core/results/resultfetch.h"
#include "tests/support/servers/postgresserver.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <chrono>
#include <cstdlib>
#include <libpq-fe.h>
#include <thread>

using namespace dumbo;

namespace {

constexpr int rounds = 7;
constexpr auto everything = "SELECT * FROM big";

/// The same columns as the table that SQLite is measured with, in PostgreSQL's types.
constexpr char script[] = R"sql(
CREATE TABLE big AS SELECT i::bigint AS id, 'customer ' || lpad((i::bigint * 7919 % 1000003)::text, 7, '0') || ' abc' AS name,
    ((i::bigint * 31 % 99999) || '.' || lpad((i % 100)::text, 2, '0'))::numeric(12,2) AS amount,
    to_timestamp(1600000000 + i::bigint * 61 + 0.123456) AS made, i % 2 = 1 AS active,
    jsonb_build_object('id', i, 'tags', jsonb_build_array('red', 'green'), 'city', 'Port ' || i % 997, 'weight', (i % 100) || '.50',
        'open', true, 'text', substr('the quick brown fox jumps over it', 1 + i % 9)) AS details,
    CASE WHEN i % 3 = 0 THEN NULL ELSE 'note ' || to_hex(i::bigint * 2654435761 % 4294967296) END AS note
FROM generate_series(1, 1000000) i;
VACUUM (FREEZE, ANALYZE) big;
)sql";

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

/// Wall and processor milliseconds of each run, the warm-up left out.
struct Times {
    std::vector<double> wall;
    std::vector<double> processor;

    double take(const std::function<void()> &subject)
    {
        const auto wallBegin = wallSeconds();
        const auto processorBegin = processorSeconds();
        subject();
        wall.push_back((wallSeconds() - wallBegin) * 1000);
        processor.push_back((processorSeconds() - processorBegin) * 1000);
        return wall.back();
    }
    [[nodiscard]] double wallMedian() const { return median({ wall.begin() + 1, wall.end() }); }
    [[nodiscard]] double processorMedian() const { return median({ processor.begin() + 1, processor.end() }); }
};

class Bare {
public:
    explicit Bare(const QString &url)
        : m_handle(PQconnectdb(url.toUtf8().constData()))
    {
    }
    ~Bare() { PQfinish(m_handle); }
    Bare(const Bare &) = delete;
    Bare &operator=(const Bare &) = delete;

    /// What any client must do that streams: one row at a time, each value looked at, nothing kept.
    void read()
    {
        PQsendQuery(m_handle, everything);
        PQsetSingleRowMode(m_handle);
        qint64 sum = 0;
        while (auto *result = PQgetResult(m_handle)) {
            const auto rows = PQntuples(result);
            const auto columns = PQnfields(result);
            for (int row = 0; row < rows; ++row) {
                for (int column = 0; column < columns; ++column) {
                    if (!PQgetisnull(result, row, column))
                        sum += PQgetvalue(result, row, column)[0] + PQgetlength(result, row, column);
                }
            }
            PQclear(result);
        }
        asm volatile("" : : "r"(sum));
    }

    [[nodiscard]] double cancelMilliseconds()
    {
        PQsendQuery(m_handle, "SELECT pg_sleep(60)");
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        const auto begin = wallSeconds();
        auto *request = PQcancelCreate(m_handle);
        PQcancelBlocking(request);
        PQcancelFinish(request);
        while (auto *result = PQgetResult(m_handle))
            PQclear(result);
        return (wallSeconds() - begin) * 1000;
    }

    [[nodiscard]] double payloadBytes()
    {
        auto *result = PQexec(m_handle,
            "SELECT sum(8 + octet_length(name) + length(amount::text) + length(made::text) + 1 + octet_length(details::text) + "
            "coalesce(octet_length(note), 0)) FROM big");
        const auto bytes = QByteArray(PQgetvalue(result, 0, 0)).toDouble();
        PQclear(result);
        return bytes;
    }

private:
    PGconn *m_handle;
};

std::unique_ptr<Connection> connectTo(DriverRegistry &registry, const QString &text)
{
    static ConnectionObserver observer;
    const auto target = need(parseConnectionString(text, registry));
    ConnectRequest request;
    request.options = target.options;
    return need(need(registry.get(target.connector))->connect(request, observer));
}

qint64 readIntoStore(Connection &connection)
{
    Statement statement;
    statement.text = everything;
    const auto execution = need(connection.execute(statement));
    need(execution->nextResult());
    const auto columns = execution->columns();
    auto store = ResultStore::create({ columns.begin(), columns.end() }, std::make_shared<MemoryBudget>(qint64(1) << 40));
    FetchGate gate;
    need(fetchInto(*execution, *store, gate, {}));
    return store->memoryBytes();
}

double cancelMilliseconds(Connection &connection)
{
    Statement statement;
    statement.text = "SELECT pg_sleep(60)";
    double begin = 0;
    const auto execution = need(connection.execute(statement));
    const std::jthread canceller([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        begin = wallSeconds();
        connection.cancel();
    });
    std::ignore = execution->nextResult();
    need(execution->close(CloseMode::Cancel));
    return (wallSeconds() - begin) * 1000;
}

/// Reads all values through QtSql's driver; false where it is not installed.
bool readByQtSql(const test::PostgresServer &server)
{
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QPSQL")))
        return false;
    auto database = QSqlDatabase::database(QStringLiteral("bench"), false);
    if (!database.isValid()) {
        database = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), QStringLiteral("bench"));
        database.setHostName(server.socketFolder());
        database.setPort(server.port());
        database.setUserName(server.user());
        database.setDatabaseName(QStringLiteral("postgres"));
    }
    if (!database.isOpen() && !database.open())
        return false;
    QSqlQuery query(database);
    query.setForwardOnly(true);
    query.exec(QString::fromLatin1(everything));
    qint64 sum = 0;
    while (query.next()) {
        for (int column = 0; column < 7; ++column)
            sum += query.value(column).isNull() ? 0 : 1;
    }
    return sum > 0;
}

double runToFile(const QString &program, const QStringList &arguments, const QString &file)
{
    QProcess process;
    process.setStandardOutputFile(file, QIODevice::Truncate);
    const auto begin = wallSeconds();
    process.start(program, arguments);
    if (!process.waitForFinished(600'000) || process.exitCode() != 0) {
        std::fprintf(stderr, "%s failed: %s\n", qPrintable(program), process.readAllStandardError().constData());
        std::exit(1);
    }
    return (wallSeconds() - begin) * 1000;
}

void measureReading(Report &report, const test::PostgresServer &server, Connection &connection, Bare &bare)
{
    Times ours;
    Times theirs;
    qint64 held = 0;
    std::ignore = interleaved(rounds, { [&] { return ours.take([&] { held = readIntoStore(connection); }); },
                                          [&] { return theirs.take([&] { bare.read(); }); } });
    const auto loop = QStringLiteral("bare libpq loop, single rows");
    report.add({ QStringLiteral("pg: read 1,000,000 × 7 into the store"), QStringLiteral("ms"), ours.wallMedian(), loop, theirs.wallMedian() });
    report.add({ QStringLiteral("pg: the same, CPU of the client"), QStringLiteral("ms"), ours.processorMedian(), loop, theirs.processorMedian() });
    report.add({ QStringLiteral("pg: bytes held"), QStringLiteral("MB"), double(held) / 1e6, QStringLiteral("payload"), bare.payloadBytes() / 1e6 });
    Times qtSql;
    if (qtSql.take([&] { readByQtSql(server); }), readByQtSql(server)) {
        qtSql.take([&] { readByQtSql(server); });
        report.add({ QStringLiteral("pg: read 1,000,000 × 7 into the store"), QStringLiteral("ms"), ours.wallMedian(),
            QStringLiteral("QPSQL, forward only, nothing kept"), qtSql.wallMedian() });
    } else {
        report.skip(QStringLiteral("pg: QPSQL"), QStringLiteral("QtSql has no driver for PostgreSQL here"));
    }
    const auto cancels = interleaved(15, { [&] { return cancelMilliseconds(connection); }, [&] { return bare.cancelMilliseconds(); } });
    report.add({ QStringLiteral("pg: cancel until the statement ended"), QStringLiteral("ms"), cancels[0],
        QStringLiteral("PQcancelBlocking and the rest"), cancels[1] });
}

void measureExport(Report &report, const test::PostgresServer &server, const QString &folder)
{
    const auto target = QDir(folder).filePath(QStringLiteral("pg.csv"));
    const auto dumbo = QCoreApplication::applicationDirPath() + QStringLiteral("/dumbo");
    const auto query = QString::fromLatin1(everything);
    const auto copy = QStringLiteral("\\copy big TO '%1' WITH (FORMAT csv, HEADER)").arg(target);
    const auto medians = interleaved(5,
        { [&] {
             return runToFile(dumbo, { QStringLiteral("query"), QStringLiteral("-c"), server.url(), query, QStringLiteral("--format"), QStringLiteral("csv") }, target);
         },
            [&] { return runToFile(QStringLiteral("psql"), { QStringLiteral("-X"), QStringLiteral("-d"), server.url(), QStringLiteral("--csv"), QStringLiteral("-c"), query }, target); },
            [&] { return runToFile(QStringLiteral("psql"), { QStringLiteral("-X"), QStringLiteral("-d"), server.url(), QStringLiteral("-c"), copy }, target + QStringLiteral(".log")); } });
    QFile::remove(target);
    QFile::remove(target + QStringLiteral(".log"));
    const auto name = QStringLiteral("pg: dumbo query --format csv to a file");
    report.add({ name, QStringLiteral("ms"), medians[0], QStringLiteral("psql --csv"), medians[1] });
    report.add({ name, QStringLiteral("ms"), medians[0], QStringLiteral("psql \\copy"), medians[2] });
}

} // namespace

Result<std::unique_ptr<test::PostgresServer>> serverWithBigTable()
{
    auto server = test::PostgresServer::start();
    if (server)
        need((*server)->run(QString::fromLatin1(script)));
    return server;
}

void measurePostgres(Report &report, const QString &folder)
{
    const auto server = serverWithBigTable();
    if (!server) {
        report.skip(QStringLiteral("pg"), server.error().message());
        return;
    }
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    {
        const auto connection = connectTo(registry, (*server)->url());
        Bare bare((*server)->url());
        measureReading(report, **server, *connection, bare);
    }
    measureExport(report, **server, folder);
    QSqlDatabase::removeDatabase(QStringLiteral("bench"));
}
