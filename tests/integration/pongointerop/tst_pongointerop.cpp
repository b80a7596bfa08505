#include "core/json/jsondocument.h"
#include "tests/integration/documents/documentdatabase.h"
#include "tests/integration/pongointerop/theirpongo.h"

using namespace dumbo;
using namespace Qt::StringLiterals;
using test::TheirPongo;

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

/// Their counts are big integers, which JSON has as texts here.
qint64 numberOf(const QJsonValue &value)
{
    return value.isString() ? value.toString().toLongLong() : value.toInteger(-1);
}

} // namespace

/// Both on the same tables of PostgreSQL. What theirs gets wrong stands here as it is in the version that the lock file names.
class TestPongoInterop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void theirDocumentsAreReadByOurs();
    void ourDocumentsAreReadByTheirs();
    void versionsAreCheckedAcrossBoth();
    void bothCountTheSame();
    void theirMigrationsAreRecognisedByOurs();
    void ourMigrationsAreRecognisedByTheirs();
    void theirRangesCompareTexts();
    void theirDatesVanishFromFilters();
    void theirUnknownOperatorsRaiseTheVersion();
    void theirUnsetIsLostBehindSet();
    void theirCountsIgnoreTheSession();
    void theirReplacementUpsertsAlwaysInsert();

private:
    [[nodiscard]] pongo::Collection<> users() const { return m_ours->collection(u"users"_s); }
    [[nodiscard]] QJsonValue theirs(const char *method, const QByteArray &arguments = "[]") const
    {
        return m_theirs->call(QString::fromLatin1(method), u"users"_s, arguments);
    }

    [[nodiscard]] qint64 theirCount(const QByteArray &arguments = "[]") const { return numberOf(theirs("countDocuments", arguments)); }

    QString m_folder;
    std::unique_ptr<test::DocumentDatabase> m_place;
    std::optional<pongo::Client> m_ours;
    std::unique_ptr<TheirPongo> m_theirs;
};

void TestPongoInterop::initTestCase()
{
    const auto folder = TheirPongo::install();
    DUMBO_NEED_SERVER(folder);
    m_folder = *folder;
}

void TestPongoInterop::init()
{
    auto place = test::DocumentDatabase::create(u"PostgreSQL"_s);
    DUMBO_NEED_SERVER(place);
    m_place = std::move(*place);
    m_ours.emplace(m_place->open());
    m_theirs = std::make_unique<TheirPongo>(m_folder, m_place->tcpUrl());
}

void TestPongoInterop::cleanup()
{
    m_theirs.reset();
    m_ours.reset();
    m_place.reset();
}

void TestPongoInterop::theirDocumentsAreReadByOurs()
{
    const auto inserted = theirs("insertOne",
        R"([{"_id":"one","name":"Anna","age":10,"at":{"$date":"2026-01-31T12:00:00.005Z"},"big":{"$bigint":"9007199254740993"},"deep":{"a":[1,"x",null]}}])");
    QCOMPARE(inserted[u"insertedId"].toString(), u"one"_s);
    QVERIFY(theirs("insertMany", R"([[{"name":"Ben","age":9},{"name":"Cleo","age":100}]])").isObject());
    VALUE_OF(anna, users().findById("one"));
    QVERIFY(anna);
    QCOMPARE(anna->version, 1);
    QCOMPARE(memberOf(anna->text, "at"), "\"2026-01-31T12:00:00.005Z\"");
    QCOMPARE(memberOf(anna->text, "big"), "\"9007199254740993\"");
    QCOMPARE(memberOf(anna->text, "deep"), "{\"a\":[1,\"x\",null]}");
    QCOMPARE(memberOf(anna->text, "_version"), "\"1\"");
    QCOMPARE(users().countDocuments("{at: {$gte: ISODate('2026-01-31T12:00:00Z')}}"), 1);
    QCOMPARE(users().countDocuments("{age: {$gt: 9}}"), 2);
    QCOMPARE(users().countDocuments("{'deep.a': 'x'}"), 1);
}

void TestPongoInterop::ourDocumentsAreReadByTheirs()
{
    QVERIFY(users().insertOne("{_id: 'one', name: 'Anna', age: 10, at: ISODate('2026-01-31T12:00:00.005Z'), deep: {a: [1, 'x', null]}}"));
    const auto found = theirs("findOne", R"([{"name":"Anna"}])");
    QCOMPARE(found[u"_id"].toString(), u"one"_s);
    QCOMPARE(found[u"_version"].toString(), u"1"_s);
    QCOMPARE(found[u"at"].toString(), u"2026-01-31T12:00:00.005Z"_s);
    QCOMPARE(found[u"deep"][u"a"][1].toString(), u"x"_s);
    QVERIFY(users().updateOne("{_id: 'one'}", "{$inc: {age: 1}}"));
    const auto again = theirs("findOne", R"([{"_id":"one"}])");
    QCOMPARE(again[u"age"].toInt(), 11);
    QCOMPARE(again[u"_version"].toString(), u"2"_s);
    QVERIFY(users().deleteOne("{_id: 'one'}"));
    QVERIFY(theirs("findOne", R"([{"_id":"one"}])").isNull());
}

void TestPongoInterop::versionsAreCheckedAcrossBoth()
{
    QVERIFY(users().insertOne("{_id: 'one', n: 1}"));
    const auto updated = theirs("updateOne", R"([{"_id":"one"},{"$set":{"n":2}},{"expectedVersion":{"$bigint":"1"}}])");
    QCOMPARE(updated[u"modifiedCount"].toInt(), 1);
    QCOMPARE(updated[u"nextExpectedVersion"].toString(), u"2"_s);
    const auto late = users().updateOne("{_id: 'one'}", "{$set: {n: 3}}", { .expected = 1 });
    QVERIFY(!late);
    QCOMPARE(late.error().kind(), ErrorKind::Concurrency);
    QVERIFY(late.error().objectNames().contains(u"actualVersion=2"_s));
    VALUE_OF(ours, users().replaceOne("{_id: 'one'}", "{n: 3}", { .expected = 2 }));
    QCOMPARE(ours.version, 3);
    const auto theirLate = theirs("updateOne", R"([{"_id":"one"},{"$set":{"n":4}},{"expectedVersion":{"$bigint":"2"}}])");
    QCOMPARE(theirLate[u"modifiedCount"].toInt(), 0);
    VALUE_OF(now, users().findById("one"));
    QCOMPARE(memberOf(now->text, "n"), "3");
    QCOMPARE(memberOf(now->text, "_version"), "\"3\"");
}

void TestPongoInterop::bothCountTheSame()
{
    QVERIFY(users().insertMany({ "{n: 1}", "{n: 2}" }));
    QVERIFY(theirs("insertOne", R"([{"n":3}])").isObject());
    QCOMPARE(users().countDocuments(), 3);
    QCOMPARE(theirCount(), 3);
    QCOMPARE(users().countDocuments("{n: 2}"), 1);
    QCOMPARE(theirCount(R"([{"n":2}])"), 1);
}

void TestPongoInterop::theirMigrationsAreRecognisedByOurs()
{
    const auto done = theirs("migrate", R"(["users","Weird Name"])");
    QCOMPARE(done[u"applied"].toArray().size(), 2);
    const std::vector<CollectionDefinition> collections { { { {}, {}, u"users"_s }, {} }, { { {}, {}, u"Weird Name"_s }, {} } };
    VALUE_OF(report, m_ours->migrate(collections));
    QVERIFY2(report.succeeded(), report.error ? qPrintable(report.error->toText()) : "not verified");
    for (const auto &migration : report.migrations)
        QCOMPARE(migration.outcome, MigrationOutcome::Skipped);
    QCOMPARE(count(m_ours->executor()->query("SELECT count(*) FROM dmb_migrations")), 2);
}

void TestPongoInterop::ourMigrationsAreRecognisedByTheirs()
{
    VALUE_OF(report, m_ours->migrate({ { { {}, {}, u"users"_s }, {} } }));
    QVERIFY(report.succeeded());
    const auto done = theirs("migrate", R"(["users","orders"])");
    QCOMPARE(done[u"skipped"].toArray(), QJsonArray { u"pongoCollection:users:001:createtable"_s });
    QCOMPARE(done[u"applied"].toArray(), QJsonArray { u"pongoCollection:orders:001:createtable"_s });
}

void TestPongoInterop::theirRangesCompareTexts()
{
    QVERIFY(users().insertMany({ "{age: 9}", "{age: 10}", "{age: 100}" }));
    QCOMPARE(theirCount(R"([{"age":{"$gt":9}}])"), 0);
    QCOMPARE(users().countDocuments("{age: {$gt: 9}}"), 2);
}

void TestPongoInterop::theirDatesVanishFromFilters()
{
    QVERIFY(users().insertMany({ "{at: ISODate('2026-01-31T12:00:00Z')}", "{n: 1}" }));
    QCOMPARE(theirCount(R"([{"at":{"$date":"2020-01-01T00:00:00Z"}}])"), 2);
    QCOMPARE(users().countDocuments("{at: ISODate('2020-01-01T00:00:00Z')}"), 0);
    QCOMPARE(users().countDocuments("{at: ISODate('2026-01-31T12:00:00Z')}"), 1);
}

void TestPongoInterop::theirUnknownOperatorsRaiseTheVersion()
{
    QVERIFY(users().insertOne("{_id: 'one', n: 1}"));
    QCOMPARE(theirs("updateOne", R"([{"_id":"one"},{"$rotate":{"n":2}}])")[u"modifiedCount"].toInt(), 1);
    VALUE_OF(raised, users().findById("one"));
    QCOMPARE(raised->version, 2);
    QVERIFY(!users().updateOne("{_id: 'one'}", "{$rotate: {n: 2}}"));
    VALUE_OF(same, users().findById("one"));
    QCOMPARE(same->version, 2);
}

void TestPongoInterop::theirUnsetIsLostBehindSet()
{
    QVERIFY(users().insertMany({ "{_id: 'one', a: 1, b: 2}", "{_id: 'two', a: 1, b: 2}" }));
    QVERIFY(theirs("updateOne", R"([{"_id":"one"},{"$set":{"a":5},"$unset":{"b":""}}])").isObject());
    QVERIFY(users().updateOne("{_id: 'two'}", "{$set: {a: 5}, $unset: {b: ''}}"));
    VALUE_OF(one, users().findById("one"));
    VALUE_OF(two, users().findById("two"));
    QCOMPARE(memberOf(one->text, "b"), "2");
    QCOMPARE(memberOf(two->text, "b"), "");
}

void TestPongoInterop::theirCountsIgnoreTheSession()
{
    QVERIFY(users().create());
    QCOMPARE(numberOf(theirs("sessionCount")), 0);
    VALUE_OF(ours, m_ours->withTransaction([](pongo::Session &session) -> Result<TransactionOutcome<qint64>> {
        const auto users = session.collection(u"users"_s);
        if (const auto added = users.insertOne("{inside: true}"); !added)
            return fail(added.error());
        const auto counted = users.countDocuments();
        return counted ? Result<TransactionOutcome<qint64>>(Rollback { *counted }) : fail(counted.error());
    }));
    QCOMPARE(ours, 2);
}

void TestPongoInterop::theirReplacementUpsertsAlwaysInsert()
{
    QVERIFY(users().insertOne("{_id: 'one', name: 'Anna'}"));
    QVERIFY(theirs("replaceOne", R"([{"name":"Anna"},{"name":"Anna","by":"theirs"},{"upsert":true}])").isObject());
    QCOMPARE(users().countDocuments(), 2);
    QVERIFY(users().deleteMany("{by: 'theirs'}"));
    QVERIFY(users().replaceOne("{name: 'Anna'}", "{name: 'Anna', by: 'ours'}", { .upsert = true }));
    QCOMPARE(users().countDocuments(), 1);
}

QTEST_GUILESS_MAIN(TestPongoInterop)
#include "tst_pongointerop.moc"
