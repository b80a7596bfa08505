#include "core/documents/documentsource.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "tests/integration/documents/documentdatabase.h"

using namespace dumbo;
using pongo::Document;

namespace {

#define VALUE_OF(variable, call) \
    auto variable##Result = (call); \
    QVERIFY2(variable##Result.has_value(), qPrintable(variable##Result ? QString() : variable##Result.error().toText())); \
    auto &variable = *variable##Result

QByteArray memberOf(const QByteArray &text, const char *key)
{
    const auto document = JsonDocument::parse(text);
    return document ? document->root().find(key).text().toByteArray().replace(" ", "") : QByteArray();
}

} // namespace

/// What the existing Pongo gets wrong (each was seen there), and ours does not.
class TestPongoDefects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { test::addDatabaseRows(); }
    void init();
    void cleanup();

    void rangesCompareNumbersAsNumbers();
    void valuesNeverVanishFromFilters();
    void unknownUpdateOperatorsChangeNothing();
    void setAndUnsetBothHappen();
    void setReplacesAnObjectAndKeepsNull();
    void readingAndCountingSeeTheTransaction();
    void upsertingReplacementsFindByAnyFilter();
    void emptyListsAndSkipsWithoutLimitAreFine();
    void equalityUsesADeclaredIndex();
    void bigNumbersKeepTheirDigits();
    void anInnerRollbackUndoesTheInnerPartOnly();
    void aDryRunLeavesNothing();

private:
    [[nodiscard]] pongo::Collection<> users() const { return m_client->collection(QStringLiteral("users")); }

    std::unique_ptr<test::DocumentDatabase> m_place;
    std::optional<pongo::Client> m_client;
};

void TestPongoDefects::init()
{
    QFETCH_GLOBAL(const QString, database);
    auto place = test::DocumentDatabase::create(database);
    DUMBO_NEED_SERVER(place);
    m_place = std::move(*place);
    m_client.emplace(m_place->open());
}

void TestPongoDefects::cleanup()
{
    m_client.reset();
    m_place.reset();
}

void TestPongoDefects::rangesCompareNumbersAsNumbers()
{
    QVERIFY(users().insertMany({ "{age: 9}", "{age: 10}", "{age: 100}", "{age: '10'}" }));
    QCOMPARE(users().countDocuments("{age: {$gt: 9}}"), 2);
    QCOMPARE(users().countDocuments("{age: {$lt: 100}}"), 2);
}

void TestPongoDefects::valuesNeverVanishFromFilters()
{
    QVERIFY(users().insertMany({ "{at: ISODate('2026-01-31T12:00:00Z'), name: 'Anna', o: {}}", "{name: 'Ben', o: {a: 1}}" }));
    QCOMPARE(users().countDocuments("{at: ISODate('2026-01-31T12:00:00Z')}"), 1);
    QCOMPARE(users().countDocuments("{at: new Date('2020-01-01T00:00:00Z')}"), 0);
    QCOMPARE(users().countDocuments("{name: /^A/}"), 1);
    QCOMPARE(users().countDocuments("{o: {}}"), 1);
    QCOMPARE(users().deleteMany("{at: ISODate('2020-01-01T00:00:00Z')}"), 0);
    QCOMPARE(users().deleteMany("{name: /^X/}"), 0);
    QCOMPARE(users().deleteMany("{name: {$in: []}}"), 0);
    QCOMPARE(users().countDocuments(), 2);
    QCOMPARE(users().deleteMany("{o: {}}"), 1);
    VALUE_OF(left, users().findOne());
    QCOMPARE(memberOf(left->text, "name"), "\"Ben\"");
}

void TestPongoDefects::unknownUpdateOperatorsChangeNothing()
{
    QVERIFY(users().insertOne("{_id: 'one'}"));
    const auto changed = users().updateOne("{_id: 'one'}", "{$rotate: {a: 1}}");
    QVERIFY(!changed);
    QCOMPARE(changed.error().kind(), ErrorKind::Data);
    QCOMPARE(changed.error().position(), 1);
    VALUE_OF(found, users().findById("one"));
    QCOMPARE(found->version, 1);
}

void TestPongoDefects::setAndUnsetBothHappen()
{
    QVERIFY(users().insertOne("{_id: 'one', a: 1, b: 2}"));
    QVERIFY(users().updateOne("{_id: 'one'}", "{$set: {a: 5}, $unset: {b: 1}}"));
    VALUE_OF(found, users().findById("one"));
    QCOMPARE(memberOf(found->text, "a"), "5");
    QCOMPARE(memberOf(found->text, "b"), "");
}

void TestPongoDefects::setReplacesAnObjectAndKeepsNull()
{
    QVERIFY(users().insertOne("{_id: 'one', o: {x: 1, y: 2}, n: 1}"));
    QVERIFY(users().updateOne("{_id: 'one'}", "{$set: {o: {z: 3}, n: null}}"));
    VALUE_OF(found, users().findById("one"));
    QCOMPARE(memberOf(found->text, "o"), "{\"z\":3}");
    QCOMPARE(memberOf(found->text, "n"), "null");
}

void TestPongoDefects::readingAndCountingSeeTheTransaction()
{
    QVERIFY(users().insertOne("{_id: 'one'}"));
    VALUE_OF(counts, m_client->withTransaction([](pongo::Session &session) -> Result<TransactionOutcome<std::pair<qint64, qint64>>> {
        const auto inner = session.collection(QStringLiteral("users"));
        if (const auto added = inner.insertOne("{_id: 'two'}"); !added)
            return fail(added.error());
        const auto counted = inner.countDocuments();
        auto cursor = inner.find();
        if (!counted || !cursor)
            return fail(counted ? cursor.error() : counted.error());
        const auto found = cursor->all();
        if (!found)
            return fail(found.error());
        return Rollback { std::pair(*counted, qint64(found->size())) };
    }));
    QCOMPARE(counts.first, 2);
    QCOMPARE(counts.second, 2);
    QCOMPARE(users().countDocuments(), 1);
}

void TestPongoDefects::upsertingReplacementsFindByAnyFilter()
{
    QVERIFY(users().insertOne("{_id: 'one', name: 'Anna'}"));
    VALUE_OF(changed, users().replaceOne("{name: 'Anna'}", "{name: 'Anna', age: 10}", { .upsert = true }));
    QVERIFY(!changed.upsertedId);
    QCOMPARE(users().countDocuments(), 1);
}

void TestPongoDefects::emptyListsAndSkipsWithoutLimitAreFine()
{
    QVERIFY(users().insertMany({ "{n: 1}", "{n: 2}", "{n: 3}" }));
    QCOMPARE(users().countDocuments("{n: {$in: []}}"), 0);
    QCOMPARE(users().countDocuments("{n: {$nin: []}}"), 3);
    QVERIFY(users().insertMany({})->isComplete());
    VALUE_OF(cursor, users().find({}, { .sort = "{n: 1}", .skip = 2 }));
    VALUE_OF(rest, cursor.all());
    QCOMPARE(rest.size(), 1U);
    QCOMPARE(memberOf(rest.front().text, "n"), "3");
}

void TestPongoDefects::equalityUsesADeclaredIndex()
{
    std::vector<QByteArray> documents;
    for (int i = 0; i < 2000; ++i)
        documents.push_back("{email: 'user" + QByteArray::number(i) + "@example.org'}");
    QVERIFY(users().insertMany(documents));
    DocumentIndex index;
    index.name = QStringLiteral("users_email");
    index.keys = { { { "email" }, false } };
    QVERIFY(users().createIndex(index));
    VALUE_OF(indexes, users().indexes());
    QCOMPARE(indexes.size(), 1U);
    const auto executor = m_client->executor();
    QVERIFY(executor->command(m_place->isPostgres() ? "ANALYZE users" : "ANALYZE"));
    VALUE_OF(cursor, users().find("{email: 'user77@example.org'}"));
    const auto sql = cursor.plan().statement;
    cursor.close();
    VALUE_OF(engine, m_client->engine());
    VALUE_OF(text, engine.runnableSql(sql));
    VALUE_OF(plan, executor->query((m_place->isPostgres() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + text));
    QString lines;
    for (qint64 row = 0; row < plan.rowCount(); ++row)
        lines += plan.row(row).text(plan.row(row).columnCount() - 1) + u'\n';
    QVERIFY2(lines.contains(QStringLiteral("users_email")), qPrintable(lines));
}

void TestPongoDefects::bigNumbersKeepTheirDigits()
{
    QVERIFY(users().insertMany({ "{_id: 'a', n: 9223372036854775808}", "{_id: 'b', n: 9223372036854775809}" }));
    QCOMPARE(users().countDocuments("{n: 9223372036854775809}"), 1);
    QCOMPARE(users().countDocuments("{n: {$gt: 9223372036854775808}}"), 1);
    QVERIFY(users().updateOne("{_id: 'a'}", "{$inc: {n: 1}}"));
    VALUE_OF(found, users().findById("a"));
    QCOMPARE(memberOf(found->text, "n"), "9223372036854775809");
}

void TestPongoDefects::anInnerRollbackUndoesTheInnerPartOnly()
{
    const auto done = m_client->withTransaction([](pongo::Session &session) -> Result<TransactionOutcome<>> {
        if (const auto added = session.collection(QStringLiteral("users")).insertOne("{_id: 'outer'}"); !added)
            return fail(added.error());
        const auto inner = session.withTransaction([](pongo::Session &nested) -> Result<TransactionOutcome<>> {
            if (const auto added = nested.collection(QStringLiteral("users")).insertOne("{_id: 'inner'}"); !added)
                return fail(added.error());
            return Rollback {};
        });
        if (!inner)
            return fail(inner.error());
        return Commit {};
    });
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().toText()));
    QCOMPARE(users().countDocuments(), 1);
    QCOMPARE(users().countDocuments("{_id: 'outer'}"), 1);
}

void TestPongoDefects::aDryRunLeavesNothing()
{
    QVERIFY(users().insertMany({ "{n: 1}", "{n: 2}" }));
    VALUE_OF(engine, m_client->engine());
    const auto executor = m_client->executor();
    VALUE_OF(source, sourceOf(*executor, engine.pongo(), { {}, {}, QStringLiteral("users") }));
    VALUE_OF(query, engine.query(source, "{n: {$gte: 1}}"));
    VALUE_OF(preview, engine.previewUpdate(*executor, query, "{$inc: {n: 10}}"));
    QCOMPARE(preview.matched, 2);
    QCOMPARE(preview.changed, 2);
    QCOMPARE(preview.samples.size(), 2U);
    QVERIFY(!preview.statements.empty());
    QCOMPARE(users().countDocuments("{n: {$gt: 10}}"), 0);
}

QTEST_GUILESS_MAIN(TestPongoDefects)
#include "tst_pongodefects.moc"
