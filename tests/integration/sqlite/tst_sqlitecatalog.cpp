#include "sqlitefixture.h"

#include <QObject>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::sqlite;

namespace {

constexpr auto schemaText = R"sql(
CREATE TABLE hut (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT COLLATE NOCASE NOT NULL CONSTRAINT hut_name UNIQUE,
    height INT DEFAULT (1 + 1) CHECK (height > 0),
    label TEXT GENERATED ALWAYS AS (name || ' (' || height || ')') VIRTUAL,
    twice INT AS (height * 2) STORED,
    CONSTRAINT sane CHECK (name <> '' AND height < 9000)
);
CREATE TABLE bed (
    hut INTEGER NOT NULL REFERENCES hut(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    "odd ""name""" ANY,
    CONSTRAINT bed_key PRIMARY KEY (hut, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE guest (
    hut INTEGER, number INTEGER,
    CONSTRAINT sleeps FOREIGN KEY (hut, number) REFERENCES bed
);
CREATE INDEX high ON hut (height DESC, lower(name) COLLATE NOCASE) WHERE height > 3000;
CREATE VIEW heights AS SELECT name, height FROM hut;
CREATE TRIGGER hut_insert AFTER INSERT ON hut BEGIN SELECT 1; END;
CREATE TRIGGER heights_insert INSTEAD OF INSERT ON heights BEGIN SELECT 2; END;
CREATE VIRTUAL TABLE search USING fts5(body);
)sql";

const CatalogObject *find(const CatalogPart &part, const char *name, const char *schema = "main")
{
    const auto found = std::ranges::find_if(part.objects, [&](const CatalogObject &object) {
        return object.path.name == QLatin1StringView(name) && object.path.schema == QLatin1StringView(schema);
    });
    return found == part.objects.end() ? nullptr : &*found;
}

CatalogPart read(Connection &connection, const CatalogRequest &request = {})
{
    auto part = connection.catalog(request);
    if (!part)
        qFatal("%s", qPrintable(part.error().toText()));
    return std::move(*part);
}

void makeTables(Connection &connection, int count)
{
    QByteArray script = "BEGIN;";
    for (int i = 0; i < count; ++i) {
        const auto number = QByteArray::number(i);
        script += "CREATE TABLE table_" + number
            + "(id INTEGER PRIMARY KEY, name TEXT NOT NULL, c3 INT, c4 INT, c5 REAL, c6 TEXT, c7 BLOB,"
              " c8 TEXT, c9 INT, c10 DATETIME);CREATE INDEX index_"
            + number + " ON table_" + number + "(name);";
    }
    run(connection, script + "COMMIT");
}

} // namespace

class TestSqliteCatalog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tablesTellColumnsAndKeys();
    void generatedColumnsTellTheirExpressions();
    void foreignKeysTellNamesAndActions();
    void indexesTellExpressionsAndPredicates();
    void triggersTellTimingAndEvents();
    void virtualTablesTellTheirModule();
    void shadowTablesAreSystem();
    void attachedDatabasesAreSchemas();
    void scopeRestrictsToOneObject();
    void ddlRunsAsItStands();
    void aBrokenViewIsAWarning();
    void estimatesAndSizesAreToldWhereKnown();
    void namesOnlyAreShallow();
    void theNumberOfStatementsDoesNotDependOnTheNumberOfTables();
    void thousandsOfTablesAreReadCompletely();
    void oddNamesAreFound();
};

void TestSqliteCatalog::tablesTellColumnsAndKeys()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    const auto part = read(*connection);
    QVERIFY(part.warnings.isEmpty());
    const auto *hut = find(part, "hut");
    QVERIFY(hut && hut->kind == ObjectKind::Table);
    QCOMPARE(hut->columns.size(), 5u);
    QVERIFY(hut->columns[0].identity == IdentityKind::ByDefault);
    QCOMPARE(hut->columns[1].collation, QStringLiteral("NOCASE"));
    QVERIFY(!hut->columns[1].nullable);
    QCOMPARE(hut->columns[2].defaultExpression, QStringLiteral("1 + 1"));
    QCOMPARE(hut->keys.size(), 2u);
    QVERIFY(hut->keys[0].primary);
    QCOMPARE(hut->keys[1].name, QStringLiteral("hut_name"));
    QVERIFY(hut->checks
        == (std::vector<CatalogCheck> { { {}, QStringLiteral("height > 0") },
            { QStringLiteral("sane"), QStringLiteral("name <> '' AND height < 9000") } }));
    const auto *bed = find(part, "bed");
    QCOMPARE(bed->keys.front().name, QStringLiteral("bed_key"));
    QCOMPARE(bed->keys.front().columns, (QStringList { QStringLiteral("hut"), QStringLiteral("number") }));
    QCOMPARE(bed->columns[2].name, QStringLiteral("odd \"name\""));
    const std::vector<std::pair<QString, QString>> properties { { QStringLiteral("STRICT"),
                                                                    QStringLiteral("yes") },
        { QStringLiteral("WITHOUT ROWID"), QStringLiteral("yes") } };
    QVERIFY(bed->properties == properties);
    QCOMPARE(find(part, "heights")->columns.size(), 2u);
    QVERIFY(find(part, "heights")->kind == ObjectKind::View);
}

void TestSqliteCatalog::generatedColumnsTellTheirExpressions()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    for (const auto depth : { CatalogDepth::Columns, CatalogDepth::Full }) {
        CatalogRequest request;
        request.depth = depth;
        const auto part = read(*connection, request);
        const auto &columns = find(part, "hut")->columns;
        QVERIFY(columns[3].generated == GeneratedKind::Virtual);
        QCOMPARE(columns[3].generatedExpression, QStringLiteral("name || ' (' || height || ')'"));
        QVERIFY(columns[4].generated == GeneratedKind::Stored);
        QCOMPARE(columns[4].generatedExpression, QStringLiteral("height * 2"));
    }
}

void TestSqliteCatalog::foreignKeysTellNamesAndActions()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    const auto part = read(*connection);
    const auto &bed = find(part, "bed")->foreignKeys;
    QCOMPARE(bed.size(), 1u);
    QCOMPARE(bed[0].onDelete, QStringLiteral("CASCADE"));
    QVERIFY(bed[0].onUpdate.isEmpty());
    QVERIFY(bed[0].deferrable && bed[0].initiallyDeferred);
    QVERIFY(bed[0].target == (ObjectPath { {}, QStringLiteral("main"), QStringLiteral("hut") }));
    const auto &guest = find(part, "guest")->foreignKeys;
    QCOMPARE(guest[0].name, QStringLiteral("sleeps"));
    QCOMPARE(guest[0].columns, (QStringList { QStringLiteral("hut"), QStringLiteral("number") }));
    QVERIFY(guest[0].targetColumns.isEmpty());
}

void TestSqliteCatalog::indexesTellExpressionsAndPredicates()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    const auto part = read(*connection);
    const auto &indexes = find(part, "hut")->indexes;
    QCOMPARE(indexes.size(), 2u);
    QCOMPARE(indexes[0].name, QStringLiteral("high"));
    QCOMPARE(indexes[0].columns, (QStringList { QStringLiteral("height"), QStringLiteral("lower(name)") }));
    QCOMPARE(indexes[0].predicate, QStringLiteral("height > 3000"));
    QVERIFY(indexes[0].ddl.startsWith(QStringLiteral("CREATE INDEX high")));
    QVERIFY(indexes[1].implicit && indexes[1].unique && indexes[1].ddl.isEmpty());
}

void TestSqliteCatalog::triggersTellTimingAndEvents()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    const auto part = read(*connection);
    const auto &triggers = find(part, "hut")->triggers;
    QCOMPARE(triggers.size(), 1u);
    QCOMPARE(triggers[0].timing, QStringLiteral("AFTER"));
    QCOMPARE(triggers[0].events, QStringList { QStringLiteral("INSERT") });
    QCOMPARE(find(part, "heights")->triggers.at(0).timing, QStringLiteral("INSTEAD OF"));
}

void TestSqliteCatalog::virtualTablesTellTheirModule()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    const auto part = read(*connection, request);
    QVERIFY(find(part, "search")->kind == ObjectKind::VirtualTable);
    QCOMPARE(find(part, "search")->kindName, QStringLiteral("FTS5 table"));
}

void TestSqliteCatalog::shadowTablesAreSystem()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    QVERIFY(!find(read(*connection), "search_data"));
    QVERIFY(!find(read(*connection), "sqlite_schema"));
    CatalogRequest request;
    request.includeSystem = true;
    const auto part = read(*connection, request);
    QVERIFY(find(part, "search_data")->system);
    QVERIFY(find(part, "sqlite_schema")->system);
}

void TestSqliteCatalog::attachedDatabasesAreSchemas()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection,
        "CREATE TABLE same(a); ATTACH ':memory:' AS \"o'ther\"; CREATE TABLE \"o'ther\".same(b, c); CREATE "
        "TEMP TABLE t(x)");
    const auto part = read(*connection);
    QCOMPARE(find(part, "same")->columns.size(), 1u);
    QCOMPARE(find(part, "same", "o'ther")->columns.size(), 2u);
    QVERIFY(find(part, "t", "temp"));
    QVERIFY(find(part, "", "o'ther")->kind == ObjectKind::Schema);
    CatalogRequest request;
    request.scope.schema = QStringLiteral("o'ther");
    const auto other = read(*connection, request);
    QCOMPARE(other.objects.size(), 2u);
}

void TestSqliteCatalog::scopeRestrictsToOneObject()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    CatalogRequest request;
    request.scope = { {}, QStringLiteral("main"), QStringLiteral("hut") };
    request.includeDdl = true;
    const auto part = read(*connection, request);
    QCOMPARE(part.objects.size(), 1u);
    QCOMPARE(part.objects[0].indexes.size(), 2u);
    QCOMPARE(part.objects[0].triggers.size(), 1u);
}

void TestSqliteCatalog::ddlRunsAsItStands()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    CatalogRequest request;
    request.includeDdl = true;
    const auto part = read(*connection, request);
    const auto copy = fixture.openMemory();
    for (const auto kind : { ObjectKind::Table, ObjectKind::View, ObjectKind::VirtualTable }) {
        for (const auto &object : part.objects) {
            if (object.kind == kind)
                run(*copy, object.ddl.toUtf8());
        }
    }
    const auto again = read(*copy, request);
    QVERIFY(part.objects == again.objects);
}

void TestSqliteCatalog::aBrokenViewIsAWarning()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection,
        "CREATE TABLE gone(a); CREATE VIEW broken AS SELECT a FROM gone; CREATE VIEW whole AS SELECT 1 AS b; "
        "DROP TABLE gone");
    const auto part = read(*connection);
    QCOMPARE(part.warnings.size(), 1);
    QVERIFY(part.warnings.front().contains(QStringLiteral("broken")));
    QVERIFY(find(part, "broken"));
    QCOMPARE(find(part, "whole")->columns.size(), 1u);
}

void TestSqliteCatalog::estimatesAndSizesAreToldWhereKnown()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    QVERIFY(!find(read(*connection), "hut")->rowEstimate);
    run(*connection, "INSERT INTO hut(name, height) VALUES ('a', 1), ('b', 2); ANALYZE");
    CatalogRequest request;
    request.includeSizes = true;
    const auto part = read(*connection, request);
    QVERIFY(part.warnings.isEmpty());
    QCOMPARE(find(part, "hut")->rowEstimate, std::optional<qint64>(2));
    QVERIFY(find(part, "hut")->sizeBytes.value_or(0) >= 4096);
}

void TestSqliteCatalog::namesOnlyAreShallow()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection, schemaText);
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    const auto part = read(*connection, request);
    QVERIFY(find(part, "hut")->columns.empty());
    QVERIFY(find(part, "hut")->ddl.isEmpty());
}

void TestSqliteCatalog::theNumberOfStatementsDoesNotDependOnTheNumberOfTables()
{
    Fixture fixture;
    QList<qsizetype> counts;
    for (const auto tables : { 10, 1000 }) {
        const auto connection = fixture.openMemory();
        makeTables(*connection, tables);
        fixture.observer.statements.clear();
        CatalogRequest request;
        request.includeDdl = true;
        request.includeSizes = true;
        QVERIFY(read(*connection, request).warnings.isEmpty());
        counts.append(fixture.observer.statements.size());
    }
    QCOMPARE(counts[0], counts[1]);
    QVERIFY(counts[0] > 0);
}

void TestSqliteCatalog::thousandsOfTablesAreReadCompletely()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    makeTables(*connection, 2000);
    for (const auto depth : { CatalogDepth::Names, CatalogDepth::Columns, CatalogDepth::Full }) {
        CatalogRequest request;
        request.depth = depth;
        const auto part = read(*connection, request);
        QCOMPARE(part.objects.size(), 2001u);
        if (depth == CatalogDepth::Full) {
            QVERIFY(std::ranges::all_of(part.objects, [](const CatalogObject &object) {
                return object.kind == ObjectKind::Schema
                    || (object.columns.size() == 10 && object.indexes.size() == 1);
            }));
        }
    }
}

void TestSqliteCatalog::oddNamesAreFound()
{
    Fixture fixture;
    const auto connection = fixture.openMemory();
    run(*connection,
        "CREATE TABLE \"a.b c'd\"\"e🐘[select]\"(\"x y\", [z], `k`, \"check\" CHECK (\"check\" > 0))");
    CatalogRequest request;
    request.scope.name = QStringLiteral("a.b c'd\"e🐘[select]");
    const auto part = read(*connection, request);
    QCOMPARE(part.objects.size(), 1u);
    QCOMPARE(part.objects[0].columns.size(), 4u);
    QCOMPARE(part.objects[0].checks.size(), 1u);
}

QTEST_GUILESS_MAIN(TestSqliteCatalog)
#include "tst_sqlitecatalog.moc"
