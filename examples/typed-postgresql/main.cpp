// Nights in mountain huts, in PostgreSQL: the typed path, where a program links the driver of its database and gets what only
// that database has: COPY, partitions, notifications.
//
//     PGHOST=localhost PGDATABASE=huts typed-postgresql
//
// What the options below leave empty is libpq's business: environment, service file, password file, defaults.

#include "direct/postgresql/postgresdatabase.h"

#include <QTextStream>

#include <libpq-fe.h>

using namespace Qt::StringLiterals;
using dumbo::Commit;
using dumbo::Executor;
using dumbo::Result;
using dumbo::TransactionOutcome;
using dumbo::postgresql::PostgresDatabase;

namespace {

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

Result<void> createTables(PostgresDatabase &huts)
{
    const auto made = huts.command("DROP TABLE IF EXISTS night; DROP TABLE IF EXISTS season;"
                                   "CREATE TABLE night (day date NOT NULL, hut text NOT NULL, guests int NOT NULL)"
                                   " PARTITION BY RANGE (day);"
                                   "CREATE TABLE season (hut text PRIMARY KEY, guests int NOT NULL)");
    if (!made)
        return dumbo::fail(made.error());
    dumbo::NewPartition july;
    july.parent.name = u"night"_s;
    july.path.name = u"night_2026_07"_s;
    july.bounds.kind = dumbo::PartitionBounds::Kind::Range;
    july.bounds.from = { { .text = u"2026-07-01"_s } };
    july.bounds.to = { { .text = u"2026-08-01"_s } };
    return huts.createPartition(july);
}

/// COPY: the fastest way for many rows. They are asked for piece by piece, so memory does not grow with them.
Result<qint64> fillNights(PostgresDatabase &huts)
{
    int day = 0;
    return huts.copyIn("COPY night (day, hut, guests) FROM STDIN", [&]() -> Result<std::optional<QByteArray>> {
        if (++day > 31)
            return std::nullopt;
        const auto date = "2026-07-" + QByteArray::number(day).rightJustified(2, '0');
        return date + "\tRotwand\t" + QByteArray::number(day % 7) + '\n' + date + "\tStripsen\t10\n";
    });
}

/// Sums a season up. Serializable, and run again as a whole where PostgreSQL could not put it in an order with others.
Result<qint64> closeSeason(PostgresDatabase &huts)
{
    return huts.withTransaction(
        [](Executor &transaction) -> Result<TransactionOutcome<qint64>> {
            const auto summed = transaction.command("INSERT INTO season SELECT hut, sum(guests) FROM night GROUP BY hut");
            if (!summed)
                return dumbo::fail(summed.error());
            // Sent to those who listen only if the transaction is committed.
            if (const auto told = transaction.command("NOTIFY season, 'closed'"); !told)
                return dumbo::fail(told.error());
            return Commit { summed->affectedRows.value_or(0) };
        },
        { .isolation = dumbo::IsolationLevel::Serializable }, dumbo::RetryPolicy::several());
}

Result<QByteArray> seasonAsCsv(PostgresDatabase &huts)
{
    QByteArray csv;
    const auto given = huts.copyOut("COPY (SELECT * FROM season ORDER BY hut) TO STDOUT (FORMAT csv)",
        [&](std::span<const char> bytes) -> Result<void> {
            csv.append(bytes.data(), qsizetype(bytes.size()));
            return {};
        });
    return given ? Result<QByteArray>(csv) : dumbo::fail(given.error());
}

/// The rest of the program may have a libpq connection with an open transaction already: an ambient executor joins in.
Result<qint64> seasonsInTransactionOf(PGconn *connection)
{
    const auto executor = dumbo::postgresql::ambientExecutor(connection);
    if (!executor)
        return dumbo::fail(executor.error());
    return dumbo::count((*executor)->query("SELECT count(*) FROM season"));
}

Result<qint64> seasonsOnBorrowedConnection()
{
    PGconn *connection = PQconnectdb("");
    PQclear(PQexec(connection, "BEGIN"));
    PQclear(PQexec(connection, "DELETE FROM season"));
    auto seen = seasonsInTransactionOf(connection);
    PQclear(PQexec(connection, "ROLLBACK")); // still the owner's to end
    PQfinish(connection);
    return seen;
}

Result<void> run(PostgresDatabase &huts)
{
    if (const auto created = createTables(huts); !created)
        return created;
    const auto filled = fillNights(huts);
    if (!filled)
        return dumbo::fail(filled.error());
    out() << "Nights: " << *filled << Qt::endl;

    dumbo::ObjectPath night;
    night.name = u"night"_s;
    const auto tree = huts.partitions(night);
    if (!tree)
        return dumbo::fail(tree.error());
    for (const auto &partition : tree->children)
        out() << "Partition: " << partition.path.name << ' ' << partition.bounds << Qt::endl;

    const auto listener = huts.listen({ u"season"_s });
    if (!listener)
        return dumbo::fail(listener.error());
    const auto closed = closeSeason(huts);
    if (!closed)
        return dumbo::fail(closed.error());
    const auto heard = (*listener)->waitFor(std::chrono::seconds(30));
    if (!heard)
        return dumbo::fail(heard.error());
    out() << "Heard: " << (*heard ? (*heard)->payload : u"nothing"_s) << Qt::endl;

    const auto csv = seasonAsCsv(huts);
    const auto borrowed = seasonsOnBorrowedConnection();
    if (!csv || !borrowed)
        return dumbo::fail(csv ? borrowed.error() : csv.error());
    out() << *csv << "Inside the owner's transaction: " << *borrowed << Qt::endl;
    return {};
}

} // namespace

int main()
{
    // A pool of connections stands behind this; the first is made when it is needed.
    auto huts = dumbo::postgresql::open({ .applicationName = u"typed-postgresql"_s });
    if (const auto done = run(huts); !done) {
        out() << "It went wrong: " << done.error().message() << Qt::endl;
        return 1;
    }
    return 0;
}
