#include "ui/valuepanel/jsonlayout.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace workbench;

class TestJsonLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokensAreIndented_data();
    void tokensAreIndented();
    void everyTokenStaysAsItWas();
    void problemsAreFoundWhereTheyStand_data();
    void problemsAreFoundWhereTheyStand();
    void deepNestingDoesNotRecurse();
    void layingOutTwiceChangesNothing();
    void placesAreCountedInCharacters();
};

void TestJsonLayout::tokensAreIndented_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("object") << "{\"a\":1,\"b\":[true,null]}"_ba
                            << "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null\n  ]\n}"_ba;
    QTest::newRow("empty containers") << " { \"a\" : [ ] , \"b\" : { } } "_ba
                                      << "{\n  \"a\": [],\n  \"b\": {}\n}"_ba;
    QTest::newRow("scalar") << " 12 "_ba
                            << "12"_ba;
    QTest::newRow("string") << "\"x\""_ba
                            << "\"x\""_ba;
    QTest::newRow("nested arrays") << "[[1],[]]"_ba
                                   << "[\n  [\n    1\n  ],\n  []\n]"_ba;
}

void TestJsonLayout::tokensAreIndented()
{
    QFETCH(const QByteArray, source);
    QFETCH(const QByteArray, text);
    const JsonLayout layout = layOutJson(source);
    QVERIFY2(!layout.problem, qPrintable(layout.problem ? layout.problem->message : QString()));
    QCOMPARE(layout.text, text);
}

void TestJsonLayout::everyTokenStaysAsItWas()
{
    const QByteArray source = "{\"z\":1.10,\"a\":12345678901234567890123456789,\"z\":1e400,\"e\":\"\\u00e9\\/"
                              "\\n\",\"t\":-0.0E+05}";
    QByteArray text = layOutJson(source).text;
    QVERIFY(!text.isEmpty());
    text.replace("\n  ", "").replace("\n", "").replace("\": ", "\":");
    QCOMPARE(text, source);
}

void TestJsonLayout::problemsAreFoundWhereTheyStand_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<qint64>("offset");
    QTest::newRow("empty") << ""_ba << qint64(0);
    QTest::newRow("early end") << "{\"a\": "_ba << qint64(6);
    QTest::newRow("trailing comma") << "[1, 2, ]"_ba << qint64(7);
    QTest::newRow("missing comma") << "{\"a\": 1 \"b\": 2}"_ba << qint64(8);
    QTest::newRow("missing colon") << "{\"a\" 1}"_ba << qint64(5);
    QTest::newRow("wrong close") << "[1}"_ba << qint64(2);
    QTest::newRow("key without quotes") << "{a: 1}"_ba << qint64(1);
    QTest::newRow("leading zero") << "[012]"_ba << qint64(2);
    QTest::newRow("no digit") << "[1.]"_ba << qint64(3);
    QTest::newRow("bad word") << "[nul]"_ba << qint64(1);
    QTest::newRow("NaN") << "NaN"_ba << qint64(0);
    QTest::newRow("bad escape") << "\"a\\x\""_ba << qint64(2);
    QTest::newRow("short unicode") << "\"\\u12\""_ba << qint64(1);
    QTest::newRow("open string") << "\"abc"_ba << qint64(4);
    QTest::newRow("line end in string") << "\"a\nb\""_ba << qint64(2);
    QTest::newRow("rest") << "{} x"_ba << qint64(3);
    QTest::newRow("NUL") << QByteArray("[\0]", 3) << qint64(1);
}

void TestJsonLayout::problemsAreFoundWhereTheyStand()
{
    QFETCH(const QByteArray, source);
    QFETCH(const qint64, offset);
    const JsonLayout layout = layOutJson(source);
    QVERIFY(layout.problem);
    QVERIFY(layout.text.isEmpty());
    QVERIFY(!layout.problem->message.isEmpty());
    QCOMPARE(layout.problem->offset, offset);
}

void TestJsonLayout::deepNestingDoesNotRecurse()
{
    const int depth = 3000;
    QVERIFY(!layOutJson(QByteArray(depth, '[') + QByteArray(depth, ']')).problem);
    QCOMPARE(layOutJson(QByteArray(1'000'000, '[').prepend("1")).problem->offset, 1);
}

void TestJsonLayout::layingOutTwiceChangesNothing()
{
    const QByteArray once = layOutJson("[{\"a\":{},\"b\":[1,[2,3]]},\"x\"]").text;
    QCOMPARE(layOutJson(once).text, once);
}

void TestJsonLayout::placesAreCountedInCharacters()
{
    QVERIFY(placeInText("{\n \"ä\" 1}", 8).contains(u"line 2"_s));
    QVERIFY(placeInText("{\n \"ä\" 1}", 8).contains(u"column 6"_s));
    QVERIFY(placeInText("", 0).contains(u"line 1"_s));
}

QTEST_GUILESS_MAIN(TestJsonLayout)
#include "tst_jsonlayout.moc"
