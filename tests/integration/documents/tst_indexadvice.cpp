#include "core/documents/documentsource.h"
#include "core/documents/indexadvice.h"
#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterparser.h"
#include "tests/integration/documents/documentdatabase.h"

using namespace dumbo;
using namespace dumbo::test;

namespace {

constexpr auto postgresRows = "INSERT INTO users (_id, data) SELECT 'id' || n, jsonb_build_object('age', n, 'name', 'n' || n % 100, 'tags',"
                              " jsonb_build_array('t' || n), 'note', repeat(md5(n::text), 10)) FROM generate_series(1, 10000) n";
constexpr auto sqliteRows = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10000) INSERT INTO users (_id, data) SELECT 'id' || n,"
                            " json_object('age', n, 'name', 'n' || n % 100, 'tags', json_array('t' || n), 'note', hex(zeroblob(150))) FROM r";

QStringList shown(const std::vector<IndexSuggestion> &suggestions)
{
    QStringList list;
    for (const auto &suggestion : suggestions) {
        auto text = suggestion.index.kind == DocumentIndex::Kind::Containment ? QStringLiteral("anywhere")
                                                                              : QString::fromUtf8(dottedText(suggestion.index.keys.front().path));
        list.append(suggestion.exists ? text + QStringLiteral(" (exists)") : text);
    }
    return list;
}

} // namespace

/// Advice about indexes for filters, and trying them out.
class tst_indexadvice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filtersSayWhichIndexesTheyWant_data();
    void filtersSayWhichIndexesTheyWant();
    void whatExistsIsSaid();
    void indexesAreTriedOnACopy_data() { addDatabaseRows(); }
    void indexesAreTriedOnACopy();
    void existingIndexesCountBefore_data() { addDatabaseRows(); }
    void existingIndexesCountBefore();
};

void tst_indexadvice::filtersSayWhichIndexesTheyWant_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("nothing") << QByteArray("{}") << QStringList();
    QTest::newRow("equality before range") << QByteArray("{age: {$gt: 5}, 'address.city': 'x'}")
                                           << QStringList { "address.city", "age", "anywhere" };
    QTest::newRow("negation") << QByteArray("{age: {$ne: 5}, name: {$not: {$gt: 5}}}") << QStringList();
    QTest::newRow("null matches what is missing") << QByteArray("{age: null}") << QStringList();
    QTest::newRow("alternatives") << QByteArray("{$or: [{a: 1}, {b: {$lt: 3}}]}") << QStringList { "a", "b", "anywhere" };
    QTest::newRow("an alternative without") << QByteArray("{$or: [{a: 1}, {b: {$exists: false}}]}") << QStringList();
    QTest::newRow("element") << QByteArray("{items: {$elemMatch: {sku: 'x', n: 5}}}") << QStringList { "anywhere" };
    QTest::newRow("key") << QByteArray("{_id: 'x'}") << QStringList();
    QTest::newRow("position") << QByteArray("{'a.0': 1}") << QStringList();
}

void tst_indexadvice::filtersSayWhichIndexesTheyWant()
{
    QFETCH(const QByteArray, filter);
    QFETCH(const QStringList, expected);
    DocumentQuery query;
    query.filter = parseFilter(filter).value();
    DocumentTraits traits;
    traits.indexKinds = { DocumentIndex::Kind::Value, DocumentIndex::Kind::Containment };
    QCOMPARE(shown(suggestIndexes(query, traits)), expected);
}

void tst_indexadvice::whatExistsIsSaid()
{
    DocumentQuery query;
    query.filter = parseFilter("{a: 1, b: 2}").value();
    DocumentIndex index;
    index.name = QStringLiteral("mine");
    index.keys = { { { "a" }, true }, { { "c" }, false } };
    query.source.indexes = { index };
    DocumentTraits traits;
    traits.indexKinds = { DocumentIndex::Kind::Value };
    QCOMPARE(shown(suggestIndexes(query, traits)), (QStringList { QStringLiteral("a (exists)"), QStringLiteral("b") }));
}

void tst_indexadvice::indexesAreTriedOnACopy()
{
    DUMBO_DOCUMENT_DATABASE(base);
    const auto client = base.open();
    const ObjectPath table { {}, {}, QStringLiteral("users") };
    QVERIFY(client.migrate({ { table, {} } }));
    const auto executor = client.executor();
    const auto filled = executor->command(QByteArray(base.isPostgres() ? postgresRows : sqliteRows));
    QVERIFY2(filled, filled ? "" : qPrintable(filled.error().toText()));
    const auto engine = client.engine();
    QVERIFY(engine);
    const auto query = engine->query(collectionSource(engine->pongo(), table), "{age: 17}");
    QVERIFY(query);
    const auto suggestions = suggestIndexes(*query, engine->pongo().traits());
    QVERIFY(!suggestions.empty());
    const auto trials = client.withTransaction([&](pongo::Session &session) -> Result<TransactionOutcome<IndexTrials>> {
        auto tried = tryIndexes(session.executor(), *engine, *query, { suggestions.front().index });
        if (!tried)
            return fail(tried.error());
        return TransactionOutcome<IndexTrials>(Commit { std::move(*tried) });
    });
    QVERIFY2(trials, trials ? "" : qPrintable(trials.error().toText()));
    QCOMPARE(trials->sampleRows, 10000);
    QCOMPARE(trials->matching, 1);
    const auto &trial = trials->trials.at(0);
    QVERIFY(trial.isUsed);
    QVERIFY(trial.bytes.value_or(0) > 10000);
    QVERIFY(trial.statements.front().contains("users"));
    QVERIFY(trials->before.runnableSql.contains("17"));
    // Nothing is left behind, neither in the transaction that goes on nor on the table.
    const auto indexes = client.collection(QStringLiteral("users")).indexes();
    QVERIFY(indexes && indexes->empty());
    QVERIFY(!executor->query(QByteArray("SELECT * FROM dumbo_sample")));
}

void tst_indexadvice::existingIndexesCountBefore()
{
    DUMBO_DOCUMENT_DATABASE(base);
    const auto client = base.open();
    const ObjectPath table { {}, {}, QStringLiteral("users") };
    DocumentIndex age;
    age.keys = { { { "age" }, false } };
    QVERIFY(client.migrate({ { table, { age } } }));
    QVERIFY(client.executor()->command(QByteArray(base.isPostgres() ? postgresRows : sqliteRows)));
    const auto engine = client.engine();
    QVERIFY(engine);
    const auto query = engine->query(collectionSource(engine->pongo(), table, { age }), "{age: 17, name: 'n17'}");
    DocumentIndex name;
    name.keys = { { { "name" }, false } };
    IndexTrialOptions options;
    options.sampleRows = 5000;
    const auto trials = client.withTransaction([&](pongo::Session &session) -> Result<TransactionOutcome<IndexTrials>> {
        auto tried = tryIndexes(session.executor(), *engine, *query, { name, age }, options);
        if (!tried)
            return fail(tried.error());
        return TransactionOutcome<IndexTrials>(Commit { std::move(*tried) });
    });
    QVERIFY2(trials, trials ? "" : qPrintable(trials.error().toText()));
    QCOMPARE(trials->trials.size(), 2);
    QVERIFY(trials->sampleRows <= 5000 && trials->sampleRows > 500);
    const auto text = [](const PlanNode &node, const auto &again) -> QString {
        auto all = node.index;
        for (const auto &child : node.children)
            all += again(child, again);
        return all;
    };
    QVERIFY(text(trials->before.plan.roots.front(), text).contains(QStringLiteral("dumbo_before_1")));
}

QTEST_GUILESS_MAIN(tst_indexadvice)
#include "tst_indexadvice.moc"
