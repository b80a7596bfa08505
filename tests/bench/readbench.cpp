#include "readbench.h"

#include "bigtable.h"
#include "core/plugins/driverregistry.h"
#include "core/platform/paths.h"
#include "core/connection/connectionstring.h"
#include "core/results/resultfetch.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

#include <cstdlib>
#include <sqlite3.h>

using namespace dumbo;

namespace {

constexpr int rounds = 7;

/// Stops the program: a benchmark whose subject fails measures nothing.
template <typename T>
T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", qPrintable(result.error().toText()));
        std::exit(1);
    }
    return std::move(*result);
}

std::unique_ptr<Connection> connectTo(DriverRegistry &registry, const QString &text)
{
    static ConnectionObserver observer;
    const auto target = need(parseConnectionString(text, registry));
    ConnectRequest request;
    request.options = target.options;
    request.readOnly = target.readOnly;
    return need(need(registry.get(target.connector))->connect(request, observer));
}

std::shared_ptr<ResultStore> readAll(Connection &connection, const QByteArray &sql, const std::shared_ptr<MemoryBudget> &budget)
{
    Statement statement;
    statement.text = sql;
    const auto execution = need(connection.execute(statement));
    need(execution->nextResult());
    const auto columns = execution->columns();
    auto store = ResultStore::create({ columns.begin(), columns.end() }, budget);
    FetchGate gate;
    need(fetchInto(*execution, *store, gate, {}));
    return store;
}

/// What any client must do: step, and take each column's value; nothing is kept.
double bareLoop(sqlite3 *database)
{
    const auto begin = processorSeconds();
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database, "SELECT * FROM big", -1, &statement, nullptr);
    const auto columns = sqlite3_column_count(statement);
    qint64 sum = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < columns; ++i) {
            switch (sqlite3_column_type(statement, i)) {
            case SQLITE_INTEGER:
                sum += sqlite3_column_int64(statement, i);
                break;
            case SQLITE_FLOAT:
                sum += qint64(sqlite3_column_double(statement, i));
                break;
            case SQLITE_NULL:
                break;
            default: {
                const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement, i));
                const auto size = sqlite3_column_bytes(statement, i);
                sum += size > 0 ? bytes[0] + bytes[size - 1] : 0;
            }
            }
        }
    }
    sqlite3_finalize(statement);
    // The sum keeps the compiler from leaving the reads out.
    asm volatile("" : : "r"(sum));
    return (processorSeconds() - begin) * 1000;
}

qint64 payloadBytes(sqlite3 *database)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v2(database,
        "SELECT sum(8 + length(CAST(name AS BLOB)) + iif(typeof(amount) = 'text', length(CAST(amount AS BLOB)), 8) + length(CAST(made AS BLOB)) + 8 + "
        "length(CAST(details AS BLOB)) + ifnull(length(CAST(note AS BLOB)), 0)) FROM big",
        -1, &statement, nullptr);
    sqlite3_step(statement);
    const auto bytes = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return bytes;
}

qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4096 : 0;
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

} // namespace

void measureRead(Report &report, const QString &database)
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const auto connection = connectTo(registry, database);
    sqlite3 *bare = nullptr;
    sqlite3_open_v2(database.toUtf8().constData(), &bare, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    const auto unlimited = std::make_shared<MemoryBudget>(qint64(1) << 40);

    qint64 held = 0;
    const auto ours = [&] {
        const auto begin = processorSeconds();
        const auto store = readAll(*connection, "SELECT * FROM big", unlimited);
        const auto used = (processorSeconds() - begin) * 1000;
        held = store->memoryBytes();
        return used;
    };
    const auto medians = interleaved(rounds, { ours, [&] { return bareLoop(bare); } });
    report.add({ QStringLiteral("read 1,000,000 × 7 into the store, CPU"), QStringLiteral("ms"), medians[0],
        QStringLiteral("bare sqlite3_column_* loop"), medians[1] });
    report.add({ QStringLiteral("bytes held"), QStringLiteral("MB"), double(held) / 1e6, QStringLiteral("payload"),
        double(payloadBytes(bare)) / 1e6 });
    sqlite3_close(bare);
}

void measureSpill(Report &report)
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const auto connection = connectTo(registry, QStringLiteral(":memory:"));
    const auto budget = std::make_shared<MemoryBudget>();
    const auto before = residentBytes();
    const auto store = readAll(*connection,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000000) SELECT i, i * 2 FROM n", budget);
    const auto grown = residentBytes() - before;
    if (store->rowCount() != 50'000'000 || need(store->cell(49'999'999, 1))->integer != 100'000'000
        || need(store->cell(12'345'678, 0))->integer != 12'345'679) {
        std::fprintf(stderr, "rows are missing from the store\n");
        std::exit(1);
    }
    report.add({ QStringLiteral("memory grown by 50,000,000 rows"), QStringLiteral("MB"), double(grown) / 1e6,
        QStringLiteral("the budget"), double(budget->limit()) / 1e6 });
}

void measureCsv(Report &report, const QString &database, const QString &folder)
{
    const auto target = QDir(folder).filePath(QStringLiteral("out.csv"));
    const auto programs = QCoreApplication::applicationDirPath();
    const auto medians = interleaved(5,
        { [&] {
             return runToFile(programs + QStringLiteral("/dumbo"),
                 { QStringLiteral("query"), QStringLiteral("-c"), database, QStringLiteral("SELECT * FROM big"), QStringLiteral("--format"), QStringLiteral("csv") }, target);
         },
            [&] { return runToFile(QStringLiteral("sqlite3"), { QStringLiteral("-csv"), database, QStringLiteral("SELECT * FROM big") }, target); } });
    QFile::remove(target);
    report.add({ QStringLiteral("dumbo query --format csv to a file"), QStringLiteral("ms"), medians[0],
        QStringLiteral("sqlite3 -csv"), medians[1] });
}
