#include "tests/bench/sqliteread.h"

#include "drivers/sqlite/plugin.h"

#include <QFile>

#include <sqlite3.h>

#include <ctime>
#include <vector>

namespace dumbo::bench {

namespace {

constexpr auto bigTable = "SELECT * FROM big";

std::chrono::nanoseconds threadCpu()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

/// Fills in both times of a cost when the reading is done.
class Stopwatch
{
public:
    void stop(ReadCost &cost) const
    {
        cost.wall = std::chrono::steady_clock::now() - m_wall;
        cost.cpu = threadCpu() - m_cpu;
    }

private:
    std::chrono::steady_clock::time_point m_wall = std::chrono::steady_clock::now();
    std::chrono::nanoseconds m_cpu = threadCpu();
};

Result<std::unique_ptr<Connection>> open(const QString &path, ConnectionObserver &observer)
{
    sqlite::SqliteOptions options;
    options.path = path;
    options.create = true;
    return sqlite::SqlitePlugin().connect(options, observer);
}

Result<void> run(Connection &connection, const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    return (*execution)->close(CloseMode::Drain);
}

qint64 payloadOf(const ColumnData &column)
{
    if (column.offsets)
        return column.byteCount;
    return column.format == PhysicalFormat::Null ? 0 : 8 * (column.length - column.nullCount);
}

/// Payload and memory of one batch, summed from its columns so that measuring costs little.
void count(const Batch &batch, ReadCost &cost)
{
    cost.rows += batch.rowCount();
    cost.heldBytes += batch.memoryBytes();
    for (int column = 0; column < batch.columnCount(); ++column)
        cost.payloadBytes += payloadOf(batch.column(column));
}

Result<ReadCost> readBatches(const QString &path, bool hold)
{
    ConnectionObserver observer;
    const auto connection = open(path, observer);
    if (!connection)
        return fail(connection.error());
    ReadCost cost;
    std::vector<Batch> held;
    const Stopwatch watch;
    Statement statement;
    statement.text = bigTable;
    const auto execution = (*connection)->execute(statement);
    if (!execution)
        return fail(execution.error());
    if (const auto first = (*execution)->nextResult(); !first)
        return fail(first.error());
    for (auto limit = BatchLimit::first();; limit = {}) {
        auto batch = (*execution)->next(limit);
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            break;
        count(**batch, cost);
        if (hold)
            held.push_back(std::move(**batch));
    }
    watch.stop(cost);
    if (!hold)
        cost.heldBytes = 0;
    return cost;
}

std::unexpected<Error> failed(sqlite3 *database)
{
    return fail(ErrorKind::General, QString::fromUtf8(sqlite3_errmsg(database)));
}

} // namespace

Result<void> makeBigTable(const QString &path, qint64 rows)
{
    if (QFile::exists(path))
        return {};
    ConnectionObserver observer;
    const auto connection = open(path, observer);
    if (!connection)
        return fail(connection.error());
    return run(**connection,
        R"sql(
        PRAGMA synchronous = OFF;
        CREATE TABLE big(id INTEGER PRIMARY KEY, name TEXT NOT NULL, price DECIMAL(12,2) NOT NULL, at DATETIME NOT NULL,
            active BOOLEAN NOT NULL, facts JSON NOT NULL, note TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < )sql"
            + QByteArray::number(rows) + R"sql()
        INSERT INTO big SELECT i, printf('customer %011d', i), printf('%d.%02d%s', i % 100000, i % 100, ''),
            strftime('%Y-%m-%d %H:%M:%S.123456+00', 1700000000 + i, 'unixepoch'), i % 2,
            printf('{"id": %d, "tags": ["alpha", "beta"], "score": %d.5, "city": "Mountain View", "open": true, "n": %d}', i, i % 100, i % 977),
            CASE WHEN i % 3 THEN printf('note number %d', i) END FROM n;
        PRAGMA wal_checkpoint(TRUNCATE);)sql");
}

Result<ReadCost> readWithBareLoop(const QString &path)
{
    sqlite3 *database = nullptr;
    const auto code
        = sqlite3_open_v2(qPrintable(path), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owner(database, sqlite3_close);
    if (code != SQLITE_OK)
        return failed(database);
    ReadCost cost;
    const Stopwatch watch;
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v2(database, bigTable, -1, &statement, nullptr) != SQLITE_OK)
        return failed(database);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> finalizer(statement, sqlite3_finalize);
    const auto columns = sqlite3_column_count(statement);
    volatile qint64 sink = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < columns; ++i) {
            switch (sqlite3_column_type(statement, i)) {
            case SQLITE_INTEGER:
                sink = sqlite3_column_int64(statement, i);
                cost.payloadBytes += 8;
                break;
            case SQLITE_FLOAT:
                sink = qint64(sqlite3_column_double(statement, i));
                cost.payloadBytes += 8;
                break;
            case SQLITE_TEXT:
                sink = *sqlite3_column_text(statement, i);
                cost.payloadBytes += sqlite3_column_bytes(statement, i);
                break;
            case SQLITE_BLOB:
                sink = sqlite3_column_blob(statement, i) != nullptr;
                cost.payloadBytes += sqlite3_column_bytes(statement, i);
                break;
            default:
                break;
            }
        }
        ++cost.rows;
    }
    std::ignore = sink;
    watch.stop(cost);
    return cost;
}

Result<ReadCost> readWithDriver(const QString &path)
{
    return readBatches(path, false);
}

Result<ReadCost> readAndHoldWithDriver(const QString &path)
{
    return readBatches(path, true);
}

} // namespace dumbo::bench
