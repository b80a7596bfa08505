#include "lintbench.h"

#include "core/migrations/advisor.h"
#include "drivers/common/mysql/advice/advice.h"
#include "drivers/common/mysql/dialect.h"
#include "drivers/common/postgresql/advice/migrationadvice.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/sqlite/advice/advice.h"
#include "drivers/common/sqlite/dialect.h"

#include <pg_query.h>

#include <cstdio>
#include <memory>
#include <vector>

using namespace dumbo;

namespace {

constexpr int migrationCount = 1'000;
constexpr int rounds = 5;

/// Ten statements as migrations have them, valid everywhere.
QByteArrayList statementsOf(int number)
{
    const auto table = "hut" + QByteArray::number(number);
    return { "CREATE TABLE " + table + " (id integer PRIMARY KEY, name varchar(80) NOT NULL, region integer, height numeric(8, 2) DEFAULT 0, note text)",
        "CREATE INDEX " + table + "_name ON " + table + " (name)", "ALTER TABLE old_" + table + " ADD COLUMN opened date",
        "ALTER TABLE old_" + table + " RENAME COLUMN opened TO opens", "ALTER TABLE old_" + table + " DROP COLUMN closed",
        "CREATE UNIQUE INDEX old_" + table + "_opens ON old_" + table + " (region, opens)",
        "INSERT INTO " + table + " (id, name, region) SELECT id, name, region FROM old_" + table + " WHERE region IS NOT NULL AND name <> ''",
        "UPDATE " + table + " SET note = 'opens in May; -- mostly', height = height + 1 WHERE region = " + QByteArray::number(number),
        "CREATE VIEW " + table + "_names AS SELECT name, height FROM " + table + " WHERE height > 2000", "DROP TABLE old_" + table };
}

std::vector<Migration> makeMigrations()
{
    std::vector<Migration> migrations(migrationCount);
    for (int i = 0; i < migrationCount; ++i) {
        migrations[std::size_t(i)].name = QString::number(i);
        for (const auto &text : statementsOf(i))
            migrations[std::size_t(i)].up.push_back({ text, 0, 0, 1 });
    }
    return migrations;
}

double parseTime(const std::vector<Migration> &migrations)
{
    const auto begin = wallSeconds();
    for (const auto &migration : migrations) {
        for (const auto &statement : migration.up)
            pg_query_free_protobuf_parse_result(pg_query_parse_protobuf(statement.text.constData()));
    }
    return (wallSeconds() - begin) * 1000;
}

double adviseTime(const Advisor &advisor, const std::vector<Migration> &migrations)
{
    const auto begin = wallSeconds();
    const auto advice = advisor.advise(migrations);
    const auto time = (wallSeconds() - begin) * 1000;
    if (!advice || advice->counts().warnings == 0)
        std::fprintf(stderr, "There was no advice.\n");
    return time;
}

} // namespace

void measureLint(Report &report)
{
    const auto migrations = makeMigrations();
    const Advisor postgresql(std::make_shared<dumbo::postgresql::MigrationAdvice>(), dumbo::postgresql::dialect(), true);
    const Advisor sqlite(dumbo::sqlite::makeAdviceExtension(), dumbo::sqlite::dialect(), true);
    const Advisor mysql(dumbo::mysql::makeAdviceExtension(), dumbo::mysql::dialect(), false);
    const auto times = interleaved(rounds,
        { [&] { return adviseTime(postgresql, migrations); }, [&] { return adviseTime(sqlite, migrations); },
            [&] { return adviseTime(mysql, migrations); }, [&] { return parseTime(migrations); } });
    const auto unit = QStringLiteral("ms");
    const auto peer = QStringLiteral("libpg_query's bare parse");
    report.add({ QStringLiteral("lint 10,000 statements, PostgreSQL"), unit, times[0], peer, times[3] });
    report.add({ QStringLiteral("lint 10,000 statements, SQLite"), unit, times[1], peer, times[3] });
    report.add({ QStringLiteral("lint 10,000 statements, MariaDB"), unit, times[2], peer, times[3] });
}
