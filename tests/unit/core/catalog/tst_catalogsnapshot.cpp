#include "core/catalog/catalogsearch.h"
#include "core/catalog/catalogsnapshot.h"

#include <QObject>
#include <QTest>

#include <algorithm>

using namespace dumbo;

namespace {

CatalogObject table(
    const char *schema, const char *name, const QStringList &columns = {}, const char *ddl = "")
{
    CatalogObject object;
    object.kind = ObjectKind::Table;
    object.path = { {}, QString::fromLatin1(schema), QString::fromLatin1(name) };
    object.ddl = QString::fromLatin1(ddl);
    for (const auto &column : columns) {
        auto &made = object.columns.emplace_back();
        made.name = column;
    }
    return object;
}

CatalogPart part(std::vector<CatalogObject> objects, CatalogDepth depth = CatalogDepth::Columns)
{
    CatalogPart made;
    made.request.depth = depth;
    made.objects = std::move(objects);
    return made;
}

std::shared_ptr<const CatalogSnapshot> snapshot(std::vector<CatalogObject> objects)
{
    return std::make_shared<const CatalogSnapshot>(part(std::move(objects)));
}

QStringList found(const std::shared_ptr<const CatalogSnapshot> &catalog, const QString &text)
{
    QStringList names;
    for (const auto &match : CatalogSearch(catalog).find(text))
        names.append(
            match.column.isEmpty() ? match.object->path.name : match.object->path.name + u'.' + match.column);
    return names;
}

} // namespace

class TestCatalogSnapshot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void objectsAreFoundByPath();
    void bareNamesFollowTheSearchPath();
    void otherCapitalsAreFoundWhereNothingIsExact();
    void aDeeperPartReplacesAShallowOne();
    void aShallowerPartKeepsWhatIsKnown();
    void anObjectThatVanishedFromTheScopeIsGone();
    void objectsOutliveTheSnapshot();
    void searchRanksPrefixWordSubstringSubsequence();
    void searchFindsColumnsAndDefinitions();
    void aDotAsksWithinAnOwner();
    void searchKeepsToItsLimit();
    void nothingIsFoundForNothing();
};

void TestCatalogSnapshot::objectsAreFoundByPath()
{
    const auto catalog = snapshot({ table("main", "b"), table("main", "a"), table("aux", "a") });
    QCOMPARE(catalog->entries().front().object->path.schema, QStringLiteral("aux"));
    QVERIFY(catalog->find({ {}, QStringLiteral("main"), QStringLiteral("b") }));
    QVERIFY(!catalog->find({ {}, QStringLiteral("aux"), QStringLiteral("b") }));
    QCOMPARE(catalog->schemas(), (QStringList { QStringLiteral("aux"), QStringLiteral("main") }));
}

void TestCatalogSnapshot::bareNamesFollowTheSearchPath()
{
    const auto catalog = snapshot({ table("main", "t"), table("temp", "t"), table("other", "only") });
    const QStringList path { QStringLiteral("temp"), QStringLiteral("main") };
    QCOMPARE(catalog->resolve({}, QStringLiteral("t"), path)->object->path.schema, QStringLiteral("temp"));
    QCOMPARE(catalog->resolve(QStringLiteral("main"), QStringLiteral("t"), path)->object->path.schema,
        QStringLiteral("main"));
    QCOMPARE(
        catalog->resolve({}, QStringLiteral("only"), path)->object->path.schema, QStringLiteral("other"));
    QVERIFY(!catalog->resolve({}, QStringLiteral("none"), path));
}

void TestCatalogSnapshot::otherCapitalsAreFoundWhereNothingIsExact()
{
    const auto catalog = snapshot({ table("main", "Hut"), table("main", "bed"), table("main", "BED") });
    QCOMPARE(catalog->resolve({}, QStringLiteral("hut"), {})->object->path.name, QStringLiteral("Hut"));
    QCOMPARE(catalog->resolve({}, QStringLiteral("bed"), {})->object->path.name, QStringLiteral("bed"));
    QCOMPARE(catalog->resolve({}, QStringLiteral("BED"), {})->object->path.name, QStringLiteral("BED"));
}

void TestCatalogSnapshot::aDeeperPartReplacesAShallowOne()
{
    const CatalogSnapshot shallow(part({ table("main", "t"), table("main", "u") }, CatalogDepth::Names));
    auto deep = part({ table("main", "t", { QStringLiteral("a") }) }, CatalogDepth::Full);
    deep.request.scope = { {}, QStringLiteral("main"), QStringLiteral("t") };
    const auto merged = shallow.merged(std::move(deep));
    QCOMPARE(merged->entries().size(), 2u);
    const auto *entry = merged->find({ {}, QStringLiteral("main"), QStringLiteral("t") });
    QVERIFY(entry->depth == CatalogDepth::Full);
    QCOMPARE(entry->object->columns.size(), 1u);
    QVERIFY(merged->find({ {}, QStringLiteral("main"), QStringLiteral("u") })->depth == CatalogDepth::Names);
}

void TestCatalogSnapshot::aShallowerPartKeepsWhatIsKnown()
{
    const CatalogSnapshot deep(part({ table("main", "t", { QStringLiteral("a") }) }, CatalogDepth::Full));
    auto ddl = part({ table("main", "t", {}, "CREATE TABLE t(a)") }, CatalogDepth::Names);
    ddl.request.includeDdl = true;
    const auto merged = deep.merged(std::move(ddl));
    const auto &entry = merged->entries().front();
    QVERIFY(entry.hasDdl && entry.depth == CatalogDepth::Full);
    QCOMPARE(entry.object->columns.size(), 1u);
    QCOMPARE(entry.object->ddl, QStringLiteral("CREATE TABLE t(a)"));
    const auto again = merged->merged(
        part({ table("main", "t", { QStringLiteral("a"), QStringLiteral("b") }) }, CatalogDepth::Full));
    QCOMPARE(again->entries().front().object->columns.size(), 2u);
    QVERIFY(again->entries().front().hasDdl);
}

void TestCatalogSnapshot::anObjectThatVanishedFromTheScopeIsGone()
{
    const CatalogSnapshot before(part({ table("main", "t"), table("aux", "t") }));
    auto now = part({});
    now.request.scope.schema = QStringLiteral("main");
    const auto merged = before.merged(std::move(now));
    QCOMPARE(merged->entries().size(), 1u);
    QCOMPARE(merged->entries().front().object->path.schema, QStringLiteral("aux"));
}

void TestCatalogSnapshot::objectsOutliveTheSnapshot()
{
    auto catalog = snapshot({ table("main", "t") });
    const auto object = catalog->entries().front().object;
    catalog.reset();
    QCOMPARE(object->path.name, QStringLiteral("t"));
}

void TestCatalogSnapshot::searchRanksPrefixWordSubstringSubsequence()
{
    const auto catalog = snapshot({ table("main", "reordering"), table("main", "o_r_d_e_r"),
        table("main", "hut_order"), table("main", "hutOrder"), table("main", "order_line"),
        table("main", "order"), table("main", "guest") });
    QCOMPARE(found(catalog, QStringLiteral("ORDER")),
        (QStringList { QStringLiteral("order"), QStringLiteral("order_line"), QStringLiteral("hutOrder"),
            QStringLiteral("hut_order"), QStringLiteral("reordering"), QStringLiteral("o_r_d_e_r") }));
}

void TestCatalogSnapshot::searchFindsColumnsAndDefinitions()
{
    const auto catalog = snapshot({ table("main", "hut", { QStringLiteral("height") }),
        table("main", "guest", {}, "CREATE TABLE guest(/* Height? */ a)") });
    const auto matches = CatalogSearch(catalog).find(QStringLiteral("height"));
    QCOMPARE(matches.size(), 2u);
    QCOMPARE(matches[0].column, QStringLiteral("height"));
    QVERIFY(matches[1].field == CatalogMatch::Field::Definition);
    QCOMPARE(matches[1].position, 22);
}

void TestCatalogSnapshot::aDotAsksWithinAnOwner()
{
    const auto catalog = snapshot({ table("main", "hut", { QStringLiteral("name") }),
        table("main", "guest", { QStringLiteral("name") }), table("aux", "name") });
    QCOMPARE(found(catalog, QStringLiteral("gue.na")), QStringList { QStringLiteral("guest.name") });
    QCOMPARE(found(catalog, QStringLiteral("aux.na")), QStringList { QStringLiteral("name") });
}

void TestCatalogSnapshot::searchKeepsToItsLimit()
{
    std::vector<CatalogObject> objects;
    for (int i = 0; i < 10000; ++i)
        objects.push_back(table("main", qPrintable(QStringLiteral("table_%1").arg(i)),
            { QStringLiteral("id"), QStringLiteral("name") }));
    const CatalogSearch search(snapshot(std::move(objects)));
    QCOMPARE(search.find(QStringLiteral("a"), 50).size(), 50u);
    QCOMPARE(search.find(QStringLiteral("table_77")).front().object->path.name, QStringLiteral("table_77"));
}

void TestCatalogSnapshot::nothingIsFoundForNothing()
{
    QVERIFY(found(snapshot({ table("main", "t") }), QStringLiteral("  ")).isEmpty());
    QVERIFY(found(std::make_shared<const CatalogSnapshot>(), QStringLiteral("t")).isEmpty());
}

QTEST_GUILESS_MAIN(TestCatalogSnapshot)
#include "tst_catalogsnapshot.moc"
