#include "core/catalog/catalogdifference.h"

#include <QTest>

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

CatalogColumn column(const QString &name, const QString &type)
{
    CatalogColumn column;
    column.name = name;
    column.type = type;
    return column;
}

CatalogObject table(const QString &name, std::vector<CatalogColumn> columns = { column(u"id"_s, u"integer"_s) })
{
    CatalogObject object;
    object.kind = ObjectKind::Table;
    object.path = { u"alps"_s, u"public"_s, name };
    object.columns = std::move(columns);
    return object;
}

CatalogObject named(ObjectKind kind, const QString &name, const QString &ddl)
{
    CatalogObject object;
    object.kind = kind;
    object.path = { {}, u"public"_s, name };
    object.ddl = ddl;
    return object;
}

std::shared_ptr<const CatalogPart> part(std::vector<CatalogObject> objects)
{
    auto part = std::make_shared<CatalogPart>();
    part->objects = std::move(objects);
    return part;
}

CatalogDifference compare(std::vector<CatalogObject> from, std::vector<CatalogObject> to, const CatalogComparison &comparison = {})
{
    return compareCatalogs(part(std::move(from)), part(std::move(to)), {}, comparison);
}

} // namespace

class TestCatalogDifference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalCatalogsHaveNoDifference();
    void objectsOfOneSideAreAddedAndRemovedInOrder();
    void aChangedColumnSaysWhatOfIt();
    void theOrderOfColumnsDoesNotCount();
    void constraintsWithoutNamesAreToldApartByAllOfThem();
    void implicitIndexesAreTheirKeys();
    void anIndexThatDiffersInItsStatementIsChanged();
    void overloadedFunctionsAreToldApartByTheirArguments();
    void theOnlyFunctionOfANameIsChanged();
    void commentsAndWhiteSpaceInDefinitionsDoNotCount();
    void whatOnlyTheDefinitionSaysIsFound();
    void theNextNumberOfATableIsNoStructure();
    void theOrderOfStatisticsColumnsDoesNotCount();
    void whoMadeAViewDoesNotCount();
    void namesOfDatabasesEstimatesAndSystemObjectsDoNotCount();
    void membersOfExtensionsDoNotCount();
    void toolsTablesCanBeLeftOut();
    void theOnlySchemasAreTheSameWhateverTheirNames();
    void tenThousandTablesCompareByNames();
};

void TestCatalogDifference::equalCatalogsHaveNoDifference()
{
    const auto difference = compare({ table(u"huts"_s) }, { table(u"huts"_s) });
    QVERIFY(difference.isEmpty());
    QCOMPARE(difference.summary(), u"There is no difference."_s);
}

void TestCatalogDifference::objectsOfOneSideAreAddedAndRemovedInOrder()
{
    const auto difference = compare({ table(u"b"_s), table(u"c"_s) }, { table(u"a"_s), table(u"c"_s) });
    QCOMPARE(difference.objects.size(), 2u);
    QCOMPARE(difference.objects[0].sentence, u"Table public.a is added."_s);
    QVERIFY(!difference.objects[0].from);
    QCOMPARE(difference.objects[1].sentence, u"Table public.b is removed."_s);
    QVERIFY(!difference.objects[1].to);
    QCOMPARE(difference.summary(), u"1 added, 1 removed, 0 changed"_s);
}

void TestCatalogDifference::aChangedColumnSaysWhatOfIt()
{
    auto wide = column(u"altitude"_s, u"bigint"_s);
    wide.nullable = false;
    const auto difference
        = compare({ table(u"huts"_s, { column(u"altitude"_s, u"integer"_s) }) }, { table(u"huts"_s, { wide, column(u"name"_s, u"text"_s) }) });
    QCOMPARE(difference.objects.size(), 1u);
    const auto &parts = difference.objects.front().parts;
    QCOMPARE(parts.size(), 2u);
    QCOMPARE(parts[0].change, CatalogChange::Changed);
    QCOMPARE(parts[0].facets, (std::vector<CatalogFacet> { { u"type"_s, u"integer"_s, u"bigint"_s }, { u"null"_s, u"NULL"_s, u"NOT NULL"_s } }));
    QCOMPARE(parts[1].sentence, u"Column name is added: text"_s);
    QCOMPARE(difference.objects.front().sentence,
        u"Table public.huts: Column altitude: type integer → bigint, null NULL → NOT NULL; Column name is added: text"_s);
}

void TestCatalogDifference::theOrderOfColumnsDoesNotCount()
{
    auto from = table(u"huts"_s, { column(u"a"_s, u"int"_s), column(u"b"_s, u"int"_s) });
    auto to = table(u"huts"_s, { column(u"b"_s, u"int"_s), column(u"a"_s, u"int"_s) });
    from.ddl = u"CREATE TABLE huts (a int, b int);"_s;
    to.ddl = u"CREATE TABLE huts (b int, a int);"_s;
    QVERIFY(compare({ from }, { to }).isEmpty());
}

void TestCatalogDifference::constraintsWithoutNamesAreToldApartByAllOfThem()
{
    auto from = table(u"huts"_s);
    auto to = from;
    from.keys = { { {}, false, { u"a"_s } }, { {}, false, { u"b"_s } } };
    to.keys = { { {}, false, { u"b"_s } }, { {}, false, { u"c"_s } } };
    const auto parts = compare({ from }, { to }).objects.front().parts;
    QCOMPARE(parts.size(), 2u);
    QCOMPARE(parts[0].from, u"UNIQUE (a)"_s);
    QCOMPARE(parts[1].to, u"UNIQUE (c)"_s);
}

void TestCatalogDifference::implicitIndexesAreTheirKeys()
{
    auto from = table(u"huts"_s);
    auto to = from;
    to.keys = { { u"huts_pkey"_s, true, { u"id"_s } } };
    to.indexes = { { u"huts_pkey"_s, true, true, { u"id"_s }, {}, u"btree"_s, {} } };
    QCOMPARE(compare({ from }, { to }).objects.front().parts.size(), 1u);
}

void TestCatalogDifference::anIndexThatDiffersInItsStatementIsChanged()
{
    auto from = table(u"huts"_s);
    auto to = from;
    from.indexes = { { u"i"_s, false, false, { u"id"_s }, {}, u"btree"_s, u"CREATE INDEX i ON huts (id)"_s } };
    to.indexes = { { u"i"_s, false, false, { u"id"_s }, {}, u"btree"_s, u"CREATE INDEX i ON huts (id DESC)"_s } };
    const auto parts = compare({ from }, { to }).objects.front().parts;
    QCOMPARE(parts.size(), 1u);
    QCOMPARE(parts.front().change, CatalogChange::Changed);
    to.indexes.front().ddl = u"CREATE INDEX i\n  ON huts /* all */ (\"id\")"_s;
    QVERIFY(compare({ from }, { to }).isEmpty());
}

void TestCatalogDifference::overloadedFunctionsAreToldApartByTheirArguments()
{
    auto one = named(ObjectKind::Function, u"height"_s, u"one"_s);
    one.signature = u"(a integer) returns integer"_s;
    auto two = named(ObjectKind::Function, u"height"_s, u"two"_s);
    two.signature = u"(a text) returns integer"_s;
    const auto difference = compare({ one }, { one, two });
    QCOMPARE(difference.objects.size(), 1u);
    QCOMPARE(difference.objects.front().sentence, u"Function public.height(a text) is added."_s);
}

void TestCatalogDifference::theOnlyFunctionOfANameIsChanged()
{
    auto one = named(ObjectKind::Function, u"height"_s, {});
    one.signature = u"(a integer) returns integer"_s;
    auto two = one;
    two.signature = u"(a text) returns integer"_s;
    const auto difference = compare({ one }, { two });
    QCOMPARE(difference.objects.size(), 1u);
    QCOMPARE(difference.objects.front().parts.front().part, CatalogPartKind::Signature);
}

void TestCatalogDifference::commentsAndWhiteSpaceInDefinitionsDoNotCount()
{
    const auto from = named(ObjectKind::View, u"v"_s, u"CREATE VIEW v AS SELECT 1 -- one\n;"_s);
    const auto to = named(ObjectKind::View, u"v"_s, u"create view v as\n  select 1;"_s);
    QVERIFY(compare({ from }, { to }).isEmpty());
    const auto other = named(ObjectKind::View, u"v"_s, u"CREATE VIEW v AS SELECT '1'"_s);
    const auto parts = compare({ from }, { other }).objects.front().parts;
    QCOMPARE(parts.front().part, CatalogPartKind::Definition);
    QCOMPARE(parts.front().to, other.ddl);
}

void TestCatalogDifference::whatOnlyTheDefinitionSaysIsFound()
{
    auto from = table(u"huts"_s);
    auto to = from;
    from.ddl = u"CREATE TABLE huts (id int);"_s;
    to.ddl = u"CREATE TABLE huts (id int);\nALTER TABLE huts REPLICA IDENTITY FULL;"_s;
    const auto parts = compare({ from }, { to }).objects.front().parts;
    QCOMPARE(parts.size(), 1u);
    QCOMPARE(parts.front().to, u"alter table huts replica identity full"_s);
    QCOMPARE(parts.front().from, QString());
}

void TestCatalogDifference::theNextNumberOfATableIsNoStructure()
{
    auto from = table(u"huts"_s);
    auto to = from;
    from.ddl = u"CREATE TABLE huts (id int auto_increment) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4"_s;
    to.ddl = u"CREATE TABLE huts (id int auto_increment) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"_s;
    QVERIFY(compare({ from }, { to }).isEmpty());
}

void TestCatalogDifference::theOrderOfStatisticsColumnsDoesNotCount()
{
    auto from = table(u"huts"_s);
    auto to = from;
    from.ddl = u"CREATE TABLE huts (a int, b int);\nCREATE STATISTICS s ON a, b FROM huts;"_s;
    to.ddl = u"CREATE TABLE huts (a int, b int);\nCREATE STATISTICS s ON b, a FROM huts;"_s;
    QVERIFY(compare({ from }, { to }).isEmpty());
}

void TestCatalogDifference::whoMadeAViewDoesNotCount()
{
    Dialect dialect;
    dialect.identifierQuote = u'`';
    dialect.lexer.backtickIdentifiers = true;
    const auto from = named(ObjectKind::View, u"v"_s, u"CREATE ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER VIEW `v` AS select 1"_s);
    const auto to = named(ObjectKind::View, u"v"_s, u"CREATE ALGORITHM=UNDEFINED DEFINER=`anna`@`%` SQL SECURITY DEFINER VIEW `v` AS select 1"_s);
    QVERIFY(compareCatalogs(part({ from }), part({ to }), dialect).isEmpty());
    const auto invoker = named(ObjectKind::View, u"v"_s, u"CREATE ALGORITHM=UNDEFINED DEFINER=`anna`@`%` SQL SECURITY INVOKER VIEW `v` AS select 1"_s);
    QVERIFY(!compareCatalogs(part({ from }), part({ invoker }), dialect).isEmpty());
}

void TestCatalogDifference::namesOfDatabasesEstimatesAndSystemObjectsDoNotCount()
{
    auto from = table(u"huts"_s);
    auto to = from;
    to.path.database = u"scratch"_s;
    to.rowEstimate = 7;
    to.sizeBytes = 8192;
    to.owner = u"warden"_s;
    auto system = table(u"pg_class"_s);
    system.system = true;
    QVERIFY(compare({ from }, { to, system }).isEmpty());
    QCOMPARE(compare({ from }, { to }, { .comparesOwners = true }).objects.front().parts.front().part, CatalogPartKind::Owner);
}

void TestCatalogDifference::membersOfExtensionsDoNotCount()
{
    auto member = named(ObjectKind::Function, u"st_area"_s, {});
    member.properties = { { u"extension"_s, u"postgis"_s } };
    QVERIFY(compare({}, { member }).isEmpty());
}

void TestCatalogDifference::toolsTablesCanBeLeftOut()
{
    QVERIFY(compare({}, { table(u"dmb_migrations"_s) }, { .ignores = isMigrationHistory }).isEmpty());
    QVERIFY(!compare({}, { table(u"dmb_migrations"_s) }).isEmpty());
}

void TestCatalogDifference::theOnlySchemasAreTheSameWhateverTheirNames()
{
    auto from = named(ObjectKind::View, u"v"_s, u"CREATE VIEW v AS SELECT a.public, 'alps.a' FROM public.t"_s);
    auto to = named(ObjectKind::View, u"v"_s, u"CREATE VIEW v AS SELECT a.public, 'alps.a' FROM alps.t"_s);
    to.path.schema = u"alps"_s;
    QVERIFY(compare({ from }, { to }).isEmpty());
    QCOMPARE(compare({ from }, { to }, { .matchesOnlySchemas = false }).objects.size(), 2u);
    auto other = to;
    other.path.schema = u"other"_s;
    QCOMPARE(compare({ from }, { to, other }).objects.size(), 3u);
}

void TestCatalogDifference::tenThousandTablesCompareByNames()
{
    std::vector<CatalogObject> from;
    for (int i = 0; i < 10'000; ++i)
        from.push_back(table(u"t%1"_s.arg(i)));
    auto to = from;
    std::ranges::reverse(to);
    to[4711].comment = u"changed"_s;
    const auto difference = compare(std::move(from), std::move(to));
    QCOMPARE(difference.objects.size(), 1u);
    QCOMPARE(difference.objects.front().parts.front().part, CatalogPartKind::Comment);
}

QTEST_GUILESS_MAIN(TestCatalogDifference)
#include "tst_catalogdifference.moc"
