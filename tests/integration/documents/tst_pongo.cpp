#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "core/migrations/migration.h"
#include "direct/sqlite/sqlitedatabase.h"
#include "tests/integration/documents/documentdatabase.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <chrono>
#include <future>

using namespace dumbo;
using pongo::BatchMode;
using pongo::Document;
using pongo::ExpectedVersion;

namespace {

struct User {
    QByteArray name;
    qint64 age = 0;
};

} // namespace

template <>
struct dumbo::pongo::Codec<User> {
    static QByteArray toJson(const User &user)
    {
        return "{\"name\":" + encodeJsonString(user.name) + ",\"age\":" + QByteArray::number(user.age) + '}';
    }
    static Result<User> fromJson(const QByteArray &json)
    {
        const auto document = JsonDocument::parse(json);
        if (!document)
            return fail(document.error());
        return User { document->root().find("name").string(), document->root().find("age").text().toLongLong() };
    }
};

namespace {

QByteArray memberOf(const QByteArray &text, const char *key)
{
    const auto document = JsonDocument::parse(text);
    return document ? document->root().find(key).text().toByteArray() : QByteArray();
}

/// The value of a call, or the test's end.
#define VALUE_OF(variable, call) \
    auto variable##Result = (call); \
    QVERIFY2(variable##Result.has_value(), qPrintable(variable##Result ? QString() : variable##Result.error().toText())); \
    auto &variable = *variable##Result

QStringList namesOf(const std::vector<Document> &documents)
{
    QStringList names;
    for (const auto &document : documents)
        names.append(QString::fromUtf8(memberOf(document.text, "name")).remove(u'"'));
    return names;
}

#define FOUND(collection, filter, ...) \
    [&] { \
        auto cursor = (collection).find(filter __VA_OPT__(, ) __VA_ARGS__); \
        if (!cursor) \
            return QStringList { cursor.error().toText() }; \
        const auto all = cursor->all(); \
        return all ? namesOf(*all) : QStringList { all.error().toText() }; \
    }()

} // namespace

class TestPongo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDocumentComesBackWithIdAndVersion_data() { test::addDatabaseRows(); }
    void aDocumentComesBackWithIdAndVersion();
    void idsAreUuidsThatRise_data() { test::addDatabaseRows(); }
    void idsAreUuidsThatRise();
    void readingWhatIsNotThereFindsNothing_data() { test::addDatabaseRows(); }
    void readingWhatIsNotThereFindsNothing();
    void documentsAreFoundSortedAndCounted_data() { test::addDatabaseRows(); }
    void documentsAreFoundSortedAndCounted();
    void versionsThatAreNotExpectedAreConflictsWithBoth_data() { test::addDatabaseRows(); }
    void versionsThatAreNotExpectedAreConflictsWithBoth();
    void batchesAnswerById_data() { test::addDatabaseRows(); }
    void batchesAnswerById();
    void oneDocumentMayBeWrittenTwice_data() { test::addDatabaseRows(); }
    void oneDocumentMayBeWrittenTwice();
    void deletesOfAnyVersionMayFindNothing_data() { test::addDatabaseRows(); }
    void deletesOfAnyVersionMayFindNothing();
    void idsAreWholeTexts_data() { test::addDatabaseRows(); }
    void idsAreWholeTexts();
    void twoFirstInsertsAtOnceBothHappen();
    void lookupsNeedOneConnectionOnly();
    void updatesChangeOneOrMany_data() { test::addDatabaseRows(); }
    void updatesChangeOneOrMany();
    void upsertsInsertWhatTheFilterSays_data() { test::addDatabaseRows(); }
    void upsertsInsertWhatTheFilterSays();
    void findOneAndAnswersBeforeOrAfter_data() { test::addDatabaseRows(); }
    void findOneAndAnswersBeforeOrAfter();
    void handleWritesOnceOntoWhatItLoaded_data() { test::addDatabaseRows(); }
    void handleWritesOnceOntoWhatItLoaded();
    void sessionsRollBackAllTheyDid_data() { test::addDatabaseRows(); }
    void sessionsRollBackAllTheyDid();
    void collectionsAreRenamedAndDropped_data() { test::addDatabaseRows(); }
    void collectionsAreRenamedAndDropped();
    void typedCollectionsEncodeAndDecode_data() { test::addDatabaseRows(); }
    void typedCollectionsEncodeAndDecode();
    void aggregationsStreamThroughTheClient_data() { test::addDatabaseRows(); }
    void aggregationsStreamThroughTheClient();
    void migrationsAreThoseOfTheExistingPongo_data() { test::addDatabaseRows(); }
    void migrationsAreThoseOfTheExistingPongo();
    void migrationsRunOnceAndAreRecorded_data() { test::addDatabaseRows(); }
    void migrationsRunOnceAndAreRecorded();
    void textStaysAsItCame();
};

void TestPongo::aDocumentComesBackWithIdAndVersion()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    VALUE_OF(inserted, users.insertOne("{ _id: 'one', name: 'Anna', age: 10, at: ISODate('2026-01-31T12:00:00.005Z') }"));
    QCOMPARE(inserted.id, "one");
    QCOMPARE(inserted.version, 1);
    VALUE_OF(found, users.findById("one"));
    QVERIFY(found);
    QCOMPARE(found->version, 1);
    QCOMPARE(memberOf(found->text, "_id"), "\"one\"");
    QCOMPARE(memberOf(found->text, "_version"), "\"1\"");
    QCOMPARE(memberOf(found->text, "at"), "\"2026-01-31T12:00:00.005Z\"");
    QCOMPARE(memberOf(found->text, "age"), "10");
}

void TestPongo::idsAreUuidsThatRise()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QByteArray last;
    static const QRegularExpression uuid(QStringLiteral("^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"));
    for (int i = 0; i < 20; ++i) {
        VALUE_OF(inserted, users.insertOne("{}"));
        QVERIFY2(uuid.match(QString::fromUtf8(inserted.id)).hasMatch(), inserted.id.constData());
        QVERIFY(inserted.id > last);
        last = inserted.id;
    }
}

void TestPongo::readingWhatIsNotThereFindsNothing()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("nobody"));
    QCOMPARE(FOUND(users, "{}"), QStringList());
    QCOMPARE(users.countDocuments(), 0);
    QCOMPARE(users.deleteMany("{}"), 0);
    VALUE_OF(changed, users.updateOne("{}", "{ $set: { a: 1 } }"));
    QCOMPARE(changed.matched, 0);
    QCOMPARE(users.exists(), false);
    QCOMPARE(users.drop(), false);
}

void TestPongo::documentsAreFoundSortedAndCounted()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertMany({ "{name:'Anna', age:10, tags:['a','b']}", "{name:'Ben', age:9}", "{name:'Cleo', age:100, tags:['b']}",
                             "{name:'Dora', age:'11'}", "{name:'Emil'}" }));
    QCOMPARE(FOUND(users, "{ age: { $gt: 9 } }", { .sort = "{age: 1}" }), (QStringList { QStringLiteral("Anna"), QStringLiteral("Cleo") }));
    QCOMPARE(FOUND(users, "{ tags: 'b' }", { .sort = "{name: -1}" }), (QStringList { QStringLiteral("Cleo"), QStringLiteral("Anna") }));
    QCOMPARE(FOUND(users, "{ age: null }"), QStringList { QStringLiteral("Emil") });
    QCOMPARE(FOUND(users, "{}", { .sort = "{age: 1, name: 1}", .skip = 1, .limit = 2 }), (QStringList { QStringLiteral("Ben"), QStringLiteral("Anna") }));
    QCOMPARE(FOUND(users, "{ name: /^[ab]/i }", { .sort = "{name: 1}" }), (QStringList { QStringLiteral("Anna"), QStringLiteral("Ben") }));
    QCOMPARE(users.countDocuments("{ name: /e/ }"), 2);
    QCOMPARE(users.countDocuments(), 5);
    VALUE_OF(ages, users.distinct("tags"));
    QCOMPARE(ages, (std::vector<QByteArray> { "\"a\"", "\"b\"" }));
    VALUE_OF(part, users.findOne("{name: 'Anna'}", { .projection = "{age: 1, _id: 0}" }));
    QCOMPARE(QByteArray(part->text).replace(" ", ""), "{\"age\":10}");
    const auto wrong = users.find("{ age: { $foo: 1 } }");
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().kind(), ErrorKind::Data);
    QVERIFY(wrong.error().position());
}

void TestPongo::versionsThatAreNotExpectedAreConflictsWithBoth()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertOne("{_id: 'one', n: 1}"));
    VALUE_OF(changed, users.updateOne("{_id: 'one'}", "{$inc: {n: 1}}", { .expected = 1 }));
    QCOMPARE(changed.version, 2);
    for (const auto &answer : { users.updateOne("{_id: 'one'}", "{$inc: {n: 1}}", { .expected = 1 }).transform([](auto) { return 0; }),
             users.replaceOne("{_id: 'one'}", "{n: 7}", { .expected = 1 }).transform([](auto) { return 0; }),
             users.deleteOne("{_id: 'one'}", 1).transform([](auto) { return 0; }) }) {
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind(), ErrorKind::Concurrency);
        QCOMPARE(errorStatus(answer.error().kind()), 412);
        QVERIFY(answer.error().objectNames().contains(QStringLiteral("expectedVersion=1")));
        QVERIFY(answer.error().objectNames().contains(QStringLiteral("actualVersion=2")));
    }
    const auto missing = users.updateOne("{_id: 'two'}", "{$inc: {n: 1}}", { .expected = ExpectedVersion::exists() });
    QVERIFY(!missing && missing.error().kind() == ErrorKind::Concurrency);
    const auto twice = users.insertOne("{_id: 'one'}");
    QVERIFY(!twice && twice.error().kind() == ErrorKind::Concurrency);
    QVERIFY(twice.error().objectNames().contains(QStringLiteral("actualVersion=2")));
    VALUE_OF(replaced, users.replaceOne("{_id: 'one'}", "{n: 7}", { .expected = 2 }));
    QCOMPARE(replaced.version, 3);
    VALUE_OF(now, users.findById("one"));
    QCOMPARE(memberOf(now->text, "n"), "7");
    QCOMPARE(memberOf(now->text, "_version"), "\"3\"");
    QVERIFY(users.deleteOne("{_id: 'one'}", 3));
    QCOMPARE(users.countDocuments(), 0);
}

void TestPongo::batchesAnswerById()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertMany({}));
    QVERIFY(users.insertOne("{_id: 'b', n: 0}"));
    VALUE_OF(some, users.insertMany({ "{_id: 'a'}", "{_id: 'b'}", "{_id: 'c'}" }));
    QCOMPARE(some.written.size(), 2U);
    QCOMPARE(some.written.front().id, "a");
    QCOMPARE(some.conflicts.size(), 1U);
    QCOMPARE(some.conflicts.front().id, "b");
    QCOMPARE(some.conflicts.front().actual, 1);
    VALUE_OF(none, users.insertMany({ "{_id: 'd'}", "{_id: 'a'}" }, BatchMode::AllOrNone));
    QVERIFY(!none.isComplete());
    QVERIFY(none.written.empty());
    QCOMPARE(users.countDocuments(), 3);

    VALUE_OF(replaced, users.replaceMany({ "{_id: 'a', n: 1, _version: '1'}", "{_id: 'b', n: 1, _version: 9}", "{_id: 'c', n: 1}", "{_id: 'x'}" }));
    QCOMPARE(replaced.written.size(), 2U);
    QCOMPARE(replaced.written.front().version, 2);
    QCOMPARE(replaced.conflicts.size(), 2U);
    QCOMPARE(replaced.conflicts.front().expected, ExpectedVersion(9));
    QCOMPARE(replaced.conflicts.front().actual, 1);
    QVERIFY(!replaced.conflicts.back().actual);
    VALUE_OF(c, users.findById("c"));
    QCOMPARE(memberOf(c->text, "_version"), "\"2\"");

    VALUE_OF(deleted, users.deleteMany({ { "a", 2 }, { "b", 7 }, { "c", {} } }));
    QCOMPARE(deleted.written.size(), 2U);
    QCOMPARE(deleted.conflicts.size(), 1U);
    QCOMPARE(deleted.conflicts.front().id, "b");
    QCOMPARE(users.countDocuments(), 1);
}

void TestPongo::oneDocumentMayBeWrittenTwice()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertMany({ "{_id: 'a', n: 0}", "{_id: 'b', n: 0}" }));
    VALUE_OF(right, users.replaceMany({ "{_id: 'a', n: 1, _version: 1}", "{_id: 'b', n: 1}", "{_id: 'a', n: 2, _version: 2}" }, BatchMode::AllOrNone));
    QVERIFY(right.isComplete());
    QCOMPARE(right.written.size(), 3U);
    QCOMPARE(right.written.front().version, 2);
    QCOMPARE(right.written.back().version, 3);
    VALUE_OF(a, users.findById("a"));
    QCOMPARE(a->version, 3);
    QCOMPARE(memberOf(a->text, "n"), "2");

    VALUE_OF(wrong, users.replaceMany({ "{_id: 'a', n: 3, _version: 3}", "{_id: 'a', n: 4, _version: 3}" }));
    QCOMPARE(wrong.written.size(), 1U);
    QCOMPARE(wrong.conflicts.size(), 1U);
    QCOMPARE(wrong.conflicts.front().actual, 4);
    QCOMPARE(memberOf(users.findById("a").value()->text, "n"), "3");
    VALUE_OF(none, users.replaceMany({ "{_id: 'a', n: 5, _version: 4}", "{_id: 'a', n: 6, _version: 4}" }, BatchMode::AllOrNone));
    QVERIFY(none.written.empty());
    QCOMPARE(memberOf(users.findById("a").value()->text, "n"), "3");

    VALUE_OF(any, users.replaceMany({ "{_id: 'b', n: 7}", "{_id: 'b', n: 8}" }));
    QVERIFY(any.isComplete());
    QCOMPARE(memberOf(users.findById("b").value()->text, "n"), "8");
    VALUE_OF(inserted, users.insertMany({ "{_id: 'c', n: 1}", "{_id: 'c', n: 2}" }));
    QCOMPARE(inserted.conflicts.size(), 1U);
    QCOMPARE(memberOf(users.findById("c").value()->text, "n"), "1");
}

void TestPongo::deletesOfAnyVersionMayFindNothing()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertMany({ "{_id: 'a'}", "{_id: 'b'}" }));
    const auto impossible = users.deleteMany({ { "a", ExpectedVersion::doesNotExist() } });
    QVERIFY(!impossible);
    QCOMPARE(impossible.error().kind(), ErrorKind::InvalidOperation);
    VALUE_OF(none, users.deleteMany({ { "a", {} }, { "x", ExpectedVersion::exists() } }, BatchMode::AllOrNone));
    QVERIFY(none.written.empty());
    QCOMPARE(none.conflicts.size(), 1U);
    QCOMPARE(users.countDocuments(), 2);
    VALUE_OF(some, users.deleteMany({ { "a", {} }, { "x", {} }, { "a", {} } }, BatchMode::AllOrNone));
    QVERIFY(some.isComplete());
    QCOMPARE(some.written.size(), 1U);
    QCOMPARE(users.countDocuments(), 1);
}

void TestPongo::idsAreWholeTexts()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QCOMPARE(users.insertOne(R"({"_id": "a\ud800"})").error().kind(), ErrorKind::Data);
    QCOMPARE(users.replaceMany({ R"({"_id": "a\udc00"})" }).error().kind(), ErrorKind::Data);
    QVERIFY(users.insertOne(R"({"_id": "a\ud83d\ude00"})"));
    QCOMPARE(users.countDocuments(), 1);
}

void TestPongo::twoFirstInsertsAtOnceBothHappen()
{
    const QString database = QStringLiteral("PostgreSQL");
    const auto placeResult = test::DocumentDatabase::create(database);
    DUMBO_NEED_SERVER(placeResult);
    const auto client = (*placeResult)->open();
    std::future<Result<pongo::Inserted>> other;
    const auto first = client.withTransaction([&](pongo::Session &session) -> Result<TransactionOutcome<bool>> {
        if (const auto inserted = session.collection(QStringLiteral("users")).insertOne("{_id: 'a'}"); !inserted)
            return fail(inserted.error());
        other = std::async(std::launch::async, [&] { return client.collection(QStringLiteral("users")).insertOne("{_id: 'b'}"); });
        const auto isWaiting = [&] {
            const auto executor = client.executor();
            return count(executor->query("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")).value_or(0) > 0;
        };
        return Commit { QTest::qWaitFor(isWaiting, 20'000) };
    });
    QVERIFY2(first.has_value(), first ? "" : qPrintable(first.error().toText()));
    QVERIFY(*first);
    const auto second = other.get();
    QVERIFY2(second.has_value(), second ? "" : qPrintable(second.error().toText()));
    QCOMPARE(client.collection(QStringLiteral("users")).countDocuments(), 2);
}

void TestPongo::lookupsNeedOneConnectionOnly()
{
    PoolPolicy one;
    one.kind = PoolPolicy::Kind::Singleton;
    one.maxWait = std::chrono::seconds(10);
    const auto client = sqlite::openPongo({ .path = QStringLiteral(":memory:") }, { .pool = one });
    const auto orders = client.collection(QStringLiteral("orders"));
    QVERIFY(client.collection(QStringLiteral("people")).insertMany({ "{_id: 'p0'}", "{_id: 'p1'}" }));
    std::vector<QByteArray> documents;
    for (int i = 0; i < 3000; ++i)
        documents.push_back("{who: 'p" + QByteArray::number(i % 2) + "'}");
    QVERIFY(orders.insertMany(documents));
    VALUE_OF(joined, orders.aggregate("[{$lookup: {from: 'people', localField: 'who', foreignField: '_id', as: 'person'}}, {$unwind: '$person'}]"));
    VALUE_OF(all, joined.all());
    QCOMPARE(all.size(), 3000U);
    QVERIFY(all.back().text.contains("person"));
    VALUE_OF(few, orders.aggregate("[{$lookup: {from: 'people', localField: 'who', foreignField: '_id', as: 'person'}}, {$limit: 3}]"));
    QCOMPARE(few.all()->size(), 3U);
}

void TestPongo::updatesChangeOneOrMany()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertMany({ "{_id:'a', name:'a', n:1}", "{_id:'b', name:'b', n:2}", "{_id:'c', name:'c', n:3}" }));
    VALUE_OF(many, users.updateMany("{n: {$gte: 2}}", "{$mul: {n: 10}, $set: {'deep.er': true}}"));
    QCOMPARE(many.matched, 2);
    QCOMPARE(many.changed, 2);
    QCOMPARE(FOUND(users, "{'deep.er': true, n: {$in: [20, 30]}}", { .sort = "{n: 1}" }), (QStringList { QStringLiteral("b"), QStringLiteral("c") }));
    VALUE_OF(same, users.updateMany("{}", "{$max: {n: 20}}"));
    QCOMPARE(same.matched, 3);
    QCOMPARE(same.changed, 1);
    VALUE_OF(a, users.findById("a"));
    QCOMPARE(a->version, 2);
    VALUE_OF(c, users.findById("c"));
    QCOMPARE(c->version, 2);
    VALUE_OF(one, users.updateOne("{n: 20}", "{$unset: {n: 1}}"));
    QCOMPARE(one.changed, 1);
    QCOMPARE(users.countDocuments("{n: {$exists: false}}"), 1);
    const auto wrong = users.updateMany("{}", "{$frobnicate: {n: 1}}");
    QVERIFY(!wrong && wrong.error().kind() == ErrorKind::Data);
}

void TestPongo::upsertsInsertWhatTheFilterSays()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    VALUE_OF(inserted, users.updateOne("{name: 'Anna'}", "{$inc: {n: 1}, $setOnInsert: {fresh: true}}", { .upsert = true }));
    QVERIFY(inserted.upsertedId);
    QCOMPARE(inserted.changed, 0);
    VALUE_OF(again, users.updateOne("{name: 'Anna'}", "{$inc: {n: 1}, $setOnInsert: {fresh: false}}", { .upsert = true }));
    QVERIFY(!again.upsertedId);
    QCOMPARE(again.version, 2);
    VALUE_OF(anna, users.findOne("{name: 'Anna'}"));
    QCOMPARE(memberOf(anna->text, "n"), "2");
    QCOMPARE(memberOf(anna->text, "fresh"), "true");

    VALUE_OF(replaced, users.replaceOne("{_id: 'ben'}", "{name: 'Ben'}", { .upsert = true }));
    QCOMPARE(replaced.upsertedId, "ben");
    VALUE_OF(replacedAgain, users.replaceOne("{name: 'Ben'}", "{name: 'Ben', n: 1}", { .upsert = true }));
    QVERIFY(!replacedAgain.upsertedId);
    QCOMPARE(users.countDocuments(), 2);
    VALUE_OF(many, users.updateMany("{name: 'Cleo'}", "{$set: {n: 1}}", true));
    QVERIFY(many.upsertedId);
    QCOMPARE(users.countDocuments("{name: 'Cleo', n: 1}"), 1);
}

void TestPongo::findOneAndAnswersBeforeOrAfter()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertMany({ "{_id:'a', n:1}", "{_id:'b', n:2}" }));
    VALUE_OF(before, users.findOneAndUpdate("{}", "{$set: {x: 1}}", { .sort = "{n: -1}" }));
    QCOMPARE(before->id, "b");
    QCOMPARE(memberOf(before->text, "x"), "");
    VALUE_OF(after, users.findOneAndReplace("{_id: 'a'}", "{n: 5}", { .returnNew = true }));
    QCOMPARE(memberOf(after->text, "n"), "5");
    QCOMPARE(after->version, 2);
    VALUE_OF(deleted, users.findOneAndDelete("{n: 5}"));
    QCOMPARE(deleted->id, "a");
    QCOMPARE(users.countDocuments(), 1);
    VALUE_OF(nobody, users.findOneAndDelete("{n: 5}"));
    QVERIFY(!nobody);
}

void TestPongo::handleWritesOnceOntoWhatItLoaded()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    const auto counted = [](const std::optional<Document> &document) -> Result<std::optional<QByteArray>> {
        return document ? std::optional<QByteArray>("{\"n\": 2}") : std::optional<QByteArray>("{\"n\": 1}");
    };
    VALUE_OF(made, users.handle("one", counted));
    QCOMPARE(made->id, "one");
    QCOMPARE(made->version, 1);
    VALUE_OF(changed, users.handle("one", counted, 1));
    QCOMPARE(changed->version, 2);
    VALUE_OF(same, users.handle("one", [](const std::optional<Document> &document) -> Result<std::optional<QByteArray>> { return document->text; }));
    QCOMPARE(same->version, 2);
    const auto between = users.handle("one", [&](const std::optional<Document> &) -> Result<std::optional<QByteArray>> {
        if (const auto other = users.updateOne("{_id: 'one'}", "{$set: {n: 9}}"); !other)
            return fail(other.error());
        return QByteArray("{}");
    });
    QVERIFY(!between);
    QCOMPARE(between.error().kind(), ErrorKind::Concurrency);
    QVERIFY(between.error().objectNames().contains(QStringLiteral("actualVersion=3")));
    VALUE_OF(gone, users.handle("one", [](const std::optional<Document> &) -> Result<std::optional<QByteArray>> { return std::nullopt; }));
    QVERIFY(!gone);
    QCOMPARE(users.countDocuments(), 0);
}

void TestPongo::sessionsRollBackAllTheyDid()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertOne("{_id: 'old'}"));
    VALUE_OF(seen, client.withTransaction([&](pongo::Session &session) -> Result<TransactionOutcome<qint64>> {
        const auto inner = session.collection(QStringLiteral("users"));
        const auto fresh = session.collection(QStringLiteral("fresh"));
        if (const auto added = inner.insertOne("{_id: 'new'}"); !added)
            return fail(added.error());
        if (const auto added = fresh.insertOne("{}"); !added)
            return fail(added.error());
        const auto undone = session.withTransaction([](pongo::Session &nested) -> Result<TransactionOutcome<>> {
            if (const auto dropped = nested.collection(QStringLiteral("users")).drop(); !dropped)
                return fail(dropped.error());
            return Rollback {};
        });
        if (!undone)
            return fail(undone.error());
        const auto count = inner.countDocuments();
        if (!count)
            return fail(count.error());
        return Rollback { *count };
    }));
    QCOMPARE(seen, 2);
    QCOMPARE(users.countDocuments(), 1);
    QCOMPARE(client.collection(QStringLiteral("fresh")).exists(), false);
    const auto kept = client.withTransaction([&](pongo::Session &session) -> Result<TransactionOutcome<>> {
        if (const auto changed = session.collection(QStringLiteral("users")).updateMany("{}", "{$set: {x: 1}}"); !changed)
            return fail(changed.error());
        return Commit {};
    });
    QVERIFY2(kept.has_value(), kept ? "" : qPrintable(kept.error().toText()));
    QCOMPARE(users.countDocuments("{x: 1}"), 1);
}

void TestPongo::collectionsAreRenamedAndDropped()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection(QStringLiteral("users"));
    QVERIFY(users.insertOne("{_id: 'one'}"));
    QVERIFY(users.rename(QStringLiteral("Weird \"people\"")));
    const auto people = client.collection(QStringLiteral("Weird \"people\""));
    QCOMPARE(people.countDocuments(), 1);
    QCOMPARE(users.exists(), false);
    VALUE_OF(collections, client.collections());
    QCOMPARE(collections.size(), 1U);
    QCOMPARE(collections.front().name, QStringLiteral("Weird \"people\""));
    QCOMPARE(people.drop(), true);
    QCOMPARE(people.exists(), false);
}

void TestPongo::typedCollectionsEncodeAndDecode()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto users = client.collection<User>(QStringLiteral("users"));
    VALUE_OF(inserted, users.insertOne({ "Anna", 10 }));
    VALUE_OF(found, users.find("{age: {$gt: 9}}"));
    QCOMPARE(found.size(), 1U);
    QCOMPARE(found.front().id, inserted.id);
    QCOMPARE(found.front().value.name, "Anna");
    VALUE_OF(older, users.handle(inserted.id, [](std::optional<pongo::Stored<User>> user) -> Result<std::optional<User>> {
        if (!user)
            return std::nullopt;
        return User { user->value.name, user->value.age + 1 };
    }));
    QCOMPARE(older->value.age, 11);
    QCOMPARE(older->version, 2);
}

void TestPongo::aggregationsStreamThroughTheClient()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const auto orders = client.collection(QStringLiteral("orders"));
    QVERIFY(orders.insertMany({ "{who:'a', sum: 1.1, items:[1,2]}", "{who:'a', sum: 2.2, items:[3]}", "{who:'b', sum: 5, items:[]}" }));
    QVERIFY(client.collection(QStringLiteral("people")).insertMany({ "{_id:'a', name:'Anna'}", "{_id:'b', name:'Ben'}" }));
    VALUE_OF(groups, orders.aggregate("[{$group: {_id: '$who', total: {$sum: '$sum'}}}, {$sort: {_id: 1}}]"));
    VALUE_OF(rows, groups.all());
    QCOMPARE(rows.size(), 2U);
    QCOMPARE(memberOf(rows.front().text, "total"), "3.3");
    VALUE_OF(counts, orders.aggregate("[{$match: {sum: {$gt: 2}}}, {$count: 'n'}]"));
    VALUE_OF(count, counts.all());
    QCOMPARE(memberOf(count.front().text, "n"), "2");
    VALUE_OF(unwound, orders.aggregate("[{$unwind: '$items'}, {$count: 'n'}]"));
    VALUE_OF(items, unwound.all());
    QCOMPARE(memberOf(items.front().text, "n"), "3");
    VALUE_OF(joined, orders.aggregate("[{$lookup: {from: 'people', localField: 'who', foreignField: '_id', as: 'person'}}, "
                                      "{$match: {'person.name': 'Ben'}}]"));
    VALUE_OF(people, joined.all());
    QCOMPARE(people.size(), 1U);
    QCOMPARE(memberOf(people.front().text, "sum"), "5");
    VALUE_OF(inSession, client.withTransaction([&](pongo::Session &session) -> Result<TransactionOutcome<qint64>> {
        auto cursor = session.collection(QStringLiteral("orders"))
                          .aggregate("[{$lookup: {from: 'people', localField: 'who', foreignField: '_id', as: 'person'}}, {$unwind: '$person'}]");
        if (!cursor)
            return fail(cursor.error());
        const auto all = cursor->all();
        if (!all)
            return fail(all.error());
        return Commit { qint64(all->size()) };
    }));
    QCOMPARE(inSession, 3);
}

void TestPongo::migrationsAreThoseOfTheExistingPongo()
{
    DUMBO_DOCUMENT_DATABASE(place);
    QFile file(QStringLiteral("%1/tests/data/pongo/%2-migrations.json").arg(qEnvironmentVariable("DUMBO_SOURCE_DIR"), database.toLower()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto theirs = QJsonDocument::fromJson(file.readAll()).array();
    QVERIFY(!theirs.isEmpty());
    const auto client = place.open();
    for (const auto value : theirs) {
        const auto expected = value.toObject();
        const CollectionDefinition collection { { {}, {}, expected.value(QStringLiteral("collection")).toString() }, {} };
        VALUE_OF(ours, client.migrations({ collection }));
        QVERIFY(ours.problems.empty());
        QCOMPARE(ours.migrations.size(), 1U);
        const auto &migration = ours.migrations.front();
        QCOMPARE(migration.name, expected.value(QStringLiteral("name")).toString());
        VALUE_OF(engine, client.engine());
        VALUE_OF(offered, engine.pongo().migrations(collection));
        QCOMPARE(QString::fromUtf8(offered.front().up.front()), expected.value(QStringLiteral("statements")).toArray().first().toString());
        QCOMPARE(QString::fromLatin1(migration.hash), expected.value(QStringLiteral("hash")).toString());
    }
}

void TestPongo::migrationsRunOnceAndAreRecorded()
{
    DUMBO_DOCUMENT_DATABASE(place);
    const auto client = place.open();
    const std::vector<CollectionDefinition> collections { { { {}, {}, QStringLiteral("users") }, {} }, { { {}, {}, QStringLiteral("orders") }, {} } };
    VALUE_OF(first, client.migrate(collections));
    QVERIFY2(first.succeeded(), first.error ? qPrintable(first.error->toText()) : "not verified");
    VALUE_OF(second, client.migrate(collections));
    QVERIFY(second.succeeded());
    QVERIFY(second.migrations.empty() || second.migrations.front().outcome == MigrationOutcome::Skipped);
    VALUE_OF(ledger, client.executor()->query("SELECT name, sql_hash FROM dmb_migrations ORDER BY id"));
    QCOMPARE(ledger.rowCount(), 2);
    QCOMPARE(ledger.row(0).text(0), QStringLiteral("pongoCollection:users:001:createtable"));
    QVERIFY(client.collection(QStringLiteral("users")).insertOne("{}"));
}

void TestPongo::textStaysAsItCame()
{
    const auto made = test::DocumentDatabase::create(QStringLiteral("SQLite"));
    QVERIFY(made);
    const auto client = (*made)->open();
    const auto texts = client.collection(QStringLiteral("texts"));
    const QByteArray text = "{\"_id\":\"one\" , \"z\":1e400,\"a\":10.00,\"m\":-0,\"big\":9223372036854775808,\"dup\":1,\"dup\":2,\"s\":\"\\ud800\",\"_version\":\"1\"}";
    QVERIFY(texts.insertOne(text));
    VALUE_OF(found, texts.findById("one"));
    QCOMPARE(found->text, text);
    VALUE_OF(changed, texts.updateOne("{_id: 'one'}", "{$set: {a: 11}}"));
    QCOMPARE(changed.changed, 1);
    VALUE_OF(after, texts.findById("one"));
    QCOMPARE(after->text, QByteArray(text).replace("10.00", "11").replace("\"_version\":\"1\"", "\"_version\":\"2\""));
}

QTEST_GUILESS_MAIN(TestPongo)
#include "tst_pongo.moc"
