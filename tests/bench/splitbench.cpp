#include "tests/bench/splitbench.h"

#include "core/sql/splitter.h"
#include "core/sql/statementreader.h"

#include <QElapsedTimer>

#include <pg_query.h>
#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace dumbo {

namespace {

constexpr std::size_t scriptSize = 10 * 1024 * 1024;

/// Inserts as a dump has them, with queries, comments and long texts between.
std::string makeScript()
{
    std::string script = "CREATE TABLE t (id integer, name text, price numeric, note text);\n";
    for (int i = 0; script.size() < scriptSize; ++i) {
        const auto number = std::to_string(i);
        script += "INSERT INTO t (id, name, price, note) VALUES (" + number + ", 'it''s number " + number + "', " + number + ".50, '{\"a\": [1, 2]; }');\n";
        if (i % 10 == 0)
            script += "-- how many; so far\nSELECT count(*) AS \"n;\" FROM t /* all of them; */ WHERE id < " + number + " AND name LIKE '%a%';\n";
        if (i % 100 == 0)
            script += "UPDATE t SET note = '" + std::string(2000, 'x') + "' WHERE id = " + number + ";\n";
    }
    return script;
}

Dialect dialectOf(bool postgresql)
{
    Dialect dialect;
    dialect.lexer.triggerBodies = !postgresql;
    dialect.lexer.backtickIdentifiers = !postgresql;
    dialect.lexer.bracketIdentifiers = !postgresql;
    dialect.lexer.nestedComments = postgresql;
    dialect.lexer.dollarQuotes = postgresql;
    dialect.lexer.escapeStrings = postgresql;
    dialect.lexer.atomicBodies = postgresql;
    dialect.lexer.clientCommands = postgresql;
    return dialect;
}

template <typename Work>
qint64 timed(Work work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return timer.nsecsElapsed();
}

qint64 median(std::vector<qint64> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

void readInPieces(std::string_view script, const Dialect &dialect)
{
    StatementReader reader(dialect);
    constexpr std::size_t piece = 64 * 1024;
    for (std::size_t begin = 0; begin < script.size(); begin += piece) {
        reader.append(script.substr(begin, piece));
        while (reader.next()) { }
    }
    reader.finish();
    while (reader.next()) { }
}

void prepareAll(const std::string &script)
{
    sqlite3 *database = nullptr;
    sqlite3_open(":memory:", &database);
    const char *position = script.c_str();
    const char *const end = position + script.size();
    bool first = true;
    while (position < end) {
        sqlite3_stmt *statement = nullptr;
        // A length would make SQLite copy the rest of the script each time.
        if (sqlite3_prepare_v2(database, position, -1, &statement, &position) != SQLITE_OK)
            break;
        if (first) // the others need the table
            sqlite3_step(statement);
        first = false;
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
}

} // namespace

SplitTimes measureSplit(int runs)
{
    const std::string script = makeScript();
    const Dialect sqlite = dialectOf(false);
    const Dialect postgresql = dialectOf(true);
    SplitTimes times;
    times.scriptBytes = qint64(script.size());
    std::vector<qint64> sqliteRules, postgresqlRules, reader, scanner, prepare;
    for (int run = 0; run < runs; ++run) {
        sqliteRules.push_back(timed([&] { times.statements = qint64(splitScript(script, sqlite).size()); }));
        scanner.push_back(timed([&] { pg_query_free_split_result(pg_query_split_with_scanner(script.c_str())); }));
        postgresqlRules.push_back(timed([&] { (void)splitScript(script, postgresql); }));
        prepare.push_back(timed([&] { prepareAll(script); }));
        reader.push_back(timed([&] { readInPieces(script, postgresql); }));
    }
    times.sqliteRules = median(sqliteRules);
    times.postgresqlRules = median(postgresqlRules);
    times.reader = median(reader);
    times.libpgqueryScanner = median(scanner);
    times.sqlitePrepare = median(prepare);
    return times;
}

} // namespace dumbo
