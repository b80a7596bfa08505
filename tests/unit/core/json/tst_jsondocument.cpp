#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"

#include <QTest>

using namespace dumbo;

class JsonDocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesStandWhereTheyWereRead();
    void keysThatOccurTwiceAreTwoChildren();
    void faultsHaveTheirPosition_data();
    void faultsHaveTheirPosition();
    void aHundredThousandLevelsAreRead();
    void aMillionElementsAreFoundByPosition();
    void everyWindowOfALongTextIsRead_data();
    void everyWindowOfALongTextIsRead();
    void aReaderReadsOneAfterTheOther();
    void placesInTheTextLeadToValues();
    void stringsKeepLoneSurrogates();
    void stringsKeepByteOrderMarks();
};

namespace {

JsonDocument parsed(const QByteArray &text)
{
    const auto document = JsonDocument::parse(text);
    if (!document)
        qWarning("%s", qPrintable(document.error().toText()));
    return document.value_or(JsonDocument());
}

} // namespace

void JsonDocumentTest::valuesStandWhereTheyWereRead()
{
    const QByteArray text = R"( {"a" : [1, 10.00, -0, 1e400] , "b":{"c\u0041\"":"x\"\\"},"d":null, "e":true,"":false} )";
    const auto document = parsed(text);
    const auto root = document.root();
    QCOMPARE(root.kind(), JsonKind::Object);
    QCOMPARE(root.begin(), 1);
    QCOMPARE(root.end(), text.size() - 1);
    QCOMPARE(root.childCount(), 5);
    QCOMPARE(root.find("a").childCount(), 4);
    QCOMPARE(root.find("a").child(1).text(), "10.00");
    QCOMPARE(root.find("a").child(3).text(), "1e400");
    QVERIFY(!root.find("a").child(4).isValid());
    QCOMPARE(root.find("b").child(0).key(), "cA\"");
    QCOMPARE(root.find("b").child(0).rawKey(), R"("c\u0041\"")");
    QCOMPARE(root.find("b").find("cA\"").string(), "x\"\\");
    QVERIFY(root.find("d").isNull());
    QVERIFY(root.find("e").isTrue());
    QCOMPARE(root.find("").kind(), JsonKind::Boolean);
    QCOMPARE(document.find("/b/cA\"").path(), (QByteArrayList { "b", "cA\"" }));
    QCOMPARE(document.find("/a/2").pointer(), "/a/2");
    QVERIFY(!root.find("x").find("y").child(0).isValid());
    for (quint32 number = 0; const auto child : root.children()) {
        QVERIFY(number < child.number());
        number = child.number();
        QCOMPARE(document.node(number), child);
        QCOMPARE(child.parent(), root);
    }
}

void JsonDocumentTest::keysThatOccurTwiceAreTwoChildren()
{
    const auto document = parsed(R"({"a":1,"a":2})");
    QCOMPARE(document.root().childCount(), 2);
    QCOMPARE(document.root().find("a").text(), "2");
    QCOMPARE(document.root().find("a", true).text(), "1");
}

void JsonDocumentTest::faultsHaveTheirPosition_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("position");
    const auto row = [](const QByteArray &text, qint64 position) { QTest::addRow("%s", text.constData()) << text << position; };
    row("", 0);
    row("[1,]", 3);
    row("[1 2]", 3);
    row("{\"a\" 1}", 5);
    row("{\"a\":1,}", 7);
    row("[1", 2);
    row("[01]", 2);
    row("[1.]", 3);
    row("[tru]", 4);
    row("[\"a]", 4);
    row("[\"\\x\"]", 3);
    row("[\"\\u12\"]", 6);
    row("[\"a\nb\"]", 3);
    row("[\"\xff\"]", 2);
    row("1 2", 2);
    row("[1}", 2);
    row("]", 0);
    row("\xef\xbb\xbf{}", 0);
}

void JsonDocumentTest::faultsHaveTheirPosition()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, position);
    const auto document = JsonDocument::parse(text);
    QVERIFY(!document);
    QCOMPARE(document.error().kind(), ErrorKind::Data);
    QCOMPARE(document.error().position(), position);
}

void JsonDocumentTest::aHundredThousandLevelsAreRead()
{
    constexpr int levels = 250'000;
    const auto document = parsed(QByteArray(levels, '[') + QByteArray(levels, ']'));
    auto node = document.root();
    int depth = 0;
    for (; node.isValid(); node = node.firstChild())
        ++depth;
    QCOMPARE(depth, levels);
    QVERIFY(!JsonDocument::parse(QByteArray(levels, '[')));
}

void JsonDocumentTest::aMillionElementsAreFoundByPosition()
{
    QByteArray text = "[";
    for (int i = 0; i < 1'000'000; ++i)
        text += (i % 3 ? "[" + QByteArray::number(i) + "]" : QByteArray::number(i)) + ',';
    text.back() = ']';
    const auto document = parsed(text);
    QCOMPARE(document.root().childCount(), 1'000'000);
    for (const qint64 position : { 0, 1, 63, 64, 65, 127, 128, 999'936, 999'999 }) {
        const auto node = document.root().child(position);
        QCOMPARE((node.isArray() ? node.firstChild() : node).text(), QByteArray::number(position));
        QCOMPARE(node.position(), position);
        QCOMPARE(document.nodeAt(node.begin()), node);
    }
    QVERIFY(!document.root().child(1'000'000).isValid());
    QVERIFY(!document.root().at({ "18446744073709551616" }).isValid());
}

void JsonDocumentTest::everyWindowOfALongTextIsRead_data()
{
    QTest::addColumn<QByteArray>("element");
    QTest::newRow("numbers") << QByteArray("1234567890.12");
    QTest::newRow("a string with much that is escaped") << "\"" + QByteArray("\\\\\\\"x").repeated(77) + "\"";
    QTest::newRow("a string longer than a window") << "\"" + QByteArray("},{ä\\\"").repeated(100'000) + "\"";
    QTest::newRow("space longer than a window") << QByteArray(1'000'000, ' ') + "1";
    QTest::newRow("a number longer than a window") << QByteArray(1'000'000, '7');
    QTest::newRow("objects") << QByteArray(R"({"a":{"b":"},{"},"c":[1,{"d":2}]})");
    QTest::newRow("lines") << QByteArray("{\n  \"a\": 1\n}\n");
}

void JsonDocumentTest::everyWindowOfALongTextIsRead()
{
    QFETCH(QByteArray, element);
    const auto count = 4'000'000 / element.size() + 2;
    const auto list = QByteArray(element + ',').repeated(count);
    const auto document = parsed('[' + list.chopped(1) + ']');
    QCOMPARE(document.root().childCount(), count);
    for (const auto child : document.root().children())
        QCOMPARE(child.text(), element.trimmed());
    QVERIFY(!JsonDocument::parse('[' + list + ']'));
}

void JsonDocumentTest::aReaderReadsOneAfterTheOther()
{
    JsonReader reader;
    for (int i = 0; i < 1000; ++i) {
        const auto text = QByteArray(R"({"n":)") + QByteArray::number(i) + '}';
        const auto root = reader.read(text);
        QVERIFY(root);
        QCOMPARE(root->find("n").text(), QByteArray::number(i));
        QVERIFY(!reader.read("[1"));
    }
}

void JsonDocumentTest::placesInTheTextLeadToValues()
{
    const auto document = parsed(R"({"a": [1, 22], "b": {}})");
    QCOMPARE(document.nodeAt(0), document.root());
    QCOMPARE(document.nodeAt(1), document.find("/a"));
    QCOMPARE(document.nodeAt(7), document.find("/a/0"));
    QCOMPARE(document.nodeAt(9), document.find("/a"));
    QCOMPARE(document.nodeAt(11), document.find("/a/1"));
    QCOMPARE(document.nodeAt(14), document.root());
    QCOMPARE(document.nodeAt(16), document.find("/b"));
    QVERIFY(!document.nodeAt(23).isValid());
}

void JsonDocumentTest::stringsKeepLoneSurrogates()
{
    QCOMPARE(decodeJsonString(R"("\ud83d\ude00")"), "\xf0\x9f\x98\x80");
    QCOMPARE(decodeJsonString(R"("a\ud83dz")"), "a\xed\xa0\xbdz");
    QCOMPARE(decodeJsonString(R"("\ude00\ud83d")"), "\xed\xb8\x80\xed\xa0\xbd");
    QCOMPARE(encodeJsonString("a\xed\xa0\xbdz"), R"("a\ud83dz")");
    QCOMPARE(encodeJsonString("\xff\"\\\n\x01\xe2\x80\xa8"), "\"\xef\xbf\xbd\\\"\\\\\\n\\u0001\xe2\x80\xa8\"");
    const auto text = jsonStringText(R"("\ude00\ud83d")");
    QCOMPARE(text.size(), 2);
    QCOMPARE(toWtf8(text), "\xed\xb8\x80\xed\xa0\xbd");
    QCOMPARE(fromWtf8(toWtf8(text)), text);
}

void JsonDocumentTest::stringsKeepByteOrderMarks()
{
    const auto text = jsonStringText("\"\xef\xbb\xbf\xef\xbb\xbfx\\ud800\xef\xbb\xbf\"");
    QCOMPARE(text.size(), 5);
    QCOMPARE(toWtf8(text), "\xef\xbb\xbf\xef\xbb\xbfx\xed\xa0\x80\xef\xbb\xbf");
}

QTEST_GUILESS_MAIN(JsonDocumentTest)
#include "tst_jsondocument.moc"
