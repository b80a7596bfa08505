#include "core/documents/query/extendedjson.h"
#include "core/json/jsondocument.h"

#include <QTest>

using namespace dumbo;

class ExtendedJsonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void extendedValuesBecomePlain_data();
    void extendedValuesBecomePlain();
    void plainTextStaysByteForByte();
    void whatJsonHasNothingForIsRefused_data();
    void whatJsonHasNothingForIsRefused();
    void plainValuesBecomeExtended_data();
    void plainValuesBecomeExtended();
};

void ExtendedJsonTest::extendedValuesBecomePlain_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain");
    const auto row = [](const char *text, const char *plain) { QTest::newRow(text) << QByteArray(text) << QByteArray(plain); };
    row(R"({"a":{"$numberInt":"5"}})", R"({"a":5})");
    row(R"({"a":{"$numberLong":"9007199254740993"}})", R"({"a":9007199254740993})");
    row(R"({"a":{"$numberDouble":"1.50"}})", R"({"a":1.50})");
    row(R"({"a":{"$numberDecimal":"10.00"}})", R"({"a":10.00})");
    row(R"({"a":{"$numberDecimal":"1E+6000"}})", R"({"a":1E+6000})");
    row(R"([{"$oid":"507f1f77bcf86cd799439011"}])", R"(["507f1f77bcf86cd799439011"])");
    row(R"({"a":{"$date":"2024-05-01T12:30:00.5Z"}})", R"({"a":"2024-05-01T12:30:00.500Z"})");
    row(R"({"a":{"$date":1714566600000}})", R"({"a":"2024-05-01T12:30:00.000Z"})");
    row(R"({"a":{"$date":{"$numberLong":"-62167219200001"}}})", R"({"a":"-000001-12-31T23:59:59.999Z"})");
    row(R"({"a":{"$binary":{"base64":"AQID","subType":"00"}}})", R"({"a":"AQID"})");
    row(R"({"a":{"$binary":"AQID","$type":"00"}})", R"({"a":"AQID"})");
    row(R"({"a":{"$uuid":"00112233-4455-6677-8899-AABBCCDDEEFF"}})", R"({"a":"00112233-4455-6677-8899-aabbccddeeff"})");
    row(R"({"a":{"$oid":"507f1f77bcf86cd799439011"},"b":1,"b":2})", R"({"a":"507f1f77bcf86cd799439011","b":1,"b":2})");
    row("{a: 1, 'b': [1, 2,], /* c */ d: NumberInt(5)}", R"({"a":1,"b":[1,2],"d":5})");
    row("5", "5");
    row("'x'", R"("x")");
}

void ExtendedJsonTest::extendedValuesBecomePlain()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, plain);
    const auto result = plainJson(text);
    QVERIFY(result);
    QCOMPARE(*result, plain);
}

void ExtendedJsonTest::plainTextStaysByteForByte()
{
    for (const QByteArray text : { R"( { "a" : 1.00 , "a": "\u0061", "$": 1e400 } )", R"({"b":1,"$oid":5})", "[]", "\"$x\"", R"({"a":{"x":{"y":"$z"}}})" })
        QCOMPARE(plainJson(text).value_or("refused"), text);
    const auto deep = QByteArray(100'000, '[') + "\"$\"" + QByteArray(100'000, ']');
    QCOMPARE(plainJson(deep).value_or("refused"), deep);
}

void ExtendedJsonTest::whatJsonHasNothingForIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("position");
    const auto row = [](const char *text, int position) { QTest::newRow(text) << QByteArray(text) << position; };
    row(R"({"a":{"$minKey":1}})", 6);
    row(R"({"a":{"$timestamp":{"t":1,"i":1}}})", 6);
    row(R"({"a":{"$code":"x"}})", 6);
    row(R"({"a":{"$numberDouble":"Infinity"}})", 22);
    row(R"({"a":{"$regularExpression":{"pattern":"x","options":""}}})", 5);
    row(R"({"a":{"$date":"x"}})", 14);
    row(R"({"a":{"$binary":{"base64":"?","subType":"00"}}})", 26);
    row(R"({"a":1)", 0);
    row("", 0);
}

void ExtendedJsonTest::whatJsonHasNothingForIsRefused()
{
    QFETCH(QByteArray, text);
    QFETCH(int, position);
    const auto result = plainJson(text);
    QVERIFY(!result);
    QCOMPARE(result.error().kind(), ErrorKind::Data);
    QCOMPARE(result.error().position(), position);
}

void ExtendedJsonTest::plainValuesBecomeExtended_data()
{
    QTest::addColumn<QByteArray>("plain");
    QTest::addColumn<QByteArray>("relaxed");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char *plain, const char *relaxed, const char *canonical) {
        QTest::newRow(plain) << QByteArray(plain) << QByteArray(relaxed) << QByteArray(canonical);
    };
    row("5", "5", R"({"$numberInt":"5"})");
    row("3000000000", "3000000000", R"({"$numberLong":"3000000000"})");
    row("1.5", "1.5", R"({"$numberDouble":"1.5"})");
    row("1.0", "1.0", R"({"$numberDouble":"1.0"})");
    row("1e400", R"({"$numberDecimal":"1e400"})", R"({"$numberDecimal":"1e400"})");
    row("9223372036854775809", R"({"$numberDecimal":"9223372036854775809"})", R"({"$numberDecimal":"9223372036854775809"})");
    row(R"( { "a" : [ 1 , { } , [ ] ] , "b" : "x" , "c" : null } )", R"({"a":[1,{},[]],"b":"x","c":null})", R"({"a":[{"$numberInt":"1"},{},[]],"b":"x","c":null})");
}

void ExtendedJsonTest::plainValuesBecomeExtended()
{
    QFETCH(QByteArray, plain);
    QFETCH(QByteArray, relaxed);
    QFETCH(QByteArray, canonical);
    const auto document = JsonDocument::parse(plain);
    QVERIFY(document);
    QCOMPARE(extendedJson(document->root(), ExtendedJson::Relaxed), relaxed);
    QCOMPARE(extendedJson(document->root(), ExtendedJson::Canonical), canonical);
}

QTEST_APPLESS_MAIN(ExtendedJsonTest)
#include "tst_extendedjson.moc"
