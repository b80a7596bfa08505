// A mountain hut's bookings in a SQLite file: the typed path, where a program links the driver of its database.
//
//     typed-sqlite bookings.db
//
// There is no connection string and no plugin; Dumbo::SQLite is all that CMakeLists.txt asks for.

#include "core/sql/sql.h"
#include "direct/sqlite/sqlitedatabase.h"

#include <QTextStream>

#include <sqlite3.h>

using namespace Qt::StringLiterals;
using dumbo::Commit;
using dumbo::Executor;
using dumbo::Result;
using dumbo::Rollback;
using dumbo::TransactionOutcome;

namespace {

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

/// Everything that can fail returns a Result: a value or an Error, which tells people what to do and programs what happened.
int explain(const dumbo::Error &error)
{
    out() << "It went wrong: " << error.message() << Qt::endl;
    return 1;
}

/// Code that takes an Executor runs on a pool, inside a transaction, and on a borrowed handle alike.
Result<qint64> freeBeds(Executor &database, const QString &hut)
{
    // Values that stand for {} are bound, never pasted into the text.
    const auto statement = render(
        dumbo::sql("SELECT beds - (SELECT count(*) FROM booking WHERE hut = {}) FROM hut WHERE name = {}", hut, hut),
        dumbo::sqlite::dialect());
    if (!statement)
        return dumbo::fail(statement.error());
    return dumbo::count(database.query(*statement));
}

/// Books if there is a bed left. What the function answers decides: Commit keeps, Rollback undoes, an error undoes and is passed on.
Result<TransactionOutcome<bool>> book(Executor &transaction, const QString &hut, const QString &guest)
{
    const auto statement
        = render(dumbo::sql("INSERT INTO booking (hut, guest) VALUES ({}, {})", hut, guest), dumbo::sqlite::dialect());
    if (!statement)
        return dumbo::fail(statement.error());
    if (const auto booked = transaction.command(*statement); !booked)
        return dumbo::fail(booked.error());
    const auto left = freeBeds(transaction, hut);
    if (!left)
        return dumbo::fail(left.error());
    if (*left < 0)
        return Rollback { false };
    return Commit { true };
}

Result<void> createTables(dumbo::Client &huts)
{
    const auto made = huts.command("DROP TABLE IF EXISTS booking; DROP TABLE IF EXISTS hut;"
                                   "CREATE TABLE hut (name TEXT PRIMARY KEY, beds INTEGER NOT NULL) STRICT;"
                                   "CREATE TABLE booking (hut TEXT NOT NULL REFERENCES hut, guest TEXT NOT NULL) STRICT;"
                                   "INSERT INTO hut VALUES ('Rotwand', 2), ('Stripsen', 40)");
    return made ? Result<void>() : dumbo::fail(made.error());
}

/// The rest of the program may own a sqlite3 handle already, with a transaction open on it: an ambient executor joins in.
Result<qint64> countOnBorrowedHandle(const QString &path)
{
    sqlite3 *handle = nullptr;
    sqlite3_open(path.toUtf8().constData(), &handle);
    sqlite3_exec(handle, "BEGIN; DELETE FROM booking", nullptr, nullptr, nullptr);
    Result<qint64> left = 0;
    {
        const auto executor = dumbo::sqlite::ambientExecutor(handle);
        left = dumbo::count(executor->query("SELECT count(*) FROM booking"));
    }
    sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr); // still the owner's to end
    sqlite3_close(handle);
    return left;
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 2) {
        out() << "Usage: typed-sqlite FILE" << Qt::endl;
        return 2;
    }
    const auto path = QString::fromLocal8Bit(argv[1]);

    // One writer and several readers stand behind this; the file is opened when it is first needed.
    auto huts = dumbo::sqlite::open({ .path = path, .create = true });
    if (const auto created = createTables(huts); !created)
        return explain(created.error());

    for (const auto &guest : { u"Ann"_s, u"Ben"_s, u"Cem"_s }) {
        // A transaction that fails for a passing reason (a lock) is run again.
        const Result<bool> booked = huts.withTransaction(
            [&](Executor &transaction) { return book(transaction, u"Rotwand"_s, guest); }, {}, dumbo::RetryPolicy::several());
        if (!booked)
            return explain(booked.error());
        out() << guest << (*booked ? " has a bed" : " finds the hut full") << Qt::endl;
    }

    // The kind of an error is for programs to decide by, its message for people.
    const auto nowhere = huts.withTransaction([](Executor &transaction) { return book(transaction, u"Nowhere"_s, u"Dee"_s); });
    if (!nowhere)
        out() << "Dee: " << errorKindName(nowhere.error().kind()) << Qt::endl;

    const auto executor = huts.executor(dumbo::Access::Read);
    const auto stripsen = freeBeds(*executor, u"Stripsen"_s);
    const auto borrowed = countOnBorrowedHandle(path);
    if (!stripsen || !borrowed)
        return explain(stripsen ? borrowed.error() : stripsen.error());
    out() << "Stripsen: " << *stripsen << " beds free" << Qt::endl;
    out() << "Inside the owner's transaction: " << *borrowed << " bookings" << Qt::endl;

    const auto guests = dumbo::mapRows(
        huts.query("SELECT guest FROM booking ORDER BY guest"), [](const dumbo::Row &row) { return row.text(0); });
    if (!guests)
        return explain(guests.error());
    out() << "After it: " << QStringList(guests->begin(), guests->end()).join(u", "_s) << Qt::endl;
    return 0;
}
