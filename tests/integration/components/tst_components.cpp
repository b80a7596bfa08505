#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "core/connection/connectionstring.h"
#include "core/migrations/targetopener.h"
#include "core/schema/columntypes.h"
#include "core/schema/componentbuilder.h"
#include "core/schema/componentcomparison.h"
#include "core/schema/componentfile.h"
#include "drivers/common/postgresql/components.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/unit/core/sql/dialects.h"

#include <QTemporaryDir>

#include <sqlite3.h>

using namespace dumbo;
using namespace dumbo::components;
using namespace Qt::StringLiterals;
using dumbo::test::MariaDbServer;
using dumbo::test::PostgresServer;

namespace {

Dialect dialectOf(const char *folder)
{
    return dumbo::testing::shippedDialect(QString::fromLatin1(folder));
}

QString upScript(const MigrationSet &set)
{
    QString text;
    for (const auto &migration : set.migrations) {
        for (const auto &statement : migration.up)
            text += QString::fromUtf8(statement.text) + u";\n"_s;
    }
    return text;
}

/// What takes everything back, the last first.
QString downScript(const MigrationSet &set)
{
    QString text;
    for (auto migration = set.migrations.rbegin(); migration != set.migrations.rend(); ++migration) {
        for (const auto &statement : migration->down)
            text += QString::fromUtf8(statement.text) + u";\n"_s;
    }
    return text;
}

/// Sentences about everything that is not as declared.
QStringList differences(const SchemaComponent &root, const Dialect &dialect, const QString &url)
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const auto target = parseConnectionString(url, registry);
    if (!target)
        return { target.error().toText() };
    const auto open = targetOpener(registry, *target)({});
    if (!open)
        return { open.error().toText() };
    const auto catalog = (*open)->connection().catalog({});
    if (!catalog)
        return { catalog.error().toText() };
    const auto resolved = resolveComponents(std::make_shared<const SchemaComponent>(root), dialect);
    QStringList sentences;
    const auto compared = compareComponents(resolved, dialect, catalog->objects);
    for (std::size_t i = 0; i < compared.size(); ++i) {
        for (const auto &difference : compared[i].differences)
            sentences.append(resolved.components[i].description() + u": "_s + difference);
    }
    return sentences;
}

/// All there is in one database: keys of two columns, relationships forwards, backwards and to itself, names that need quotes.
DatabaseComponent store(bool withSchemas)
{
    auto staff = table(u"Staff \"x\""_s)
                     .column(column(u"id"_s, u"identity"_s).primaryKey())
                     .column(column(u"boss"_s, u"bigint"_s))
                     .references({ u"boss"_s }, u"Staff \"x\""_s);
    auto orders = table(u"orders"_s)
                      .column(column(u"country"_s, u"char(2)"_s))
                      .column(column(u"number"_s, u"bigint"_s))
                      .column(column(u"by"_s, u"bigint"_s).notNull())
                      .column(column(u"note"_s, u"text"_s).notNull().defaultsTo(Value::text(u"it's \\ new"_s)))
                      .column(column(u"made"_s, u"timestamptz"_s).defaultsToSql(u"CURRENT_TIMESTAMP"_s))
                      .column(column(u"price"_s, u"numeric(10, 2)"_s).notNull().defaultsTo(Value::decimal("12.50")))
                      .column(column(u"open"_s, u"boolean"_s).defaultsTo(true))
                      .column(column(u"later"_s, u"date"_s).added())
                      .primaryKey({ u"country"_s, u"number"_s })
                      .check(u"price >= 0"_s, u"orders_price"_s)
                      .references({ u"by"_s }, u"Staff \"x\""_s)
                      .index(index({ u"price"_s, u"by"_s }));
    auto lines = table(u"lines"_s)
                     .column(column(u"country"_s, u"char(2)"_s).notNull())
                     .column(column(u"order"_s, u"bigint"_s).notNull())
                     .column(column(u"tag"_s, u"text"_s).unique())
                     .references({ u"country"_s, u"order"_s }, u"orders"_s, { u"country"_s, u"number"_s });
    lines.relationships.front().onDelete = u"cascade"_s;
    if (!withSchemas)
        return database(u"store"_s).table(std::move(lines)).table(std::move(orders)).table(std::move(staff));
    return database(u"store"_s)
        .schema(schema(u"Sales"_s).table(std::move(lines)).table(std::move(orders)).table(std::move(staff)))
        .table(table(u"apart"_s).column(column(u"staff"_s, u"bigint"_s)).references({ u"staff"_s }, u"Sales.Staff \"x\""_s));
}

} // namespace

/// Components on real servers.
class tst_Components : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void postgresqlTakesComponentsForthAndBack();
    void mariaDbTakesComponentsForthAndBack();
    void theSampleRunsOnPostgresql();
    void theSampleRunsOnMariaDb();
    void whatPostgresqlMadeIsAsDeclared();
    void whatMariaDbMadeIsAsDeclared();
    void whatSqliteMadeIsAsDeclared();
    void everyDifferenceIsSaid();
    void theDriverOffersPostgis();
    void offersBringWhatTheySay_data();
    void offersBringWhatTheySay();
    void postgisIsDeclaredAsAComponent();
};

void tst_Components::postgresqlTakesComponentsForthAndBack()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    const auto set = migrationsOf(store(true), dialectOf("postgresql"));
    for (const auto &problem : set.problems)
        QFAIL(qPrintable(problem.message));
    const auto run = [&](const QString &sql) { return (*server)->run(sql, database); };
    const auto made = run(upScript(set));
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    QVERIFY(run(u"SET search_path = \"Sales\"; INSERT INTO \"Staff \"\"x\"\"\" (boss) VALUES (NULL); INSERT INTO orders (country, number, by) VALUES ('PL', 1, 1);"
                 "INSERT INTO lines VALUES ('PL', 1, 'a')"_s));
    QVERIFY(!run(u"INSERT INTO \"Sales\".lines VALUES ('PL', 2, 'b')"_s));
    QCOMPARE(run(u"SELECT note, price, open FROM \"Sales\".orders"_s)->trimmed(), u"it's \\ new|12.50|t"_s);
    QCOMPARE(run(u"SELECT count(*) FROM pg_constraint WHERE contype = 'f'"_s)->trimmed(), u"4"_s);
    QCOMPARE(run(u"SELECT array_length(conkey, 1) FROM pg_constraint WHERE conname = 'orders_pkey'"_s)->trimmed(), u"2"_s);
    const auto undone = run(downScript(set));
    QVERIFY2(undone, undone ? "" : qPrintable(undone.error().toText()));
    QCOMPARE(run(u"SELECT count(*) FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid WHERE nspname IN ('Sales', 'public')"_s)->trimmed(), u"0"_s);
}

void tst_Components::mariaDbTakesComponentsForthAndBack()
{
    const auto server = MariaDbServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    const auto set = migrationsOf(store(false), dialectOf("mysql"));
    for (const auto &problem : set.problems)
        QFAIL(qPrintable(problem.message));
    const auto run = [&](const QString &sql) { return (*server)->run(sql, database); };
    const auto made = run(upScript(set));
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    const auto filled = run(u"INSERT INTO `Staff \"x\"` (boss) VALUES (NULL); INSERT INTO orders (country, number, `by`) VALUES ('PL', 1, 1);"
                             "INSERT INTO `lines` VALUES ('PL', 1, 'a')"_s);
    QVERIFY2(filled, filled ? "" : qPrintable(filled.error().toText()));
    QVERIFY(!run(u"INSERT INTO `lines` VALUES ('PL', 2, 'b')"_s));
    QCOMPARE(run(u"SELECT price, open FROM orders"_s)->trimmed(), u"12.50\t1"_s);
    QCOMPARE(run(u"SELECT count(*) FROM information_schema.referential_constraints WHERE constraint_schema = database()"_s)->trimmed(), u"3"_s);
    const auto undone = run(downScript(set));
    QVERIFY2(undone, undone ? "" : qPrintable(undone.error().toText()));
    QCOMPARE(run(u"SELECT count(*) FROM information_schema.tables WHERE table_schema = database()"_s)->trimmed(), u"0"_s);
}

void tst_Components::theSampleRunsOnPostgresql()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto file = parseComponents(sampleComponentFile(), u"sample.json"_s);
    const auto set = migrationsOf(*file->root, dialectOf("postgresql"));
    const auto made = (*server)->run(upScript(set) + downScript(set), (*server)->createDatabase());
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
}

void tst_Components::theSampleRunsOnMariaDb()
{
    const auto server = MariaDbServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto file = parseComponents(sampleComponentFile(), u"sample.json"_s);
    const auto set = migrationsOf(*file->root, dialectOf("mysql"));
    const auto made = (*server)->run(upScript(set) + downScript(set), (*server)->createDatabase());
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
}

void tst_Components::whatPostgresqlMadeIsAsDeclared()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    auto root = store(true);
    for (const auto &type : portableTypes()) {
        if (!type.counts)
            root.schemas.front().tables.front().columns.push_back(column(u"t_"_s + type.name, type.name));
    }
    const auto made = (*server)->run(upScript(migrationsOf(root, dialectOf("postgresql"))), database);
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    QCOMPARE(differences(root, dialectOf("postgresql"), (*server)->url(database)), QStringList());
}

void tst_Components::whatMariaDbMadeIsAsDeclared()
{
    const auto server = MariaDbServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    auto root = store(false);
    for (const auto &type : portableTypes()) {
        if (!type.counts)
            root.tables.front().columns.push_back(column(u"t_"_s + type.name, type.name));
    }
    const auto made = (*server)->run(upScript(migrationsOf(root, dialectOf("mysql"))), database);
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    const auto url = u"mariadb://root@127.0.0.1:%1/%2"_s.arg((*server)->port()).arg(database);
    QCOMPARE(differences(root, dialectOf("mysql"), url), QStringList());
}

void tst_Components::whatSqliteMadeIsAsDeclared()
{
    QTemporaryDir folder;
    const auto path = folder.filePath(u"store.db"_s);
    sqlite3 *handle = nullptr;
    sqlite3_open(path.toUtf8().constData(), &handle);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owned(handle, &sqlite3_close);
    auto root = store(false);
    for (const auto &type : portableTypes()) {
        if (!type.counts)
            root.tables.front().columns.push_back(column(u"t_"_s + type.name, type.name));
    }
    const auto script = upScript(migrationsOf(root, dialectOf("sqlite"))).toUtf8();
    QCOMPARE(sqlite3_exec(handle, script.constData(), nullptr, nullptr, nullptr), SQLITE_OK);
    QCOMPARE(differences(root, dialectOf("sqlite"), path), QStringList());
}

void tst_Components::everyDifferenceIsSaid()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    const auto made = (*server)->run(u"CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL, extra text);"
                                      "CREATE TABLE b (a int REFERENCES a ON DELETE CASCADE); CREATE INDEX b_a_idx ON b (a) WHERE a > 1"_s,
        database);
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    const auto root = components::database()
                          .extension(extension(u"citext"_s))
                          .schema(schema(u"crm"_s))
                          .table(table(u"a"_s).column(column(u"id"_s, u"bigint"_s).primaryKey()).column(column(u"n"_s, u"integer"_s).primaryKey()))
                          .table(table(u"b"_s)
                                     .column(column(u"a"_s, u"bigint"_s).notNull())
                                     .column(column(u"n"_s, u"integer"_s))
                                     .references({ u"a"_s, u"n"_s }, u"a"_s)
                                     .index(index({ u"a"_s, u"n"_s }).named(u"b_a_idx"_s).unique()));
    QCOMPARE(differences(root, dialectOf("postgresql"), (*server)->url(database)),
        (QStringList { u"extension citext: The database has no extension citext."_s, u"schema crm: The database has no schema crm."_s,
            u"table a: The primary key is declared as id, n; the database has id."_s,
            u"table a: The database has a column extra (text), which is not declared."_s, u"column id of table a: Declared as bigint; the database has integer."_s,
            u"column a of table b: Declared as bigint; the database has integer."_s,
            u"column a of table b: Declared as never NULL; the database lets NULL in."_s, u"column n of table b: The table has no column n."_s,
            u"index b_a_idx of table b: Declared as unique; in the database it is not."_s,
            u"index b_a_idx of table b: Declared on a, n; in the database it is on a."_s,
            u"index b_a_idx of table b: Declared for all rows; in the database it is for those where a > 1."_s,
            u"relationship b_a_n_fkey of table b: The table has no foreign key on a, n."_s }));
}

void tst_Components::theDriverOffersPostgis()
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const auto offers = componentOffers(registry, u"PostgreSQL"_s);
    const auto *offer = findOffer(offers, u"postgis"_s);
    QVERIFY(offer);
    QCOMPARE(*offer, postgresql::postgis());
    QVERIFY(componentOffers(registry, u"SQLite"_s).empty());
}

void tst_Components::offersBringWhatTheySay_data()
{
    QTest::addColumn<int>("number");
    const auto offers = postgresql::makeSchemaComponents()->offers();
    for (std::size_t i = 0; i < offers.size(); ++i)
        QTest::newRow(qPrintable(offers[i].name)) << int(i);
}

void tst_Components::offersBringWhatTheySay()
{
    QFETCH(const int, number);
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto name = (*server)->createDatabase();
    const auto offer = postgresql::makeSchemaComponents()->offers()[std::size_t(number)];
    const auto made = (*server)->run(upScript(migrationsOf(componentOf(offer), dialectOf("postgresql"))), name);
    if (!made && made.error().toText().contains(u"is not available"_s)) {
        QVERIFY2(qEnvironmentVariable("CI") != u"true", qPrintable(made.error().toText()));
        QSKIP("The server does not have this extension's package.");
    }
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    const auto answer = [&](const QString &sql) { return (*server)->run(sql, name).value_or(QString()).trimmed(); };
    for (const auto &type : offer.types) {
        const auto created = (*server)->run(u"CREATE TABLE t_%1 (c %2)"_s.arg(type.name, type.example), name);
        QVERIFY2(created, qPrintable(type.name));
        if (!type.indexMethod.isEmpty())
            QVERIFY2((*server)->run(u"CREATE INDEX ON t_%1 USING %2 (c)"_s.arg(type.name, type.indexMethod), name), qPrintable(type.name));
    }
    for (const auto &each : offer.operators) {
        const auto found = answer(u"SELECT oprresult::regtype FROM pg_operator WHERE oprname = '%1' AND oprleft = '%2'::regtype AND oprright = '%3'::regtype"_s.arg(
            each.name, each.left, each.right));
        QCOMPARE(found, each.result);
        if (each.indexMethod.isEmpty())
            continue;
        const auto served = answer(u"SELECT count(*) > 0 FROM pg_amop a JOIN pg_am m ON m.oid = a.amopmethod WHERE m.amname = '%1'"
                                    " AND a.amopopr = '%2(%3, %4)'::regoperator"_s.arg(each.indexMethod, each.name, each.left, each.right));
        QVERIFY2(served == u"t", qPrintable(each.name + u' ' + each.left));
    }
}

void tst_Components::postgisIsDeclaredAsAComponent()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto name = (*server)->createDatabase();
    const auto json = R"json({
        "schemaComponents": 1,
        "extensions": ["PostGIS"],
        "tables": [{
            "name": "huts",
            "columns": [
                { "name": "name", "type": "text", "primaryKey": true },
                { "name": "place", "type": "geometry(Point, 4326)", "notNull": true }
            ],
            "indexes": [{ "columns": ["place"], "method": "gist" }]
        }]
    })json";
    const auto file = parseComponents(json, u"huts.json"_s);
    QVERIFY(file->problems.empty());
    const auto set = migrationsOf(*file->root, dialectOf("postgresql"), postgresql::makeSchemaComponents()->offers());
    for (const auto &problem : set.problems)
        QFAIL(qPrintable(problem.message));
    QCOMPARE(set.migrations.front().name, u"extension:PostGIS:create"_s);
    const auto made = (*server)->run(upScript(set), name);
    if (!made && made.error().toText().contains(u"is not available"_s)) {
        QVERIFY2(qEnvironmentVariable("CI") != u"true", qPrintable(made.error().toText()));
        QSKIP("The server does not have PostGIS.");
    }
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    QVERIFY((*server)->run(u"INSERT INTO huts VALUES ('Murowaniec', ST_SetSRID(ST_MakePoint(20.0, 49.24), 4326)), ('Rysy', ST_SetSRID(ST_MakePoint(20.09, 49.18), 4326))"_s, name));
    QCOMPARE((*server)->run(u"SELECT name FROM huts WHERE place && ST_MakeEnvelope(20.05, 49.1, 20.1, 49.2, 4326)"_s, name)->trimmed(), u"Rysy"_s);
    QCOMPARE((*server)->run(u"SELECT name FROM huts ORDER BY place <-> ST_SetSRID(ST_MakePoint(20, 49.3), 4326) LIMIT 1"_s, name)->trimmed(), u"Murowaniec"_s);
    QVERIFY((*server)->run(downScript(set), name));
}

QTEST_GUILESS_MAIN(tst_Components)
#include "tst_components.moc"
