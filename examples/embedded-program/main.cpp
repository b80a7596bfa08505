// Two ways into Dumbo from a program: a driver of one's own, registered and then reached by a connection string like any other; and the
// typed path to SQLite, which needs no registry at all.

#include "countdown.h"
#include "core/connection/client.h"
#include "core/plugins/driverregistry.h"
#include "core/sql/sql.h"
#include "direct/sqlite/sqlitedatabase.h"

#include <QTextStream>

using namespace Qt::StringLiterals;

namespace {

QTextStream &out()
{
    static QTextStream stream(stdout);
    return stream;
}

int explain(const dumbo::Error &error)
{
    out() << "It went wrong: " << error.message() << Qt::endl;
    return 1;
}

/// What the rows of the countdown are written to.
dumbo::Result<void> keep(dumbo::Client &log, qint64 left)
{
    const auto statement = render(dumbo::sql("INSERT INTO log (seconds) VALUES ({})", left), dumbo::sqlite::dialect());
    if (!statement)
        return dumbo::fail(statement.error());
    const auto kept = log.command(*statement);
    return kept ? dumbo::Result<void>() : dumbo::fail(kept.error());
}

} // namespace

int main()
{
    dumbo::DriverRegistry registry;
    if (const auto added = registry.addLoader(countdown::manifest(), [] { return countdown::makePlugin(); }); !added)
        return explain(added.error());

    auto countdown = dumbo::open(registry, u"countdown:"_s);
    const auto seconds
        = dumbo::mapRows(countdown.query("FROM 3"), [](const dumbo::Row &row) { return row.integer(0).value_or(0); });
    if (!seconds)
        return explain(seconds.error());

    auto log = dumbo::sqlite::open({ .path = u":memory:"_s });
    if (const auto made = log.command("CREATE TABLE log (seconds INTEGER NOT NULL) STRICT"); !made)
        return explain(made.error());
    for (const auto left : *seconds) {
        out() << left << "…" << Qt::endl;
        if (const auto kept = keep(log, left); !kept)
            return explain(kept.error());
    }
    const auto total = dumbo::count(log.query("SELECT sum(seconds) FROM log"));
    if (!total)
        return explain(total.error());
    out() << "Lift-off after " << *total << " seconds in " << registry.connectors().constFirst().connector.toText() << Qt::endl;

    const auto nonsense = countdown.query("FROM nowhere");
    out() << (nonsense ? u"?"_s : errorKindName(nonsense.error().kind())) << Qt::endl;
    return 0;
}
