#include "documentbench.h"

#include "core/connection/client.h"
#include "core/connection/connectionstring.h"
#include "core/documents/documentengine.h"
#include "core/documents/documentsource.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "tests/support/servers/postgresserver.h"

#include <QDir>
#include <QFile>

#include <cstdlib>
#include <libpq-fe.h>
#include <sqlite3.h>

using namespace dumbo;

namespace {

constexpr int rounds = 5;
constexpr int lookups = 1000;
constexpr int inserted = 100'000;

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

/// The same documents in each database: some 250 bytes, of which an index serves "customer".
constexpr char postgresFill[] = R"sql(
INSERT INTO orders (_id, data, _version)
SELECT 'o' || i, jsonb_build_object('_id', 'o' || i, '_version', '1', 'customer', 'c' || i % 200000, 'amount', (i * 31 % 99999) / 10.0,
    'city', 'Port ' || i % 997, 'open', i % 2 = 0, 'tags', jsonb_build_array('red', 't' || i % 50),
    'items', jsonb_build_array(jsonb_build_object('sku', 's' || i % 5000, 'count', i % 7))), 1
FROM generate_series(1::bigint, 1000000) i)sql";
constexpr char sqliteFill[] = R"sql(
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000)
INSERT INTO orders (_id, data, _version)
SELECT 'o' || i, printf('{"_id":"o%d","_version":"1","customer":"c%d","amount":%.1f,"city":"Port %d","open":%s,"tags":["red","t%d"],"items":[{"sku":"s%d","count":%d}]}',
    i, i % 200000, (i * 31 % 99999) / 10.0, i % 997, CASE WHEN i % 2 = 0 THEN 'true' ELSE 'false' END, i % 50, i % 5000, i % 7), 1 FROM n)sql";

QByteArray orderText(int number, QByteArrayView begin = "n")
{
    const auto i = QByteArray::number(number);
    const auto id = QByteArray(begin.toByteArray() + i);
    return "{\"_id\":\"" + id + "\",\"_version\":\"1\",\"customer\":\"c" + i + "\",\"amount\":" + QByteArray::number(number % 999) + ".5,\"city\":\"Port "
        + QByteArray::number(number % 997) + "\",\"open\":true,\"tags\":[\"red\",\"t5\"],\"items\":[{\"sku\":\"s" + i + "\",\"count\":3}]}";
}

struct Subject {
    QString name;
    Client client;
    DocumentEngine engine;
    DocumentSource source = {};
    QByteArray byCustomer; ///< by hand, with one parameter
    QByteArray byAmount;
    QString insertPeer;
    std::function<double()> insertByHand; ///< milliseconds
};

qint64 drain(Execution &execution)
{
    need(execution.nextResult());
    qint64 rows = 0;
    while (auto batch = need(execution.next(BatchLimit())))
        rows += batch->rowCount();
    return rows;
}

template <typename F>
double milliseconds(F function)
{
    const auto begin = wallSeconds();
    function();
    return (wallSeconds() - begin) * 1000;
}

void run(Executor &executor, const std::vector<StatementText> &statements)
{
    for (const auto &statement : statements)
        need(executor.command(statement));
}

void prepare(Subject &subject, const QByteArray &fill, const std::vector<QByteArray> &after)
{
    need(subject.client.submit([&](Executor &executor) -> Result<bool> {
        for (const auto *name : { "orders", "arrivals" }) {
            const auto migrations = need(subject.engine.pongo().migrations({ .table = { {}, {}, QString::fromLatin1(name) }, .indexes = {} }));
            for (const auto &migration : migrations)
                run(executor, migration.up);
        }
        need(executor.command(fill));
        const auto bare = need(sourceOf(executor, subject.engine.pongo(), { {}, {}, QStringLiteral("orders") }));
        DocumentIndex index;
        index.name = QStringLiteral("orders_customer");
        index.keys.push_back({ { "customer" } });
        run(executor, need(subject.engine.pongo().createIndex(bare, index)));
        run(executor, after);
        subject.source = need(sourceOf(executor, subject.engine.pongo(), { {}, {}, QStringLiteral("orders") }));
        return true;
    }).takeResult());
}

double findOurs(const Subject &subject, Executor &executor)
{
    return milliseconds([&] {
        for (int i = 0; i < lookups; ++i) {
            const auto query = need(subject.engine.query(subject.source, "{customer: 'c" + QByteArray::number(i * 197) + "'}"));
            auto found = need(subject.engine.find(executor, query));
            if (drain(*found.execution) != 5)
                std::exit(1);
        }
    });
}

/// A text whose parameters are all the customer.
double findBy(const QByteArray &text, std::size_t parameters, Executor &executor)
{
    return milliseconds([&] {
        for (int i = 0; i < lookups; ++i) {
            Statement statement;
            statement.text = text;
            statement.parameters.positional.assign(parameters, Value::text(QByteArray("c" + QByteArray::number(i * 197))));
            if (drain(*need(executor.execute(statement))) != 5)
                std::exit(1);
        }
    });
}

double scanOurs(const Subject &subject, Executor &executor)
{
    return milliseconds([&] {
        auto found = need(subject.engine.find(executor, need(subject.engine.query(subject.source, "{amount: {$gt: 9900}}"))));
        if (drain(*found.execution) < 5000)
            std::exit(1);
    });
}

double scanByHand(const Subject &subject, Executor &executor)
{
    return milliseconds([&] {
        if (drain(*need(executor.execute(subject.byAmount))) < 5000)
            std::exit(1);
    });
}

double insertOurs(const Subject &subject, Executor &executor)
{
    need(executor.command("DELETE FROM arrivals"));
    DocumentWrite write;
    write.source = subject.source;
    write.source.table.name = QStringLiteral("arrivals");
    write.source.indexes.clear();
    for (int i = 0; i < inserted; ++i)
        write.rows.push_back({ .key = { Value::text(QByteArray("n" + QByteArray::number(i))) }, .text = orderText(i), .expectedVersion = {}, .expectedText = {} });
    return milliseconds([&] {
        if (need(subject.engine.write(executor, write)).changed != inserted)
            std::exit(1);
    });
}

void measure(Report &report, Subject &subject)
{
    const auto byHand = QStringLiteral("SQL by hand");
    need(subject.client.submit([&](Executor &executor) -> Result<bool> {
        // Both mean a text; that of the filter finds it in arrays as well, as MongoDB's do.
        const auto same = need(subject.engine.explainFind(need(subject.engine.query(subject.source, "{customer: 'c1'}")))).statement;
        auto medians = interleaved(rounds, { [&] { return findOurs(subject, executor); },
            [&] { return findBy(same.text, same.parameters.positional.size(), executor); }, [&] { return findBy(subject.byCustomer, 1, executor); } });
        const auto name = subject.name + QStringLiteral(": find by indexed field, 1,000 times");
        report.add({ name, QStringLiteral("ms"), medians[0], QStringLiteral("the same SQL by hand"), medians[1] });
        report.add({ name, QStringLiteral("ms"), medians[0], QStringLiteral("SQL by hand, without arrays"), medians[2] });
        medians = interleaved(rounds, { [&] { return scanOurs(subject, executor); }, [&] { return scanByHand(subject, executor); } });
        report.add({ subject.name + QStringLiteral(": a filter's scan of 1,000,000"), QStringLiteral("ms"), medians[0], byHand, medians[1] });
        medians = interleaved(rounds, { [&] { return insertOurs(subject, executor); }, [&] {
            need(executor.command("DELETE FROM arrivals"));
            return subject.insertByHand();
        } });
        report.add({ subject.name + QStringLiteral(": insert 100,000"), QStringLiteral("ms"), medians[0], subject.insertPeer, medians[1] });
        return true;
    }).takeResult());
}

double copyInto(const QString &url)
{
    auto *handle = PQconnectdb(url.toUtf8().constData());
    const auto time = milliseconds([&] {
        PQclear(PQexec(handle, "COPY arrivals (_id, data, _version) FROM STDIN"));
        for (int i = 0; i < inserted; ++i) {
            const auto line = "n" + QByteArray::number(i) + '\t' + orderText(i) + "\t1\n";
            PQputCopyData(handle, line.constData(), int(line.size()));
        }
        PQputCopyEnd(handle, nullptr);
        while (auto *result = PQgetResult(handle))
            PQclear(result);
    });
    PQfinish(handle);
    return time;
}

double preparedInto(const QString &path)
{
    sqlite3 *handle = nullptr;
    sqlite3_open(path.toUtf8().constData(), &handle);
    sqlite3_busy_timeout(handle, 5000);
    const auto time = milliseconds([&] {
        sqlite3_exec(handle, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
        sqlite3_stmt *statement = nullptr;
        sqlite3_prepare_v2(handle, "INSERT INTO arrivals (_id, data, _version) VALUES (?, ?, 1)", -1, &statement, nullptr);
        for (int i = 0; i < inserted; ++i) {
            const auto id = QByteArray("n" + QByteArray::number(i));
            const auto text = orderText(i);
            sqlite3_bind_text(statement, 1, id.constData(), int(id.size()), SQLITE_STATIC);
            sqlite3_bind_text(statement, 2, text.constData(), int(text.size()), SQLITE_STATIC);
            sqlite3_step(statement);
            sqlite3_reset(statement);
        }
        sqlite3_finalize(statement);
        sqlite3_exec(handle, "COMMIT", nullptr, nullptr, nullptr);
    });
    sqlite3_close(handle);
    return time;
}

Subject subjectOf(DriverRegistry &registry, const QString &name, const QString &text)
{
    const auto target = need(parseConnectionString(text, registry));
    return { .name = name, .client = open(registry, text), .engine = need(DocumentEngine::of(registry, target.connector)), .byCustomer = {},
                .byAmount = {}, .insertPeer = {}, .insertByHand = {} };
}

void measureSqlite(Report &report, DriverRegistry &registry, const QString &folder)
{
    const auto path = QDir(folder).filePath(QStringLiteral("documents.db"));
    for (const auto *suffix : { "", "-wal", "-shm" })
        QFile::remove(path + QLatin1StringView(suffix));
    auto subject = subjectOf(registry, QStringLiteral("SQLite"), QStringLiteral("sqlite:///%1?create=true").arg(path));
    subject.byCustomer = "SELECT _id, _version, data FROM orders WHERE data ->> '$.customer' = ?";
    subject.byAmount = "SELECT _id, _version, data FROM orders WHERE data ->> '$.amount' > 9900";
    subject.insertPeer = QStringLiteral("a prepared INSERT in one transaction");
    subject.insertByHand = [&] { return preparedInto(path); };
    prepare(subject, sqliteFill, { "CREATE INDEX orders_by_hand ON orders (data ->> '$.customer')", "ANALYZE" });
    measure(report, subject);
}

void measurePostgresql(Report &report, DriverRegistry &registry)
{
    auto server = test::PostgresServer::start();
    if (!server)
        return report.skip(QStringLiteral("PostgreSQL: documents"), server.error().message());
    const auto url = (*server)->url();
    auto subject = subjectOf(registry, QStringLiteral("PostgreSQL"), url);
    subject.byCustomer = "SELECT _id, _version, data FROM orders WHERE data ->> 'customer' = $1";
    subject.byAmount = "SELECT _id, _version, data FROM orders WHERE (data ->> 'amount')::numeric > 9900";
    subject.insertPeer = QStringLiteral("COPY");
    subject.insertByHand = [&] { return copyInto(url); };
    prepare(subject, postgresFill, { "CREATE INDEX orders_by_hand ON orders ((data ->> 'customer'))", "VACUUM (FREEZE, ANALYZE) orders" });
    measure(report, subject);
}

} // namespace

void measureDocuments(Report &report, const QString &folder)
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    measureSqlite(report, registry, folder);
    measurePostgresql(report, registry);
}
