#include "core/schema/columntypes.h"
#include "core/schema/componentbuilder.h"
#include "core/schema/componentnames.h"
#include "core/schema/resolvedcomponents.h"

#include "tests/unit/core/sql/dialects.h"

#include <QCryptographicHash>

#include <pg_query.h>
#include <sqlite3.h>

#include <memory>

using namespace dumbo;
using namespace dumbo::components;
using namespace dumbo::testing;
using namespace Qt::StringLiterals;

namespace {

/// What the manifest of MariaDB's driver says.
const Dialect &mysql()
{
    static const auto dialect = shippedDialect(u"mysql"_s);
    return dialect;
}

QByteArray script(const MigrationSet &set)
{
    QByteArray text;
    for (const auto &migration : set.migrations) {
        for (const auto &statement : migration.up)
            text += statement.text + ";\n";
    }
    return text;
}

QStringList names(const MigrationSet &set)
{
    QStringList result;
    for (const auto &migration : set.migrations)
        result.append(migration.name);
    return result;
}

QStringList problems(const SchemaComponent &component, const Dialect &dialect = postgresql())
{
    QStringList result;
    for (const auto &problem : migrationsOf(component, dialect).problems)
        result.append(problem.message);
    return result;
}

/// Customers with a key of two columns, and orders that refer to it.
DatabaseComponent shop()
{
    auto customers = table(u"customers"_s)
                         .column(column(u"country"_s, u"char(2)"_s))
                         .column(column(u"number"_s, u"bigint"_s))
                         .column(column(u"email"_s, u"text"_s).notNull().unique())
                         .column(column(u"created"_s, u"timestamptz"_s).defaultsToSql(u"CURRENT_TIMESTAMP"_s))
                         .primaryKey({ u"country"_s, u"number"_s });
    auto orders = table(u"orders"_s)
                      .column(column(u"id"_s, u"identity"_s).primaryKey())
                      .column(column(u"country"_s, u"char(2)"_s).notNull())
                      .column(column(u"customer"_s, u"bigint"_s).notNull())
                      .column(column(u"state"_s, u"varchar(20)"_s).notNull().defaultsTo(Value::text(u"it's new"_s)))
                      .check(u"state <> ''"_s, u"orders_state"_s)
                      .references({ u"country"_s, u"customer"_s }, u"customers"_s)
                      .index(index({ u"state"_s, u"customer"_s }));
    return database(u"shop"_s).table(std::move(orders)).table(std::move(customers));
}

DatabaseComponent inSchema(TableComponent component)
{
    return database().schema(schema(u"crm"_s).table(std::move(component)));
}

TableBuilder people()
{
    return table(u"people"_s).column(column(u"id"_s, u"bigint"_s).primaryKey()).column(column(u"name"_s, u"text"_s));
}

} // namespace

class tst_SchemaComponents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { pg_query_exit(); }
    void namesTellTypeKindPathAndOperation();
    void namesLongerThanTheLedgerTakesAreRefused();
    void aComponentsOwnMigrationComesBeforeItsChildren();
    void foreignKeysComeLastInPostgresqlAndInsideTheTableInSqlite();
    void sqliteRunsWhatIsRendered();
    void postgresqlParsesWhatIsRendered();
    void mysqlGetsLengthsForTextInKeysAndQuotesItsWay();
    void namesAreQuotedWhereTheyMustBe();
    void aColumnThatCameLaterHasAMigrationOfItsOwn();
    void aWrittenMigrationReplacesOnlyItsComponentsOwn();
    void theSameMigrationTwiceIsOne();
    void theSameNameWithOtherSqlIsRefusedAndNamesBoth();
    void theHashIsThatOfTheLedger();
    void valuesAreHashedAsJsonAndRunAsLiterals();
    void whatRendersToNothingIsLeftOut();
    void aRelationshipToAMissingTableIsRefused();
    void aRelationshipWithAMissingColumnNamesBothSides();
    void aRelationshipWithAnotherNumberOfColumnsNamesBothSides();
    void aRelationshipOfOtherTypesNamesBothSides();
    void aRelationshipNeedsAKeyAtTheOtherSide();
    void whatADatabaseCantHaveIsRefusedWithAReason();
    void anExpressionCantEndTheStatement();
    void everyMigrationCanBeTakenBack();
    void typesAreComparedBySense_data();
    void typesAreComparedBySense();
};

void tst_SchemaComponents::namesTellTypeKindPathAndOperation()
{
    QCOMPARE(*componentMigrationName(u"schema"_s, {}, { u"crm"_s }), u"schema:crm:create"_s);
    QCOMPARE(*componentMigrationName(u"table"_s, u"pongo_collection"_s, { u"crm"_s, u"users"_s }), u"table:pongo_collection:crm:users:create"_s);
    QCOMPARE(*componentMigrationName(u"index"_s, u"pongo_index"_s, { {}, u"users"_s, u"email_idx"_s }), u"index:pongo_index:users:email_idx:create"_s);
    // As JavaScript's encodeURIComponent() has it.
    QCOMPARE(*componentMigrationName(u"table"_s, {}, { u"a:b c/ü!'()*~"_s }), u"table:a%3Ab%20c%2F%C3%BC!'()*~:create"_s);
}

void tst_SchemaComponents::namesLongerThanTheLedgerTakesAreRefused()
{
    QVERIFY(componentMigrationName(u"table"_s, {}, { QString(255 - 13, u'x') }).has_value());
    const auto longer = componentMigrationName(u"table"_s, {}, { QString(256 - 13, u'x') });
    QVERIFY(!longer);
    QVERIFY(longer.error().message().contains(u"256 characters"_s));
}

void tst_SchemaComponents::aComponentsOwnMigrationComesBeforeItsChildren()
{
    const auto root = database()
                          .extension(extension(u"PostGIS"_s))
                          .schema(schema(u"crm"_s).table(people().index(index({ u"name"_s }))))
                          .table(table(u"notes"_s).column(column(u"text"_s, u"text"_s)))
                          .migration(migration(u"prepare"_s, { Sql::raw("SELECT 1") }));
    const auto set = migrationsOf(root, postgresql());
    QVERIFY(set.problems.empty());
    QCOMPARE(set.layout, u"components"_s);
    QCOMPARE(names(set),
        (QStringList { u"prepare"_s, u"extension:PostGIS:create"_s, u"schema:crm:create"_s, u"table:crm:people:create"_s,
            u"index:crm:people:people_name_idx:create"_s, u"table:notes:create"_s }));
    QVERIFY(script(set).contains("CREATE EXTENSION IF NOT EXISTS postgis;"));
    QVERIFY(script(set).contains("CREATE TABLE crm.people ("));
}

void tst_SchemaComponents::foreignKeysComeLastInPostgresqlAndInsideTheTableInSqlite()
{
    // The table that refers comes first: an order that the database alone would refuse.
    const auto onPostgresql = migrationsOf(shop(), postgresql());
    QCOMPARE(names(onPostgresql),
        (QStringList { u"table:orders:create"_s, u"index:orders:orders_state_customer_idx:create"_s, u"table:customers:create"_s,
            u"relationship:orders:orders_country_customer_fkey:create"_s }));
    QCOMPARE(onPostgresql.migrations.back().up.front().text,
        "ALTER TABLE orders ADD CONSTRAINT orders_country_customer_fkey FOREIGN KEY (country, customer) REFERENCES customers (country, number)");
    QVERIFY(script(onPostgresql).contains("PRIMARY KEY (country, number)"));
    const auto onSqlite = script(migrationsOf(shop(), sqlite()));
    QVERIFY(onSqlite.contains("    CONSTRAINT orders_country_customer_fkey FOREIGN KEY (country, customer) REFERENCES customers (country, number)\n)"));
    QVERIFY(onSqlite.contains("id INTEGER PRIMARY KEY AUTOINCREMENT,"));
    QVERIFY(!onSqlite.contains("ALTER"));
}

void tst_SchemaComponents::sqliteRunsWhatIsRendered()
{
    sqlite3 *handle = nullptr;
    sqlite3_open(":memory:", &handle);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owned(handle, &sqlite3_close);
    const auto run = [&](const QByteArray &text) { return sqlite3_exec(handle, text.constData(), nullptr, nullptr, nullptr); };
    const auto set = migrationsOf(shop(), sqlite());
    QVERIFY(set.problems.empty());
    QCOMPARE(run("PRAGMA foreign_keys = ON;" + script(set)), SQLITE_OK);
    QCOMPARE(run("INSERT INTO customers (country, number, email) VALUES ('PL', 1, 'a@b'); INSERT INTO orders (country, customer) VALUES ('PL', 1)"), SQLITE_OK);
    QCOMPARE(run("INSERT INTO orders (country, customer) VALUES ('PL', 2)"), SQLITE_CONSTRAINT);
    QCOMPARE(run("INSERT INTO customers (country, number, email) VALUES ('PL', 1, 'c@d')"), SQLITE_CONSTRAINT);
    QCOMPARE(run("INSERT INTO customers (country, number, email) VALUES (NULL, 1, 'c@d')"), SQLITE_CONSTRAINT);
}

void tst_SchemaComponents::postgresqlParsesWhatIsRendered()
{
    auto root = shop();
    root.tables.front().indexes.push_back(index().named(u"odd name"_s).expression(u"lower(state)"_s).unique().by({ { u"PostgreSQL"_s, u"btree"_s } }).onlyWhere(u"state <> 'x'"_s));
    const auto set = migrationsOf(root, postgresql());
    QVERIFY(set.problems.empty());
    const auto parsed = pg_query_parse(script(set).constData());
    const auto hasFailed = parsed.error != nullptr;
    pg_query_free_parse_result(parsed);
    QVERIFY2(!hasFailed, script(set).constData());
    QVERIFY(script(set).contains("CREATE UNIQUE INDEX \"odd name\" ON orders USING btree ((lower(state))) WHERE state <> 'x';"));
}

void tst_SchemaComponents::mysqlGetsLengthsForTextInKeysAndQuotesItsWay()
{
    const auto text = script(migrationsOf(shop(), mysql()));
    QVERIFY(text.contains("email varchar(255) NOT NULL UNIQUE"));
    QVERIFY(text.contains("id bigint AUTO_INCREMENT"));
    QVERIFY(text.contains("`number`") || text.contains("PRIMARY KEY (country, number)"));
    const auto odd = script(migrationsOf(table(u"Odd`Name"_s).column(column(u"select"_s, u"text"_s)), mysql()));
    QVERIFY2(odd.contains("CREATE TABLE `Odd``Name` (\n    `select` longtext\n)"), odd.constData());
}

void tst_SchemaComponents::namesAreQuotedWhereTheyMustBe()
{
    const auto root = inSchema(table(u"User"_s).column(column(u"order"_s, u"integer"_s)));
    QVERIFY(script(migrationsOf(root, postgresql())).contains("CREATE TABLE crm.\"User\" (\n    \"order\" integer\n)"));
    const auto tooLong = problems(table(QString(64, u'n')).column(column(u"a"_s, u"text"_s)));
    QCOMPARE(tooLong.size(), 1);
    QVERIFY(tooLong.front().contains(u"longer than 63 bytes"_s));
}

void tst_SchemaComponents::aColumnThatCameLaterHasAMigrationOfItsOwn()
{
    const auto before = migrationsOf(inSchema(people()), postgresql());
    const auto after = migrationsOf(inSchema(people().column(column(u"born"_s, u"date"_s).added())), postgresql());
    QCOMPARE(after.migrations[1], before.migrations[1]);
    QCOMPARE(after.migrations[2].name, u"column:crm:people:born:create"_s);
    QCOMPARE(after.migrations[2].up.front().text, "ALTER TABLE crm.people ADD COLUMN born date");
    QCOMPARE(after.migrations[2].down.front().text, "ALTER TABLE crm.people DROP COLUMN born");
}

void tst_SchemaComponents::aWrittenMigrationReplacesOnlyItsComponentsOwn()
{
    const auto root = inSchema(people().index(index({ u"name"_s })).migration(migration(u"people by hand"_s, { Sql::raw("CREATE TABLE crm.people (id bigint, name text); SELECT 1;") })));
    const auto set = migrationsOf(root, postgresql());
    QVERIFY(set.problems.empty());
    QCOMPARE(names(set), (QStringList { u"schema:crm:create"_s, u"people by hand"_s, u"index:crm:people:people_name_idx:create"_s }));
    QCOMPARE(set.migrations[1].up.size(), 2);
    QCOMPARE(set.migrations[1].up[1].text, "SELECT 1");
    QVERIFY(!set.migrations[1].hasDown);
}

void tst_SchemaComponents::theSameMigrationTwiceIsOne()
{
    const auto root = database().schema(schema(u"crm"_s).table(people())).schema(schema(u"crm"_s).table(people()));
    const auto set = migrationsOf(root, postgresql());
    QVERIFY(set.problems.empty());
    QCOMPARE(names(set), (QStringList { u"schema:crm:create"_s, u"table:crm:people:create"_s }));
}

void tst_SchemaComponents::theSameNameWithOtherSqlIsRefusedAndNamesBoth()
{
    const auto root = database().schema(schema(u"crm"_s).table(people())).schema(schema(u"crm"_s).table(people().column(column(u"x"_s, u"text"_s))));
    const auto found = problems(root);
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().contains(u"\"table:crm:people:create\""_s), qPrintable(found.front()));
    QVERIFY2(found.front().contains(u"table crm.people (/schemas/0/tables/0)"_s) && found.front().contains(u"(/schemas/1/tables/0)"_s), qPrintable(found.front()));
}

void tst_SchemaComponents::theHashIsThatOfTheLedger()
{
    const auto set = migrationsOf(database().migration(migration(u"two"_s, { Sql::raw("SELECT 1;"), Sql::raw("SELECT 2;") })), postgresql());
    QCOMPARE(set.migrations.front().hash, QCryptographicHash::hash("SELECT 1;\nSELECT 2;", QCryptographicHash::Sha256).toHex());
    QCOMPARE(set.migrations.front().up.size(), 2);
    QCOMPARE(set.migrations.front().up[1].text, "SELECT 2");
}

void tst_SchemaComponents::valuesAreHashedAsJsonAndRunAsLiterals()
{
    const auto made = migrationsOf(database().migration(migration(u"values"_s, { sql("INSERT INTO {} VALUES ({}, {})", Sql::identifier(u"t"_s), u"it's"_s, 5) })), postgresql());
    QCOMPARE(made.migrations.front().up.front().text, "INSERT INTO t VALUES ('it''s', 5)");
    QCOMPARE(made.migrations.front().hash, QCryptographicHash::hash("INSERT INTO t VALUES (\"it's\", 5)", QCryptographicHash::Sha256).toHex());
}

void tst_SchemaComponents::whatRendersToNothingIsLeftOut()
{
    const ComponentMigration elsewhere { u"elsewhere"_s, { { u"SQLite"_s, std::vector { Sql::raw("SELECT 1") } } }, {}, true };
    const auto root = database().migration(elsewhere).migration(migration(u"a comment"_s, { Sql::raw("-- nothing") }));
    QVERIFY(migrationsOf(root, postgresql()).migrations.empty());
    QCOMPARE(names(migrationsOf(root, sqlite())), QStringList { u"elsewhere"_s });
}

void tst_SchemaComponents::aRelationshipToAMissingTableIsRefused()
{
    const auto root = inSchema(people().references({ u"id"_s }, u"hr.staff"_s));
    const auto found = problems(root);
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().contains(u"table crm.people refers to table hr.staff, which is not declared"_s), qPrintable(found.front()));
    auto elsewhere = people().references({ u"id"_s }, u"hr.staff"_s);
    elsewhere.relationships.front().external = true;
    QVERIFY(problems(inSchema(elsewhere)).isEmpty());
}

void tst_SchemaComponents::aRelationshipWithAMissingColumnNamesBothSides()
{
    const auto here = problems(database().table(people().references({ u"boss"_s }, u"people"_s)));
    QCOMPARE(here.size(), 1);
    QVERIFY2(here.front().contains(u"column \"boss\", which table people does not have (it refers to people.id)"_s), qPrintable(here.front()));
    const auto there = problems(database().table(people().references({ u"id"_s }, u"people"_s, { u"key"_s })));
    QCOMPARE(there.size(), 1);
    QVERIFY2(there.front().contains(u"of table people refers to column \"key\", which table people does not have"_s), qPrintable(there.front()));
}

void tst_SchemaComponents::aRelationshipWithAnotherNumberOfColumnsNamesBothSides()
{
    auto root = shop();
    root.tables.front().relationships.front().columns = QStringList { u"customer"_s };
    const auto found = problems(root);
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().contains(u"one column on the side of orders (customer), but 2 columns on the side of customers (country, number)"_s), qPrintable(found.front()));
}

void tst_SchemaComponents::aRelationshipOfOtherTypesNamesBothSides()
{
    const auto root = database().table(people()).table(
        table(u"cards"_s).column(column(u"person"_s, u"text"_s)).references({ u"person"_s }, u"people"_s));
    const auto found = problems(root);
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().contains(u"cards.person is text, but people.id, which it refers to, is bigint"_s), qPrintable(found.front()));
    // A number the database gives out is a number on the other side.
    QVERIFY(problems(database()
                         .table(table(u"a"_s).column(column(u"id"_s, u"identity"_s).primaryKey()))
                         .table(table(u"b"_s).column(column(u"a"_s, u"int8"_s)).references({ u"a"_s }, u"a"_s)))
                .isEmpty());
}

void tst_SchemaComponents::aRelationshipNeedsAKeyAtTheOtherSide()
{
    const auto root = database().table(people()).table(
        table(u"cards"_s).column(column(u"person"_s, u"text"_s)).references({ u"person"_s }, u"people"_s, { u"name"_s }));
    const auto found = problems(root);
    QCOMPARE(found.size(), 1);
    QVERIFY2(found.front().contains(u"refers to people (name), which is neither the primary key nor unique there"_s), qPrintable(found.front()));
}

void tst_SchemaComponents::whatADatabaseCantHaveIsRefusedWithAReason()
{
    QVERIFY(problems(inSchema(people()), sqlite()).front().contains(u"SQLite can't create schemas"_s));
    QVERIFY(problems(database().extension(extension(u"PostGIS"_s)), sqlite()).front().contains(u"no extensions"_s));
    QVERIFY(problems(people().index(index({ u"name"_s }).by(u"gin"_s)), sqlite()).front().contains(u"no index method \"gin\""_s));
    QVERIFY(problems(people().index(index({ u"name"_s }).onlyWhere(u"id > 1"_s)), mysql()).front().contains(u"no partial indexes"_s));
    QVERIFY(problems(table(u"empty"_s)).front().contains(u"has no columns"_s));
    QVERIFY(problems(table(u"t"_s).column(column(u"a"_s, { { u"SQLite"_s, u"text"_s } }))).front().contains(u"no type for PostgreSQL"_s));
    QVERIFY(problems(people().column(column(u"name"_s, u"text"_s))).front().contains(u"twice: columns 2 and 3"_s));
    QVERIFY(problems(people().primaryKey({ u"nobody"_s })).front().contains(u"\"nobody\", which table people does not have"_s));
}

void tst_SchemaComponents::anExpressionCantEndTheStatement()
{
    const auto found = problems(people().check(u"true); DROP TABLE people; SELECT (1"_s));
    QCOMPARE(found.size(), 1);
    QVERIFY(found.front().contains(u"ends the statement"_s));
}

void tst_SchemaComponents::everyMigrationCanBeTakenBack()
{
    for (const auto *dialect : { &postgresql(), &sqlite(), &mysql() }) {
        const auto set = migrationsOf(shop(), *dialect);
        for (const auto &migration : set.migrations)
            QVERIFY2(migration.hasDown && migration.down.front().text.contains("DROP"), qPrintable(migration.name));
    }
}

void tst_SchemaComponents::typesAreComparedBySense_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<bool>("same");
    QTest::newRow("spellings") << u"int4"_s << u"INTEGER"_s << true;
    QTest::newRow("lengths") << u"varchar(80)"_s << u"character varying(80)"_s << true;
    QTest::newRow("other lengths") << u"varchar(80)"_s << u"varchar(81)"_s << false;
    QTest::newRow("zones") << u"timestamptz(3)"_s << u"timestamp(3) with time zone"_s << true;
    QTest::newRow("no zone") << u"timestamp"_s << u"timestamp with time zone"_s << false;
    QTest::newRow("spaces") << u"numeric(10, 2)"_s << u"decimal(10,2)"_s << true;
    QTest::newRow("identity") << u"bigint GENERATED BY DEFAULT AS IDENTITY"_s << u"bigint"_s << true;
    QTest::newRow("arrays") << u"integer[]"_s << u"integer"_s << false;
}

void tst_SchemaComponents::typesAreComparedBySense()
{
    QFETCH(const QString, left);
    QFETCH(const QString, right);
    QFETCH(const bool, same);
    QCOMPARE(comparableType(left, postgresql()) == comparableType(right, postgresql()), same);
}

QTEST_GUILESS_MAIN(tst_SchemaComponents)
#include "tst_schemacomponents.moc"
