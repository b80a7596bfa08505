#include "core/json/jsonedit.h"

#include <QTest>

using namespace dumbo;

namespace {

JsonDocument parsed(const QByteArray &text)
{
    return JsonDocument::parse(text).value_or(JsonDocument());
}

const QByteArray pretty = R"({
    "name": "Anna",
    "tags": [
        "a",
        "b"
    ],
    "empty": {},
    "n": 10.00
}
)";

} // namespace

class JsonEditTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aReplacementTouchesItsSpanOnly();
    void whatIsAddedFollowsTheLayout_data();
    void whatIsAddedFollowsTheLayout();
    void whatIsRemovedTakesOneCommaWithIt_data();
    void whatIsRemovedTakesOneCommaWithIt();
    void keysAreRenamedInPlace();
    void severalChangesAreAppliedTogether();
    void halfOfManyElementsIsRemoved();
    void changesWithinWhatIsGoneAreLost();
    void valuesOfOtherDocumentsAreRefused();
    void valuesThatAreNoJsonAreRefused();
};

void JsonEditTest::aReplacementTouchesItsSpanOnly()
{
    const auto document = parsed(pretty);
    JsonEdit edit(document);
    QVERIFY(edit.isEmpty());
    QVERIFY(edit.replace(document.find("/n"), " 1e400 "));
    QCOMPARE(edit.text(), QByteArray(pretty).replace("10.00", "1e400"));
    QCOMPARE(edit.spans().size(), 1);
    QVERIFY(edit.replace(document.find("/n"), "[\n  1\n]"));
    QCOMPARE(edit.text(), QByteArray(pretty).replace("10.00", "[\n      1\n    ]"));
}

void JsonEditTest::whatIsAddedFollowsTheLayout_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<qint64>("position");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &pointer, qint64 position, const QByteArray &result) {
        QTest::newRow(name) << text << pointer << position << result;
    };
    row("compact, at the end", R"({"a":1})", "", -1, R"({"a":1,"x":9})");
    row("compact, in front", R"({"a":1})", "", 0, R"({"x":9,"a":1})");
    row("compact, between", R"({"a":1,"b":2})", "", 1, R"({"a":1,"x":9,"b":2})");
    row("empty", "{}", "", -1, R"({"x":9})");
    row("empty with space", "{ }", "", -1, R"({"x":9})");
    row("spaced", R"({"a": 1, "b": 2})", "", -1, R"({"a": 1, "b": 2, "x": 9})");
    row("spaced, one", R"({"a": 1})", "", -1, R"({"a": 1, "x": 9})");
    row("spaced within brackets", R"({ "a": 1 })", "", -1, R"({ "a": 1, "x": 9 })");
    row("array", "[1, 2]", "", 1, "[1, 9, 2]");
    row("array of one", "[1]", "", -1, "[1,9]");
    row("array, beyond its end", "[1,2]", "", 99, "[1,2,9]");
    row("lines, at the end", pretty, "", -1, QByteArray(pretty).replace("10.00", "10.00,\n    \"x\": 9"));
    row("lines, in front", pretty, "", 0, QByteArray(pretty).replace("{\n    \"name\"", "{\n    \"x\": 9,\n    \"name\""));
    row("lines, inner", pretty, "/tags", -1, QByteArray(pretty).replace("\"b\"", "\"b\",\n        9"));
    row("lines, empty", pretty, "/empty", -1, QByteArray(pretty).replace("{}", "{\n        \"x\": 9\n    }"));
    row("tabs, empty", "{\n\t\"a\": []\n}", "/a", -1, "{\n\t\"a\": [\n\t\t9\n\t]\n}");
    row("carriage returns", "{\r\n  \"a\": 1\r\n}", "", -1, "{\r\n  \"a\": 1,\r\n  \"x\": 9\r\n}");
    row("space before the colon", R"({"a" : {}})", "/a", -1, R"({"a" : {"x" : 9}})");
}

void JsonEditTest::whatIsAddedFollowsTheLayout()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, pointer);
    QFETCH(qint64, position);
    const auto document = parsed(text);
    const auto container = document.find(pointer);
    JsonEdit edit(document);
    if (container.isObject())
        QVERIFY(edit.insertMember(container, "x", "9", position));
    else
        QVERIFY(edit.insertElement(container, "9", position));
    QTEST(edit.text(), "result");
    QVERIFY(JsonDocument::parse(edit.text()));
}

void JsonEditTest::whatIsRemovedTakesOneCommaWithIt_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("pointers");
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("only") << QByteArray("[1]") << QByteArrayList { "/0" } << QByteArray("[]");
    QTest::newRow("first") << QByteArray("[1, 2, 3]") << QByteArrayList { "/0" } << QByteArray("[2, 3]");
    QTest::newRow("middle") << QByteArray("[1, 2, 3]") << QByteArrayList { "/1" } << QByteArray("[1, 3]");
    QTest::newRow("last") << QByteArray("[1, 2, 3]") << QByteArrayList { "/2" } << QByteArray("[1, 2]");
    QTest::newRow("all") << QByteArray("[ 1, 2, 3 ]") << QByteArrayList { "/0", "/1", "/2" } << QByteArray("[]");
    QTest::newRow("two runs") << QByteArray("[1,2,3,4,5]") << QByteArrayList { "/0", "/1", "/3" } << QByteArray("[3,5]");
    QTest::newRow("from the second on") << QByteArray("[1,2,3]") << QByteArrayList { "/1", "/2" } << QByteArray("[1]");
    QTest::newRow("member") << QByteArray(R"({"a":1 , "b":2})") << QByteArrayList { "/a" } << QByteArray(R"({"b":2})");
    QTest::newRow("lines") << pretty << QByteArrayList { "/n", "/name" }
                           << QByteArray("{\n    \"tags\": [\n        \"a\",\n        \"b\"\n    ],\n    \"empty\": {}\n}\n");
}

void JsonEditTest::whatIsRemovedTakesOneCommaWithIt()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, pointers);
    const auto document = parsed(text);
    JsonEdit edit(document);
    for (const auto &pointer : pointers)
        QVERIFY(edit.remove(document.find(pointer)));
    QTEST(edit.text(), "result");
}

void JsonEditTest::keysAreRenamedInPlace()
{
    const auto document = parsed(R"({"a\u0041" : {"b":1}})");
    JsonEdit edit(document);
    QVERIFY(edit.renameKey(document.root().firstChild(), "\"x\""));
    QVERIFY(edit.renameKey(document.root().firstChild().firstChild(), "c"));
    QCOMPARE(edit.text(), R"({"\"x\"" : {"c":1}})");
    QCOMPARE(edit.renameKey(document.root(), "c").error().kind(), ErrorKind::InvalidOperation);
}

void JsonEditTest::severalChangesAreAppliedTogether()
{
    const auto document = parsed("[1,2,3]");
    JsonEdit edit(document);
    QVERIFY(edit.remove(document.find("/0")));
    QVERIFY(edit.remove(document.find("/2")));
    QVERIFY(edit.insertElement(document.root(), "7", 1));
    QVERIFY(edit.insertElement(document.root(), "8", 1));
    QVERIFY(edit.insertElement(document.root(), "9"));
    QVERIFY(edit.replace(document.find("/1"), "22"));
    QCOMPARE(edit.text(), "[7,8,22,9]");
    QVERIFY(edit.remove(document.find("/1")));
    QCOMPARE(edit.text(), "[7,8,9]");
}

void JsonEditTest::halfOfManyElementsIsRemoved()
{
    constexpr int half = 250'000;
    const auto document = parsed('[' + QByteArray("1,2,").repeated(half - 1) + "1,2]");
    JsonEdit edit(document);
    bool goes = false;
    for (const auto &element : document.root().children()) {
        if (goes)
            QVERIFY(edit.remove(element));
        goes = !goes;
    }
    QCOMPARE(edit.text(), '[' + QByteArray("1,").repeated(half - 1) + "1]");
}

void JsonEditTest::valuesOfOtherDocumentsAreRefused()
{
    const auto document = parsed("[1]");
    const auto other = parsed("[1]");
    JsonEdit edit(document);
    QCOMPARE(edit.remove(other.find("/0")).error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(!edit.replace(JsonNode(), "1"));
    QVERIFY(edit.isEmpty());
}

void JsonEditTest::changesWithinWhatIsGoneAreLost()
{
    const auto document = parsed(R"({"a":{"b":[1,2]},"c":3})");
    JsonEdit edit(document);
    QVERIFY(edit.replace(document.find("/a/b/0"), "9"));
    QVERIFY(edit.insertElement(document.find("/a/b"), "9"));
    QVERIFY(edit.remove(document.find("/a/b/1")));
    QVERIFY(edit.replace(document.find("/a"), "null"));
    QCOMPARE(edit.text(), R"({"a":null,"c":3})");
    QVERIFY(edit.renameKey(document.find("/a"), "z"));
    QCOMPARE(edit.text(), R"({"z":null,"c":3})");
    QVERIFY(edit.remove(document.find("/a")));
    QCOMPARE(edit.text(), R"({"c":3})");
}

void JsonEditTest::valuesThatAreNoJsonAreRefused()
{
    const auto document = parsed("[1]");
    JsonEdit edit(document);
    const auto done = edit.replace(document.find("/0"), "1 2");
    QCOMPARE(done.error().kind(), ErrorKind::Data);
    QCOMPARE(done.error().position(), 2);
    QCOMPARE(edit.insertMember(document.root(), "a", "1").error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(edit.replace({}, "1").error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(edit.replace(parsed("[2]").root(), "1").error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(edit.remove(document.root()).error().kind(), ErrorKind::InvalidOperation);
    QVERIFY(edit.isEmpty());
}

QTEST_GUILESS_MAIN(JsonEditTest)
#include "tst_jsonedit.moc"
