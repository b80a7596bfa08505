#include "duckbench.h"

#include "core/plugins/driverregistry.h"
#include "core/results/resultfetch.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

#include <cstdlib>

using namespace dumbo;

namespace {

constexpr int rounds = 7;

template <typename T>
T need(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", qPrintable(result.error().toText()));
        std::exit(1);
    }
    return std::move(*result);
}

QString buildFolder()
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/..");
}

/// In a connection of its own for each run, as the bare loop has it.
double readIntoStore(StoragePlugin &plugin, const QString &database, const QByteArray &sql)
{
    ConnectionObserver observer;
    ConnectRequest request;
    request.options.set(QStringLiteral("path"), database);
    request.options.set(QStringLiteral("threads"), qint64(1));
    const auto connection = need(plugin.connect(request, observer));
    const auto budget = std::make_shared<MemoryBudget>(qint64(1) << 40);
    const auto begin = processorSeconds();
    Statement statement;
    statement.text = sql;
    const auto execution = need(connection->execute(statement));
    need(execution->nextResult());
    const auto columns = execution->columns();
    const auto store = ResultStore::create({ columns.begin(), columns.end() }, budget);
    FetchGate gate;
    need(fetchInto(*execution, *store, gate, {}));
    const auto used = (processorSeconds() - begin) * 1000;
    if (store->rowCount() != 1'000'000) {
        std::fprintf(stderr, "rows are missing from the store\n");
        std::exit(1);
    }
    return used;
}

double bareLoop(const QString &driverFolder, const QString &database, const QByteArray &sql)
{
    QProcess process;
    process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/dumbo-bench-duckloop"),
        { driverFolder + QStringLiteral("/libduckdb.so"), database, QString::fromUtf8(sql) });
    if (!process.waitForFinished(600'000) || process.exitCode() != 0) {
        std::fprintf(stderr, "the bare loop failed: %s\n", process.readAllStandardError().constData());
        std::exit(1);
    }
    return process.readAllStandardOutput().split(' ').value(0).toDouble();
}

} // namespace

void measureDuckDb(Report &report, const QString &folder)
{
    const auto name = QStringLiteral("read 1,000,000 × 7 of DuckDB into the store, CPU");
    const auto driverFolder = buildFolder() + QStringLiteral("/examples/duckdb-driver");
    DriverRegistry registry;
    registry.discover({ driverFolder });
    const auto plugin = registry.get(Connector { QStringLiteral("DuckDB"), QStringLiteral("libduckdb") });
    if (!plugin) {
        report.skip(name, QStringLiteral("the example driver is not built: ./bench duckdb builds it"));
        return;
    }
    const auto database = QDir(folder).filePath(QStringLiteral("big.duckdb"));
    if (!QFile::exists(database)) {
        ConnectionObserver observer;
        ConnectRequest request;
        request.options.set(QStringLiteral("path"), database);
        request.options.set(QStringLiteral("create"), true);
        const auto connection = need((*plugin)->connect(request, observer));
        Statement statement;
        statement.text = "CREATE TABLE big AS SELECT i AS id, 'name of ' || i AS name, i / 7 AS amount, i % 3 = 0 AS flag, "
                         "(i % 20000)::INTEGER AS number, CASE WHEN i % 5 = 0 THEN NULL ELSE 'a note that is longer than the others: ' || i END AS note, "
                         "i::DOUBLE AS weight FROM range(1000000) r(i)";
        const auto execution = need(connection->execute(statement));
        if (const auto made = execution->close(CloseMode::Drain); !made) {
            std::fprintf(stderr, "%s\n", qPrintable(made.error().toText()));
            std::exit(1);
        }
    }
    const QByteArray plain = "SELECT * FROM big";
    const auto medians = interleaved(rounds,
        { [&] { return readIntoStore(**plugin, database, plain); }, [&] { return bareLoop(driverFolder, database, plain); } });
    report.add({ name, QStringLiteral("ms"), medians[0], QStringLiteral("bare C API loop over its chunks"), medians[1] });
}
