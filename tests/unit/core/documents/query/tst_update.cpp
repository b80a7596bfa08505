#include "core/documents/query/documentorder.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/update.h"
#include "core/json/jsondocument.h"
#include "tests/support/documents/documentgenerator.h"

#include <QTest>
#include <QTimeZone>

using namespace dumbo;

class UpdateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void documentsAreChangedAsMongoDbChangesThem_data();
    void documentsAreChangedAsMongoDbChangesThem();
    void whatDoesNotFitADocumentIsRefused_data();
    void whatDoesNotFitADocumentIsRefused();
    void whatIsWrongIsRefusedAtItsPosition_data();
    void whatIsWrongIsRefusedAtItsPosition();
    void insertingCounts();
    void aPatternThatGivesUpPullsNothing();
    void rulesCount();
    void otherColumnsMayHaveAnyKey();
    void filtersMakeTheDocumentOfAnUpsert_data();
    void filtersMakeTheDocumentOfAnUpsert();
    void resultsAreJsonAndASecondTimeOftenChangesNothing();
};

namespace {

const UpdateContext updating { QDateTime(QDate(2024, 5, 1), QTime(12, 30, 0, 5), QTimeZone::UTC), false, {} };

QByteArray applied(const QByteArray &update, const QByteArray &document, const UpdateContext &context = updating)
{
    const auto parsed = DocumentUpdate::parse(update);
    if (!parsed)
        return "refused: " + parsed.error().message().toUtf8();
    const auto result = parsed->apply(document, context);
    if (!result)
        return "failed: " + result.error().message().toUtf8();
    return result->value_or("same");
}

} // namespace

void UpdateTest::documentsAreChangedAsMongoDbChangesThem_data()
{
    QTest::addColumn<QByteArray>("update");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *update, const char *document, const char *expected) {
        QTest::newRow((QByteArray(update) + " on " + document).constData())
            << QByteArray(update) << QByteArray(document) << QByteArray(expected);
    };
    // $set
    row("{$set: {a: 1}}", "{}", R"({"a":1})");
    row("{$set: {a: 1}}", R"({"a":2,"b":3})", R"({"a":1,"b":3})");
    row("{$set: {a: 1}}", R"({"a":1})", "same");
    row("{$set: {a: 1.0}}", R"({"a":1})", R"({"a":1.0})");
    row("{$set: {a: {b: 1, c: [2]}}}", R"({"a": { "b" : 1, "c" : [ 2 ] }})", "same");
    row("{$set: {a: 1e400}}", R"({ "z" : 10.00, "a" :2 })", R"({ "z" : 10.00, "a" :1e400 })");
    row("{$set: {'a.b': 1}}", R"({"a":{"b":2,"c":3}})", R"({"a":{"b":1,"c":3}})");
    row("{$set: {'a.b.c': 1}}", "{}", R"({"a":{"b":{"c":1}}})");
    row("{$set: {'a.c': 1, 'a.b': 2}}", "{}", R"({"a":{"b":2,"c":1}})");
    row("{$set: {'a.1': 9}}", R"({"a":[1,2,3]})", R"({"a":[1,9,3]})");
    row("{$set: {'a.4': 9}}", R"({"a":[1,2]})", R"({"a":[1,2,null,null,9]})");
    row("{$set: {'a.3': 9, 'a.2': 8}}", R"({"a":[1]})", R"({"a":[1,null,8,9]})");
    row("{$set: {'a.0.b': 9}}", R"({"a":[{"b":1}]})", R"({"a":[{"b":9}]})");
    row("{$set: {'a.0': 9}}", R"({})", R"({"a":{"0":9}})");
    row("{$set: {'a.10': 1, 'a.9': 2}}", R"({"a":{}})", R"({"a":{"9":2,"10":1}})");
    row("{$set: {b: 1, a: 2}}", "{}", R"({"a":2,"b":1})");
    row("{$set: {}}", R"({"a":1})", "same");
    row("{$set: {a: ISODate('2024-01-01')}}", "{}", R"({"a":"2024-01-01T00:00:00.000Z"})");
    // $unset
    row("{$unset: {a: ''}}", R"({"a":1,"b":2})", R"({"b":2})");
    row("{$unset: {b: ''}}", R"({"a":1,"b":2})", R"({"a":1})");
    row("{$unset: {a: '', b: 1}}", R"({"a":1,"b":2})", R"({})");
    row("{$unset: {c: ''}}", R"({"a":1})", "same");
    row("{$unset: {'a.b': ''}}", R"({"a":{"b":1}})", R"({"a":{}})");
    row("{$unset: {'a.b': ''}}", R"({"a":5})", "same");
    row("{$unset: {'a.1': ''}}", R"({"a":[1,2,3]})", R"({"a":[1,null,3]})");
    row("{$unset: {'a.7': ''}}", R"({"a":[1]})", "same");
    row("{$unset: {'a.x': ''}}", R"({"a":[1]})", "same");
    row("{$unset: {a: ''}}", R"({"a":1,"b":2,"\u0061":3})", R"({"b":2})");
    row("{$unset: {'o.a': ''}}", R"({"o":{"a":1,"a":2}})", R"({"o":{}})");
    row("{$rename: {a: 'b'}}", R"({"a":1,"x":0,"a":2})", R"({"x":0,"b":2})");
    row("{$rename: {a: 'b'}}", R"({"a":1,"b":0,"a":2})", R"({"b":2})");
    row("{$set: {a: 1}, $unset: {b: ''}}", R"({"a":0,"b":2,"c":3})", R"({"a":1,"c":3})");
    row("{$set: {c: 1}, $unset: {a: ''}}", R"({"a":0})", R"({"c":1})");
    // $inc, $mul, $min, $max
    row("{$inc: {a: 5}}", "{}", R"({"a":5})");
    row("{$inc: {a: 5}}", R"({"a":-7})", R"({"a":-2})");
    row("{$inc: {a: 0}}", R"({"a":1})", "same");
    row("{$inc: {a: 1}}", R"({"a":9223372036854775807})", R"({"a":9223372036854775808})");
    row("{$inc: {a: 0.1}}", R"({"a":0.2})", R"({"a":0.3})");
    row("{$inc: {'a.b': 1, 'a.c': -1}}", R"({"a":{"b":1,"c":1}})", R"({"a":{"b":2,"c":0}})");
    row("{$mul: {a: 1.25}}", R"({"a":10})", R"({"a":12.50})");
    row("{$mul: {a: 2}}", "{}", R"({"a":0})");
    row("{$mul: {a: 9223372036854775807}}", R"({"a":9223372036854775807})", R"({"a":85070591730234615847396907784232501249})");
    row("{$min: {a: 5}}", R"({"a":7})", R"({"a":5})");
    row("{$min: {a: 9}}", R"({"a":7})", "same");
    row("{$min: {a: 9}}", "{}", R"({"a":9})");
    row("{$min: {a: 9}}", R"({"a":"text"})", R"({"a":9})");
    row("{$min: {a: 9}}", R"({"a":null})", "same");
    row("{$max: {a: 9}}", R"({"a":10.0})", "same");
    row("{$max: {a: 9}}", R"({"a":null})", R"({"a":9})");
    // $rename
    row("{$rename: {a: 'b'}}", R"({"x":0, "a": 1.00, "y":2})", R"({"x":0, "b": 1.00, "y":2})");
    row("{$rename: {a: 'b'}}", R"({"a":1,"b":2})", R"({"b":1})");
    row("{$rename: {a: 'b'}}", R"({"b":2})", "same");
    row("{$rename: {a: 'n.b'}}", R"({"a":[1, 2],"c":3})", R"({"c":3,"n":{"b":[1, 2]}})");
    row("{$rename: {'n.a': 'n.b'}}", R"({"n":{"a":1}})", R"({"n":{"b":1}})");
    row("{$rename: {a: 'b', c: 'd'}}", R"({"a":1,"c":2})", R"({"b":1,"d":2})");
    row("{$currentDate: {a: true, b: {$type: 'date'}}}", R"({"b":0})", R"({"b":"2024-05-01T12:30:00.005Z","a":"2024-05-01T12:30:00.005Z"})");
    // $push
    row("{$push: {a: 1}}", "{}", R"({"a":[1]})");
    row("{$push: {a: {b: 1}}}", R"({"a":[ 5 ]})", nullptr);
    row("{$push: {a: [1, 2]}}", R"({"a":[5]})", R"({"a":[5,[1,2]]})");
    row("{$push: {a: 1}}", R"({"a":[]})", R"({"a":[1]})");
    row("{$push: {a: {$each: [1, 2]}}}", R"({"a":[5]})", R"({"a":[5,1,2]})");
    row("{$push: {a: {$each: []}}}", R"({"a":[5]})", "same");
    row("{$push: {a: {$each: []}}}", R"({})", R"({"a":[]})");
    row("{$push: {a: {$each: [1, 2], $position: 0}}}", R"({"a":[5,6]})", R"({"a":[1,2,5,6]})");
    row("{$push: {a: {$each: [1, 2], $position: 1}}}", R"({"a":[5,6]})", R"({"a":[5,1,2,6]})");
    row("{$push: {a: {$each: [1], $position: -1}}}", R"({"a":[5,6]})", R"({"a":[5,1,6]})");
    row("{$push: {a: {$each: [1], $position: 99}}}", R"({"a":[5]})", R"({"a":[5,1]})");
    row("{$push: {a: {$each: [8, 9], $slice: -3}}}", R"({"a":[1,2,3]})", R"({"a":[3,8,9]})");
    row("{$push: {a: {$each: [8], $slice: 2}}}", R"({"a":[1,2,3]})", R"({"a":[1,2]})");
    row("{$push: {a: {$each: [8], $slice: 0}}}", R"({"a":[1]})", R"({"a":[]})");
    row("{$push: {a: {$each: [8], $slice: -9}}}", R"({"a":[1]})", R"({"a":[1,8]})");
    row("{$push: {a: {$each: [2, 7], $sort: 1}}}", R"({"a":[5,1]})", R"({"a":[1,2,5,7]})");
    row("{$push: {a: {$each: [2], $sort: -1, $slice: 2}}}", R"({"a":[5,1]})", R"({"a":[5,2]})");
    row("{$push: {a: {$each: [{s: 3}, {s: 1}], $sort: {s: 1}}}}", R"({"a":[{"s":2}]})", R"({"a":[{"s":1},{"s":2},{"s":3}]})");
    row("{$push: {q: {$each: [{wk: 5, score: 8}, {wk: 6, score: 7}, {wk: 7, score: 6}], $sort: {score: -1}, $slice: 3}}}",
        R"({"q":[{"wk":1,"score":10},{"wk":2,"score":8},{"wk":3,"score":5},{"wk":4,"score":6}]})",
        R"({"q":[{"wk":1,"score":10},{"wk":2,"score":8},{"wk":5,"score":8}]})");
    // $addToSet
    row("{$addToSet: {a: 1}}", R"({"a":[1.0]})", "same");
    row("{$addToSet: {a: 2}}", R"({"a":[1]})", R"({"a":[1,2]})");
    row("{$addToSet: {a: [1, 2]}}", R"({"a":[1,2]})", R"({"a":[1,2,[1,2]]})");
    row("{$addToSet: {a: {$each: [2, 1, 2]}}}", R"({"a":[1]})", R"({"a":[1,2]})");
    row("{$addToSet: {a: {x: 1, y: 2}}}", R"({"a":[{"y":2,"x":1}]})", R"({"a":[{"y":2,"x":1},{"x":1,"y":2}]})");
    row("{$addToSet: {a: 1}}", "{}", R"({"a":[1]})");
    // $pull, $pullAll, $pop
    row("{$pull: {a: 1}}", R"({"a":[1,2,1.0,3]})", R"({"a":[2,3]})");
    row("{$pull: {a: 9}}", R"({"a":[1]})", "same");
    row("{$pull: {a: 1}}", "{}", "same");
    row("{$pull: {a: 1}}", R"({"a":[1]})", R"({"a":[]})");
    row("{$pull: {a: [1]}}", R"({"a":[1,[1],[1,2]]})", R"({"a":[1,[1,2]]})");
    row("{$pull: {votes: {$gte: 6}}}", R"({"votes":[3,5,6,7,7,8]})", R"({"votes":[3,5]})");
    row("{$pull: {r: {score: 8, item: 'B'}}}", R"({"r":[{"item":"A","score":5},{"item":"B","score":8,"x":1}]})", R"({"r":[{"item":"A","score":5}]})");
    row("{$pull: {r: {a: {$elemMatch: {q: 2, z: {$gte: 8}}}}}}", R"({"r":[{"a":[{"q":2,"z":8}]},{"a":[{"q":2,"z":1}]}]})", R"({"r":[{"a":[{"q":2,"z":1}]}]})");
    row("{$pull: {a: /^x/}}", R"({"a":["xy","y",1]})", R"({"a":["y",1]})");
    row("{$pull: {a: {$in: ['x', 'y']}}}", R"({"a":["x","z","y"]})", R"({"a":["z"]})");
    row("{$pull: {a: {$or: [{b: 1}, {c: 1}]}}}", R"({"a":[{"b":1},{"b":2},{"c":1},1]})", R"({"a":[{"b":2},1]})");
    row("{$pull: {a: null}}", R"({"a":[null,1,null]})", R"({"a":[1]})");
    row("{$pullAll: {a: [1, {b: 2}]}}", R"({"a":[1,2,{"b":2.0},1]})", R"({"a":[2]})");
    row("{$pop: {a: 1}}", R"({"a":[1,2,3]})", R"({"a":[1,2]})");
    row("{$pop: {a: -1}}", R"({"a":[1,2,3]})", R"({"a":[2,3]})");
    row("{$pop: {a: 1}}", R"({"a":[]})", "same");
    row("{$pop: {a: 1}}", "{}", "same");
    row("{$push: {'a.0': 1}}", R"({"a":[[5],6]})", R"({"a":[[5,1],6]})");
    row("{$setOnInsert: {a: 1}}", R"({"b":1})", "same");
    row("{$setOnInsert: {a: 1}, $set: {b: 2}}", R"({"b":1})", R"({"b":2})");
    // Everything else stays as it was written.
    row("{$set: {b: 5}}", "{\n  \"a\": 1.00,\n  \"b\": 2,\n  \"c\": \"\\u0061\"\n}", "{\n  \"a\": 1.00,\n  \"b\": 5,\n  \"c\": \"\\u0061\"\n}");
    row("{$set: {d: 5}}", "{\n  \"a\": 1\n}", "{\n  \"a\": 1,\n  \"d\": 5\n}");
    row("{$set: {a: 5}}", R"({"a":1,"a":2})", R"({"a":1,"a":5})");
}

void UpdateTest::documentsAreChangedAsMongoDbChangesThem()
{
    QFETCH(QByteArray, update);
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, expected);
    const auto result = applied(update, document);
    QVERIFY2(result == "same" || JsonDocument::parse(result), result.constData());
    if (!expected.isEmpty())
        QCOMPARE(result, expected);
}

void UpdateTest::whatDoesNotFitADocumentIsRefused_data()
{
    QTest::addColumn<QByteArray>("update");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<int>("position");
    const auto row = [](const char *update, const char *document, int position) {
        QTest::newRow((QByteArray(update) + " on " + document).constData()) << QByteArray(update) << QByteArray(document) << position;
    };
    row("{$inc: {a: 1}}", R"({"a":"x"})", 8);
    row("{$inc: {a: 1}}", R"({"a":null})", 8);
    row("{$mul: {b: 1}, $set: {c: 1}}", R"({"b":[1]})", 8);
    row("{$push: {a: 1}}", R"({"a":1})", 9);
    row("{$addToSet: {a: 1}}", R"({"a":{}})", 13);
    row("{$pull: {a: 1}}", R"({"a":null})", 9);
    row("{$pop: {a: 1}}", R"({"a":"x"})", 8);
    row("{$set: {'a.b': 1}}", R"({"a":5})", 8);
    row("{$set: {'a.b': 1}}", R"({"a":null})", 8);
    row("{$set: {'a.b': 1}}", R"({"a":[{"b":0}]})", 8);
    row("{$set: {'a.2000000': 1}}", R"({"a":[]})", 8);
    row("{$rename: {'a.b': 'c'}}", R"({"a":[{"b":1}]})", 11);
    row("{$inc: {a: 1}}", R"({"a":1e999999999})", 8);
    row("{$set: {a: 1}}", "[]", -1);
    row("{$set: {a: 1}}", "{", 0);
}

void UpdateTest::whatDoesNotFitADocumentIsRefused()
{
    QFETCH(QByteArray, update);
    QFETCH(QByteArray, document);
    QFETCH(int, position);
    const auto parsed = DocumentUpdate::parse(update);
    QVERIFY(parsed);
    const auto result = parsed->apply(document, updating);
    QVERIFY(!result);
    QCOMPARE(result.error().kind(), ErrorKind::Data);
    if (position > 0)
        QCOMPARE(result.error().position(), position);
}

void UpdateTest::whatIsWrongIsRefusedAtItsPosition_data()
{
    QTest::addColumn<QByteArray>("update");
    QTest::addColumn<int>("position");
    const auto row = [](const char *update, int position) { QTest::newRow(update) << QByteArray(update) << position; };
    row("{}", 0);
    row("{a: 1}", 1);
    row("{$set: {a: 1}, b: 1}", 15);
    row("[{$set: {a: 1}}]", 0);
    row("{$foo: {a: 1}}", 1);
    row("{$set: 5}", 7);
    row("{$set: {_id: 5}}", 8);
    row("{$set: {'_id.x': 5}}", 8);
    row("{$inc: {_version: 5}}", 8);
    row("{$rename: {a: '_id'}}", 14);
    row("{$set: {'a.$': 1}}", 8);
    row("{$set: {'a.$[].b': 1}}", 8);
    row("{$set: {'a..b': 1}}", 8);
    row("{$set: {'': 1}}", 8);
    row("{$set: {a: 1, 'a.b': 2}}", 14);
    row("{$set: {a: 1}, $inc: {a: 2}}", 22);
    row("{$set: {'a.b': 1}, $unset: {a: ''}}", 28);
    row("{$rename: {a: 'a'}}", 14);
    row("{$rename: {a: 'a.b'}}", 14);
    row("{$rename: {a: 5}}", 14);
    row("{$inc: {a: 'x'}}", 11);
    row("{$push: {a: {$each: 5}}}", 20);
    row("{$push: {a: {$each: [], $foo: 1}}}", 24);
    row("{$push: {a: {$slice: 1}}}", 13);
    row("{$push: {a: {$each: [], $slice: 1.5}}}", 32);
    row("{$push: {a: {$each: [], $sort: 2}}}", 31);
    row("{$addToSet: {a: {$each: [], $slice: 1}}}", 28);
    row("{$pullAll: {a: 1}}", 15);
    row("{$pull: {a: {$foo: 1}}}", 13);
    row("{$pop: {a: 2}}", 11);
    row("{$currentDate: {a: {$type: 'timestamp'}}}", 19);
    row("{$set: {a: /x/}}", 11);
    row("{$set: {a: {b: 1, b: 2}}}", 18);
}

void UpdateTest::whatIsWrongIsRefusedAtItsPosition()
{
    QFETCH(QByteArray, update);
    QFETCH(int, position);
    const auto parsed = DocumentUpdate::parse(update);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind(), ErrorKind::Data);
    QCOMPARE(parsed.error().position(), position);
}

void UpdateTest::insertingCounts()
{
    auto inserting = updating;
    inserting.inserting = true;
    QCOMPARE(applied("{$setOnInsert: {a: 1, _id: 'x'}, $set: {b: 2}}", "{}", inserting), R"({"_id":"x","a":1,"b":2})");
    QVERIFY(DocumentUpdate::parse("{$setOnInsert: {a: 1}}")->isForInsertOnly());
    QVERIFY(!DocumentUpdate::parse("{$set: {b: 1}, $setOnInsert: {a: 1}}")->isForInsertOnly());
    QCOMPARE(DocumentUpdate::parse("{$set: {'b.c': 1}, $rename: {a: 'x'}}")->paths(),
        (std::vector<DocumentPath> { { "b", "c" }, { "a" }, { "x" } }));
}

void UpdateTest::aPatternThatGivesUpPullsNothing()
{
    const auto document = "{\"a\":[\"" + QByteArray(60, 'x') + "y\",1]}";
    for (const auto *update : { "{$pull: {a: /^(x+)+$/}}", "{$pull: {a: {$not: /^(x+)+$/}}}" })
        QVERIFY2(applied(update, document).startsWith("failed: "), update);
}

void UpdateTest::rulesCount()
{
    auto sorted = updating;
    sorted.rules = { true, false };
    QCOMPARE(applied("{$addToSet: {a: {x: 1, y: 2}}}", R"({"a":[{"y":2,"x":1}]})", sorted), "same");
    auto first = updating;
    first.rules = { false, true };
    QCOMPARE(applied("{$set: {a: 5}}", R"({"a":1,"a":2})", first), R"({"a":5,"a":2})");
}

void UpdateTest::otherColumnsMayHaveAnyKey()
{
    const auto update = DocumentUpdate::parse("{$set: {_id: 1, _version: 2}}", false);
    QVERIFY(update);
    QCOMPARE(update->apply("{}", updating)->value(), R"({"_id":1,"_version":2})");
}

void UpdateTest::filtersMakeTheDocumentOfAnUpsert_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("document");
    const auto row = [](const char *filter, const char *document) {
        QTest::newRow(filter) << QByteArray(filter) << QByteArray(document);
    };
    row("{}", "{}");
    row("{b: 1, _id: 'x', 'a.b': [1, 2]}", R"({"_id":"x","a":{"b":[1,2]},"b":1})");
    row("{a: {$gt: 5}, b: {$ne: 1}, c: null}", R"({"c":null})");
    row("{$and: [{a: 1}, {$and: [{b: 2}, {c: {$in: [3]}}]}], $or: [{d: 1}, {e: 1}]}", R"({"a":1,"b":2,"c":3})");
    row("{$or: [{a: 1}]}", R"({"a":1})");
    row("{a: 1, $and: [{a: 1.0}]}", R"({"a":1})");
    row("{a: {$all: [1]}}", R"({"a":1})");
    row("{_version: 5, a: 1}", R"({"a":1})");
    row("{a: 1, $and: [{a: 2}]}", nullptr);
    row("{a: {b: 1}, 'a.c': 2}", nullptr);
}

void UpdateTest::filtersMakeTheDocumentOfAnUpsert()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, document);
    const auto made = documentOfFilter(*parseFilter(filter));
    QCOMPARE(made.has_value(), !document.isEmpty());
    if (made)
        QCOMPARE(*made, document);
    else
        QVERIFY(made.error().position() > 0);
}

void UpdateTest::resultsAreJsonAndASecondTimeOftenChangesNothing()
{
    GeneratorLimits limits;
    limits.duplicateKeys = true;
    DocumentGenerator generator(4, limits);
    int changed = 0;
    int idempotent = 0;
    for (int i = 0; i < 20000; ++i) {
        const auto update = generator.update();
        const auto document = generator.document();
        const auto parsed = DocumentUpdate::parse(update);
        if (!parsed)
            continue; // a constant with a key that stands twice
        const auto once = parsed->apply(document, updating);
        if (!once || !*once)
            continue;
        ++changed;
        const auto info = update + " on " + document + " gave " + **once;
        QVERIFY2(**once != document, info.constData());
        const auto result = JsonDocument::parse(**once);
        QVERIFY2(result, info.constData());
        const bool repeats = !update.contains("$inc") && !update.contains("$mul") && !update.contains("$push")
            && !update.contains("$pop") && !update.contains("$rename") && !update.contains("$unset");
        if (!repeats)
            continue;
        const auto twice = parsed->apply(**once, updating);
        QVERIFY2(twice && !*twice, info.constData());
        ++idempotent;
    }
    QVERIFY2(changed > 5000, QByteArray::number(changed).constData());
    QVERIFY2(idempotent > 1000, QByteArray::number(idempotent).constData());
}

QTEST_APPLESS_MAIN(UpdateTest)
#include "tst_update.moc"
