#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/documents/query/documentpath.h"
#include "tests/support/documents/documentgenerator.h"

#include <QTest>

using namespace dumbo;

class FilterParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filtersBecomeOneTree_data();
    void filtersBecomeOneTree();
    void whatIsWrongIsRefusedAtItsPosition_data();
    void whatIsWrongIsRefusedAtItsPosition();
    void aFiltersTextIsReadToTheSameTree();
    void aTreesTextMeansTheSame();
    void filtersGrowAsTheyAreWritten_data();
    void filtersGrowAsTheyAreWritten();
    void aKeyWithADotCantBeFilteredBy();
};

void FilterParserTest::filtersBecomeOneTree_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *filter, const char *text) { QTest::newRow(filter) << QByteArray(filter) << QByteArray(text); };
    row("", "{}");
    row(" // nothing\n", "{}");
    row("{a: 1}", R"({"a": 1})");
    row("{'a.b' : \"x\",}", R"({"a.b": "x"})");
    row("{a: {$eq: 1}}", R"({"a": 1})");
    row("{a: {$eq: {$x: 1}}}", R"({"a": {"$eq": {"$x":1}}})");
    row("{a: {b: [1, {c: null}]}}", R"({"a": {"$eq": {"b":[1,{"c":null}]}}})");
    row("{a: .5, b: 5., c: +1, d: 1e400, e: 10.00, f: -0}", R"({"a": 0.5, "b": 5, "c": 1, "d": 1e400, "e": 10.00, "f": -0})");
    row("{a: {$gte: 1, $lt: 2}}", R"({"a": {"$gte": 1, "$lt": 2}})");
    row("{a: {$ne: 1}}", R"({"a": {"$ne": 1}})");
    row("{a: {$nin: [1, /x/i]}}", R"({"a": {"$nin": [1, {"$regularExpression": {"pattern": "x", "options": "i"}}]}})");
    row("{a: {$in: [/x/, /y/m]}}", R"({"a": {"$in": [{"$regularExpression": {"pattern": "x", "options": ""}}, {"$regularExpression": {"pattern": "y", "options": "m"}}]}})");
    row("{a: {$all: [1, 2]}}", R"({"$and": [{"a": 1}, {"a": 2}]})");
    row("{a: {$all: []}}", R"({"a": {"$in": []}})");
    row("{a: /a\\/b/gi}", nullptr);
    row("{a: /a\\/[/]b/i}", R"({"a": {"$regex": "a/[/]b", "$options": "i"}})");
    row("{a: {$regex: /x/s}}", R"({"a": {"$regex": "x", "$options": "s"}})");
    row("{a: {$options: 'i', $regex: 'x'}}", R"({"a": {"$regex": "x", "$options": "i"}})");
    row("{a: {$type: 16}}", R"({"a": {"$type": "int"}})");
    row("{a: {$type: ['string', 4]}}", R"({"a": {"$type": ["string", "array"]}})");
    row("{a: {$exists: 0}}", R"({"a": {"$exists": false}})");
    row("{a: {$mod: [4.0, '1']}}", nullptr);
    row("{a: {$mod: [4.0, 1e1]}}", R"({"a": {"$mod": [4, 10]}})");
    row("{a: {$not: {$gt: 1, $lt: 5}}}", R"({"a": {"$not": {"$gt": 1, "$lt": 5}}})");
    row("{$and: [{a: 1}]}", R"({"a": 1})");
    row("{$or: [{a: 1}, {b: 2, c: 3}]}", R"({"$or": [{"a": 1}, {"b": 2, "c": 3}]})");
    row("{$nor: [{a: 1, b: 2}]}", R"({"$nor": [{"a": 1, "b": 2}]})");
    row("{$comment: 'why', a: 1}", R"({"a": 1})");
    row("{a: {$elemMatch: {$gt: 1, $not: {$in: [2]}}}}", R"({"a": {"$elemMatch": {"$gt": 1, "$nin": [2]}}})");
    row("{a: {$elemMatch: {$all: [1, 2, 3]}}}", R"({"a": {"$elemMatch": {"$eq": 1, "$all": [2, 3]}}})");
    row("{a: {$elemMatch: {b: 1, c: {$gt: 2}}}}", R"({"a": {"$elemMatch": {"b": 1, "c": {"$gt": 2}}}})");
    row("{$expr: {$gt: ['$a.b', '$c']}}", R"({"$expr": {"$gt": ["$a.b", "$c"]}})");
    row("{$expr: {$eq: ['$a', {$literal: '$b'}]}}", R"({"$expr": {"$eq": ["$a", {"$literal": "$b"}]}})");
    row("{a: ISODate('2024-05-01T12:00:00+02:00')}", R"({"a": "2024-05-01T10:00:00.000Z"})");
    row("{a: new Date(0)}", R"({"a": "1970-01-01T00:00:00.000Z"})");
    row("{a: {$date: {$numberLong: '-1'}}}", R"({"a": "1969-12-31T23:59:59.999Z"})");
    row("{a: {$oid: '507F1F77BCF86CD799439011'}}", R"({"a": "507f1f77bcf86cd799439011"})");
    row("{a: UUID('00112233445566778899AABBCCDDEEFF')}", R"({"a": "00112233-4455-6677-8899-aabbccddeeff"})");
    row("{a: NumberLong('9223372036854775807')}", R"({"a": 9223372036854775807})");
    row("{a: {$numberDecimal: '1E+3'}}", R"({"a": 1E+3})");
    row("{a: '\\x41\\u{1f600}\\'', \"\\u0062\": 1}", "{\"a\": \"A\xf0\x9f\x98\x80'\", \"b\": 1}");
    row("{a: {$ref: 'c', $id: 1}}", R"({"a": {"$eq": {"$ref":"c","$id":1}}})");
}

void FilterParserTest::filtersBecomeOneTree()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, text);
    const auto parsed = parseFilter(filter);
    QCOMPARE(parsed.has_value(), !text.isEmpty());
    if (parsed)
        QCOMPARE(filterText(*parsed), text);
}

void FilterParserTest::whatIsWrongIsRefusedAtItsPosition_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<int>("position");
    const auto row = [](const char *filter, int position) { QTest::newRow(filter) << QByteArray(filter) << position; };
    row("[1]", 0);
    row("5", 0);
    row("{a: }", 4);
    row("{a 1}", 3);
    row("{a: 1", 0);
    row("{a: 1} x", 7);
    row("{a: 1 b: 2}", 6);
    row("{a: 'x}", 4);
    row("{a: 'x\\q'}", 6);
    row("{a: \"x\ny\"}", 6);
    row("{a: \"\xff\"}", 5);
    row("{a: 01}", 4);
    row("{a: NaN}", 4);
    row("{a: -Infinity}", 4);
    row("{a: undefined}", 4);
    row("{a: x}", 4);
    row("{a: [1, 2}", 9);
    row("{a.b: 1}", 1);
    row("{a: 1, a: 2}", 7);
    row("{a: {b: 1, 'b': 2}}", 11);
    row("{/* a: 1}", 1);
    row("{$foo: 1}", 1);
    row("{a: {$foo: 1}}", 5);
    row("{a: {$gt: 1, b: 2}}", 13);
    row("{a: {b: 1, $gt: 2}}", 11);
    row("{$gt: 1}", 1);
    row("{$not: {a: 1}}", 1);
    row("{$where: 'true'}", 1);
    row("{$and: []}", 7);
    row("{$or: []}", 6);
    row("{$nor: []}", 7);
    row("{$or: {a: 1}}", 6);
    row("{$or: [1]}", 7);
    row("{a: {$in: 5}}", 10);
    row("{a: {$gt: /x/}}", 10);
    row("{a: {$eq: /x/}}", 10);
    row("{a: [/x/]}", 5);
    row("{a: {$not: 5}}", 11);
    row("{a: {$not: {}}}", 11);
    row("{a: {$size: -1}}", 12);
    row("{a: {$size: 1.5}}", 12);
    row("{a: {$type: 'date'}}", 12);
    row("{a: {$type: []}}", 12);
    row("{a: {$mod: [0, 1]}}", 12);
    row("{a: {$mod: [1]}}", 11);
    row("{a: {$exists: 'x'}}", 14);
    row("{a: {$options: 'i'}}", 5);
    row("{a: {$regex: 'x', $options: 'q'}}", 28);
    row("{a: {$elemMatch: 5}}", 17);
    row("{a: {$elemMatch: {$foo: 1}}}", 18);
    row("{a: {$all: [1, {$elemMatch: {b: 1}}]}}", 15);
    row("{a: {$all: [{$gt: 1}]}}", 12);
    row("{$expr: {$gt: ['$a']}}", 14);
    row("{$expr: {$add: ['$a', 1]}}", 9);
    row("{$expr: {$gt: [{$add: [1, 2]}, 1]}}", 16);
    row("{$expr: {$gt: ['$$ROOT', 1]}}", 15);
    row("{$expr: {$eq: ['$a', ['$b']]}}", 22);
    row("{a: {$timestamp: {t: 1, i: 1}}}", 5);
    row("{a: {$numberDouble: 'NaN'}}", 20);
    row("{a: {$oid: 'x'}}", 11);
    row("{a: {$oid: '507f1f77bcf86cd799439011', b: 1}}", 39);
    row("{a: ISODate('yesterday')}", 12);
    row("{a: NumberInt(3000000000)}", 14);
    row("{a: Foo(1)}", 4);
    row("{a: new Foo(1)}", 4);
    row("{a: MaxKey()}", 4);
    row("{a: ObjectId()}", 4);
    QTest::newRow("too deep") << QByteArray("{a: " + QByteArray(300, '[')) << 205 - 1;
    QTest::newRow("too many steps") << QByteArray("{'" + QByteArray("a.").repeated(300) + "': 1}") << 1;
}

void FilterParserTest::whatIsWrongIsRefusedAtItsPosition()
{
    QFETCH(QByteArray, filter);
    QFETCH(int, position);
    const auto parsed = parseFilter(filter);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind(), ErrorKind::Data);
    QVERIFY(!parsed.error().message().isEmpty());
    QCOMPARE(parsed.error().position(), position);
}

namespace {

DocumentFilter withoutPositions(DocumentFilter filter)
{
    filter.position = -1;
    for (auto &child : filter.children)
        child = withoutPositions(child);
    return filter;
}

} // namespace

void FilterParserTest::aFiltersTextIsReadToTheSameTree()
{
    DocumentGenerator generator(1);
    for (int i = 0; i < 3000; ++i) {
        const auto filter = generator.filter();
        const auto text = filterText(filter);
        const auto again = parseFilter(text);
        QVERIFY2(again, (text + ": " + (again ? QByteArray() : again.error().message().toUtf8())).constData());
        QVERIFY2(filterText(*again) == text, (text + "\n" + filterText(*again)).constData());
    }
}

void FilterParserTest::aTreesTextMeansTheSame()
{
    GeneratorLimits limits;
    limits.duplicateKeys = true;
    limits.loneSurrogates = true;
    limits.zeroCharacters = true;
    DocumentGenerator generator(2, limits);
    int same = 0;
    int matched = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto filter = generator.filter();
        const auto again = parseFilter(filterText(filter));
        QVERIFY(again);
        same += withoutPositions(filter) == withoutPositions(*again);
        const auto one = FilterMatcher::create(filter);
        const auto other = FilterMatcher::create(*again);
        QVERIFY(one && other);
        for (int k = 0; k < 5; ++k) {
            const auto document = generator.document();
            QVERIFY2(*one->matches(QByteArrayView(document)) == *other->matches(QByteArrayView(document)), (filterText(filter) + " " + document).constData());
            matched += *one->matches(QByteArrayView(document));
        }
    }
    QVERIFY2(same > 2900, (QByteArray::number(same)).constData());
    // Else the generator asks for nothing.
    QVERIFY2(matched > 2000 && matched < 13000, (QByteArray::number(matched)).constData());
}

void FilterParserTest::filtersGrowAsTheyAreWritten_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("with");
    QTest::addColumn<QByteArray>("without");
    const auto row = [](const char *filter, const char *with, const char *without) {
        QTest::newRow(filter) << QByteArray(filter) << QByteArray(with) << QByteArray(without);
    };
    row("", R"({"a.b": 5})", R"({"a.b": {"$ne": 5}})");
    row("{}", R"({"a.b": 5})", R"({"a.b": {"$ne": 5}})");
    row("{ c: 'x' }", R"({ c: 'x', "a.b": 5})", R"({ c: 'x', "a.b": {"$ne": 5}})");
    row("{c: 1,}", R"({c: 1, "a.b": 5})", R"({c: 1, "a.b": {"$ne": 5}})");
    row("{'a.b': {$gt: 1}}", R"({"$and": [{'a.b': {$gt: 1}}, {"a.b": 5}]})", R"({"$and": [{'a.b': {$gt: 1}}, {"a.b": {"$ne": 5}}]})");
    row("{c: 1} // why", "{\"$and\": [{c: 1} // why\n, {\"a.b\": 5}]}", nullptr);
}

void FilterParserTest::filtersGrowAsTheyAreWritten()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, with);
    QFETCH(QByteArray, without);
    const auto grown = andAlso(filter, { "a", "b" }, "5");
    QVERIFY(grown);
    QVERIFY(parseFilter(*grown));
    if (!filter.contains("//"))
        QCOMPARE(*grown, with);
    const auto shrunk = butNot(filter, { "a", "b" }, "5");
    QVERIFY(shrunk);
    QVERIFY(parseFilter(*shrunk));
    if (!without.isEmpty())
        QCOMPARE(*shrunk, without);
}

void FilterParserTest::aKeyWithADotCantBeFilteredBy()
{
    const auto filter = andAlso("{}", { "a.b" }, "1");
    QVERIFY(!filter);
    QCOMPARE(filter.error().kind(), ErrorKind::NotImplemented);
    QVERIFY(!butNot("{}", { "$a" }, "1"));
    QVERIFY(!andAlso("{", { "a" }, "1"));
}

QTEST_APPLESS_MAIN(FilterParserTest)
#include "tst_filterparser.moc"
