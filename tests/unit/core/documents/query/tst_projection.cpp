#include "core/documents/query/projection.h"
#include "core/json/jsondocument.h"

#include <QTest>

using namespace dumbo;

class ProjectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsOfDocumentsAreTaken_data();
    void partsOfDocumentsAreTaken();
    void sortsAreRead();
    void whatIsWrongIsRefusedAtItsPosition_data();
    void whatIsWrongIsRefusedAtItsPosition();
};

void ProjectionTest::partsOfDocumentsAreTaken_data()
{
    QTest::addColumn<QByteArray>("projection");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *projection, const char *document, const char *expected) {
        QTest::newRow((QByteArray(projection) + " of " + document).constData())
            << QByteArray(projection) << QByteArray(document) << QByteArray(expected);
    };
    row("", R"({ "a" : 1.00 })", R"({ "a" : 1.00 })");
    row("{}", R"({ "a" : 1.00 })", R"({ "a" : 1.00 })");
    row("{a: 1}", R"({"_id":7,"b":2,"a": [ 1.00 ]})", R"({"_id":7,"a":[ 1.00 ]})");
    row("{a: 1, _id: 0}", R"({"_id":7,"b":2,"a":1})", R"({"a":1})");
    row("{a: true, b: true}", R"({"b":2,"a":1})", R"({"b":2,"a":1})");
    row("{_id: 1}", R"({"_id":7,"a":1})", R"({"_id":7})");
    row("{_id: 0}", R"({"_id":7,"a":1})", R"({"a":1})");
    row("{a: 0}", R"({"_id":7,"b":2,"a":1})", R"({"_id":7,"b":2})");
    row("{a: 0, _id: 0}", R"({"_id":7,"b":2,"a":1})", R"({"b":2})");
    row("{a: 0, _id: 1}", R"({"_id":7,"b":2,"a":1})", R"({"_id":7,"b":2})");
    row("{'a.b': 1}", R"({"a":{"b":1,"c":2},"d":3})", R"({"a":{"b":1}})");
    row("{a: {b: 1, c: {d: 1}}}", R"({"a":{"b":1,"c":{"d":2,"e":3}}})", R"({"a":{"b":1,"c":{"d":2}}})");
    row("{'a.b': 1}", R"({"a":5})", R"({})");
    row("{'a.b': 1}", R"({"a":{}})", R"({"a":{}})");
    row("{'a.b': 1}", R"({"a":[{"b":1,"c":2},5,{"c":3},[{"b":4}]]})", R"({"a":[{"b":1},{},[{"b":4}]]})");
    row("{'a.b': 0}", R"({"a":[{"b":1,"c":2},5,{"c":3},[{"b":4}]]})", R"({"a":[{"c":2},5,{"c":3},[{}]]})");
    row("{'a.b': 0}", R"({"a":5})", R"({"a":5})");
    row("{'a.0': 1}", R"({"a":[1,{"0":2}]})", R"({"a":[{"0":2}]})");
    row("{'a.b': 1, 'a.c': 1}", R"({"a":{"c":1,"d":2,"b":3}})", R"({"a":{"c":1,"b":3}})");
    row("{a: 1}", R"([1])", R"([1])");
}

void ProjectionTest::partsOfDocumentsAreTaken()
{
    QFETCH(QByteArray, projection);
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, expected);
    const auto parsed = parseProjection(projection);
    QVERIFY(parsed);
    QCOMPARE(project(*parsed, JsonDocument::parse(document)->root()), expected);
    const auto again = parseProjection(projectionText(*parsed));
    QVERIFY(again);
    QCOMPARE(*again, *parsed);
}

void ProjectionTest::sortsAreRead()
{
    const auto keys = parseSort("{'a.b': 1, c: -1}");
    QVERIFY(keys);
    QCOMPARE(*keys, (std::vector<DocumentSortKey> { { { "a", "b" }, false }, { { "c" }, true } }));
    QCOMPARE(sortText(*keys), R"({"a.b": 1, "c": -1})");
    QVERIFY(parseSort("")->empty());
}

void ProjectionTest::whatIsWrongIsRefusedAtItsPosition_data()
{
    QTest::addColumn<bool>("isSort");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("position");
    const auto row = [](bool isSort, const char *text, int position) {
        QTest::newRow((QByteArray(isSort ? "sort " : "projection ") + text).constData()) << isSort << QByteArray(text) << position;
    };
    row(true, "{a: 2}", 4);
    row(true, "{a: 'x'}", 4);
    row(true, "{a: 1, 'a.b': 1}", 7);
    row(true, "{'': 1}", 1);
    row(true, "{a: {$meta: 'textScore'}}", 4);
    row(false, "{a: 1, b: 0}", 7);
    row(false, "{a: 1, 'a.b': 1}", 7);
    row(false, "{a: {$slice: 1}}", 5);
    row(false, "{a: '$b'}", 4);
    row(false, "{'a.$': 1}", 1);
    row(false, "{a: {}}", 4);
}

void ProjectionTest::whatIsWrongIsRefusedAtItsPosition()
{
    QFETCH(bool, isSort);
    QFETCH(QByteArray, text);
    QFETCH(int, position);
    const auto error = isSort ? parseSort(text).error() : parseProjection(text).error();
    QCOMPARE(error.kind(), ErrorKind::Data);
    QCOMPARE(error.position(), position);
}

QTEST_APPLESS_MAIN(ProjectionTest)
#include "tst_projection.moc"
