#include "core/documents/query/decimal.h"
#include "core/documents/query/documentorder.h"
#include "core/json/jsondocument.h"
#include "tests/support/documents/documentgenerator.h"

#include <QTest>

using namespace dumbo;

class DocumentOrderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesHaveOneOrder();
    void equalValuesHaveEqualBytes();
    void bytesAreOrderedAsValuesAre_data();
    void bytesAreOrderedAsValuesAre();
    void documentsAreSortedAsMongoDbSorts_data();
    void documentsAreSortedAsMongoDbSorts();
    void deepValuesAreCompared();
};

namespace {

JsonDocument parsed(const QByteArray &text)
{
    return JsonDocument::parse(text).value();
}

int sign(int value)
{
    return (value > 0) - (value < 0);
}

} // namespace

void DocumentOrderTest::valuesHaveOneOrder()
{
    const QByteArrayList rising { "null", "-1e500", "-1e400", "-9223372036854775809", "-9223372036854775808", "-10", "-2", "-1.5", "-1", "-1e-400", "0", "1e-400", "1e-7",
        "0.1", "0.1000000000000000055511151231257827", "0.3", "1", "1.5", "2", "9", "10", "11", "100", "9007199254740992", "9007199254740992.5",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1e308", "1e309", "1e400", "1e99999999999999999999", "\"\"", "\"\\u0000\"",
        "\"\\u0000a\"", "\"\\u0001\"", "\"10\"", "\"9\"", "\"A\"", "\"a\"", "\"ab\"", "\"b\"", "\"\xc3\xa4\"", "\"\xef\xbf\xbd\"", "\"\xf0\x9f\x98\x80\"",
        "{}", "{\"a\":null}", "{\"a\":1}", "{\"a\":1,\"b\":null}", "{\"a\":1,\"b\":1}", "{\"a\":2}", "{\"b\":0}", "{\"a\":\"\"}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":false}", "[]", "[null]", "[null,1]", "[1]",
        "[1,null]", "[1,1]", "[2]", "[\"\"]", "[{}]", "[[]]", "[[],1]", "[[1]]", "[[[]]]", "[false]", "false", "true" };
    for (qsizetype i = 0; i < rising.size(); ++i) {
        for (qsizetype k = 0; k < rising.size(); ++k) {
            const auto left = parsed(rising[i]);
            const auto right = parsed(rising[k]);
            const auto expected = (i > k) - (i < k);
            const auto names = rising[i] + " " + rising[k];
            QVERIFY2(compareValues(left.root(), right.root()) == expected, (names).constData());
            QVERIFY2(sign(orderedBytes(left.root()).compare(orderedBytes(right.root()))) == expected, (names).constData());
        }
    }
    QCOMPARE(compareValues(JsonNode(), parsed("null").root()), 0);
    QCOMPARE(orderedBytes(JsonNode()), orderedBytes(parsed("null").root()));
}

void DocumentOrderTest::equalValuesHaveEqualBytes()
{
    const QByteArrayList pairs { "1", "1.0", "1", "10e-1", "0", "-0", "0", "0e5", "100", "1E+2", "1e400", "10e399", "\"a\"", "\"\\u0061\"", "[1, 2]", "[1.0,2.0]",
        "{\"a\":1}", "{ \"a\" : 1.0 }", "{\"a\":1,\"a\":2}", "{\"a\":2}", "-0.5", "-5e-1" };
    for (qsizetype i = 0; i < pairs.size(); i += 2) {
        const auto left = parsed(pairs[i]);
        const auto right = parsed(pairs[i + 1]);
        QCOMPARE(compareValues(left.root(), right.root()), 0);
        QCOMPARE(orderedBytes(left.root()), orderedBytes(right.root()));
    }
    const auto left = parsed("{\"bb\":1,\"a\":2}");
    const auto right = parsed("{\"a\":2,\"bb\":1}");
    QVERIFY(compareValues(left.root(), right.root()) != 0);
    QCOMPARE(compareValues(left.root(), right.root(), { true, false }), 0);
    QCOMPARE(orderedBytes(left.root(), { true, false }), orderedBytes(right.root(), { true, false }));
}

void DocumentOrderTest::bytesAreOrderedAsValuesAre_data()
{
    QTest::addColumn<DocumentRules>("rules");
    QTest::newRow("keys in their order") << DocumentRules();
    QTest::newRow("keys in jsonb's order") << DocumentRules { true, false };
    QTest::newRow("first keys") << DocumentRules { false, true };
}

void DocumentOrderTest::bytesAreOrderedAsValuesAre()
{
    QFETCH(DocumentRules, rules);
    GeneratorLimits limits;
    limits.duplicateKeys = true;
    limits.zeroCharacters = true;
    limits.loneSurrogates = true;
    DocumentGenerator generator(3, limits);
    int equal = 0;
    for (int i = 0; i < 20000; ++i) {
        const auto left = parsed(generator.value());
        const auto right = parsed(generator.value());
        const auto order = compareValues(left.root(), right.root(), rules);
        equal += order == 0;
        QVERIFY2(order == sign(orderedBytes(left.root(), rules).compare(orderedBytes(right.root(), rules))), (left.text() + " " + right.text()).constData());
        QVERIFY2(order == -compareValues(right.root(), left.root(), rules), (left.text() + " " + right.text()).constData());
    }
    QVERIFY(equal > 100);
}

void DocumentOrderTest::documentsAreSortedAsMongoDbSorts_data()
{
    QTest::addColumn<QList<DocumentSortKey>>("keys");
    QTest::addColumn<QByteArrayList>("documents");
    const auto row = [](const char *name, const QList<DocumentSortKey> &keys, const QByteArrayList &documents) {
        QTest::newRow(name) << keys << documents;
    };
    row("types upwards", { { { "a" }, false } },
        { R"({"a":[]})", R"({"n":0})", R"({"a":null})", R"({"a":-1})", R"({"a":1e400})", R"({"a":""})", R"({"a":{}})", R"({"a":[[]]})", R"({"a":false})" });
    row("types downwards", { { { "a" }, true } },
        { R"({"a":true})", R"({"a":[[]]})", R"({"a":{}})", R"({"a":"x"})", R"({"a":10})", R"({"a":9})", R"({})", R"({"a":null})", R"({"a":[]})" });
    row("the smallest element counts upwards", { { { "a" }, false } }, { R"({"a":[9,1]})", R"({"a":2})", R"({"a":[3,4]})" });
    row("the largest element counts downwards", { { { "a" }, true } }, { R"({"a":[9,1]})", R"({"a":[3,4]})", R"({"a":2})" });
    row("through arrays of objects", { { { "a", "b" }, false } },
        { R"({"a":[{"b":5},{}]})", R"({"a":[1,2]})", R"({"a":[{"b":1},{"b":7}]})", R"({"a":{"b":2}})", R"({"a":[{"b":[4,3]}]})" });
    row("by position", { { { "a", "1" }, false } }, { R"({"a":7})", R"({"a":[9,1]})", R"({"a":[0,2]})" });
    row("the second key decides between equal ones", { { { "a" }, false }, { { "b" }, true } },
        { R"({"a":1.0,"b":2})", R"({"a":1,"b":1})", R"({"a":1,"b":null})", R"({"a":2,"b":9})" });
    row("a text before a longer one, downwards too", { { { "a" }, true }, { { "b" }, false } },
        { R"({"a":"ab","b":1})", R"({"a":"a","b":0})", R"({"a":"a","b":1})" });
}

void DocumentOrderTest::documentsAreSortedAsMongoDbSorts()
{
    QFETCH(QList<DocumentSortKey>, keys);
    QFETCH(QByteArrayList, documents);
    const DocumentOrder order({ keys.begin(), keys.end() });
    auto sorted = documents;
    std::ranges::reverse(sorted);
    std::ranges::stable_sort(sorted, {}, [&order](const auto &text) { return order.key(parsed(text).root()); });
    // Equal ones keep the order they came in.
    for (qsizetype i = 0; i < documents.size(); ++i) {
        if (order.key(parsed(sorted[i]).root()) != order.key(parsed(documents[i]).root()))
            QCOMPARE(sorted[i], documents[i]);
    }
}

void DocumentOrderTest::deepValuesAreCompared()
{
    const auto left = parsed(QByteArray(100'000, '[') + '1' + QByteArray(100'000, ']'));
    const auto right = parsed(QByteArray(100'000, '[') + '2' + QByteArray(100'000, ']'));
    QCOMPARE(compareValues(left.root(), right.root()), -1);
    QVERIFY(orderedBytes(left.root()) < orderedBytes(right.root()));
}

QTEST_APPLESS_MAIN(DocumentOrderTest)
#include "tst_documentorder.moc"
