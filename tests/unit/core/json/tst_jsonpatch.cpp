#include "core/json/jsonpatch.h"

#include <QTest>

using namespace dumbo;

namespace {

JsonDocument parsed(const QByteArray &text)
{
    return JsonDocument::parse(text).value_or(JsonDocument());
}

} // namespace

class JsonPatchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesEqualByWhatTheySay();
    void aPatchLeadsFromOneToTheOther_data();
    void aPatchLeadsFromOneToTheOther();
    void anInsertedElementIsOneOperation();
    void everyOperationIsApplied_data();
    void everyOperationIsApplied();
    void patchesThatDoNotFitAreRefused_data();
    void patchesThatDoNotFitAreRefused();
    void twoSidesAreCompared();
    void mineGoesIntoTheirs();
    void deepDocumentsDoNotOverflow();
};

void JsonPatchTest::valuesEqualByWhatTheySay()
{
    const auto equal = [](const QByteArray &left, const QByteArray &right, JsonComparison comparison = {}) -> bool {
        const auto first = parsed(left);
        const auto second = parsed(right);
        const bool isEqual = jsonEqual(first.root(), second.root(), comparison);
        return isEqual && jsonHash(first.root(), comparison) == jsonHash(second.root(), comparison);
    };
    QVERIFY(equal("10.00", "1e1"));
    QVERIFY(equal(R"("a\u0041")", R"("aA")"));
    QVERIFY(equal(R"({"a":1, "b":[1,2]})", R"({"b":[1,2.0],"a":1})"));
    QVERIFY(!equal(R"({"a":1,"b":2})", R"({"b":2,"a":1})", { false, false }));
    QVERIFY(equal(R"({"a":1,"a":2})", R"({"a":2})"));
    QVERIFY(equal(R"({"a":1,"a":2})", R"({"a":1})", { true, true }));
    QVERIFY(!equal("[1,2]", "[2,1]"));
    QVERIFY(!equal("[1]", "[1,1]"));
    QVERIFY(!equal("null", "false"));
    QVERIFY(!equal("\"1\"", "1"));
    QVERIFY(jsonEqual({}, {}));
    QVERIFY(!jsonEqual({}, parsed("null").root()));
}

void JsonPatchTest::aPatchLeadsFromOneToTheOther_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *before, const char *after) { QTest::addRow("%s %s", before, after) << QByteArray(before) << QByteArray(after); };
    row("1", "2");
    row("{}", "[]");
    row(R"({"a":1,"b":2})", R"({"b":3,"c":4})");
    row("[1,2,3]", "[1,9,2,3]");
    row("[1,2,3,4,5]", "[2,4,6]");
    row("[]", "[1,[2],{}]");
    row("[1,2,3]", "[]");
    row(R"([{"id":1,"v":[1,2]},{"id":2,"v":[]},{"id":3}])", R"([{"id":0},{"id":1,"v":[2]},{"id":2,"v":[7]},{"id":3}])");
    row(R"({"a/b":{"~":1}})", R"({"a/b":{"~":2,"":3}})");
    row(R"({"x":[[1,2],[3,4],[5]]})", R"({"x":[[0,1,2],[4],[5],[6,[7]]]})");
}

void JsonPatchTest::aPatchLeadsFromOneToTheOther()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    for (int turn = 0; turn < 2; ++turn, std::swap(before, after)) {
        const auto first = parsed(before);
        const auto second = parsed(after);
        const auto patch = makeJsonPatch(first.root(), second.root());
        const auto applied = applyJsonPatch(before, patch);
        QVERIFY2(applied, applied ? "" : qPrintable(applied.error().toText() + QString::fromUtf8(patch)));
        QVERIFY2(jsonEqual(parsed(*applied).root(), second.root()), (*applied + "\n" + patch).constData());
        QCOMPARE(makeJsonPatch(first.root(), first.root()), "[]");
    }
}

void JsonPatchTest::anInsertedElementIsOneOperation()
{
    QByteArray list;
    for (int i = 0; i < 500; ++i)
        list += QByteArray::number(i) + ',';
    const auto before = parsed('[' + list + "0]");
    const auto after = parsed("[\"new\"," + list + "0]");
    QCOMPARE(makeJsonPatch(before.root(), after.root()), "[\n  { \"op\": \"add\", \"path\": \"/0\", \"value\": \"new\" }\n]");
    QCOMPARE(jsonDifferences(after.root(), before.root()).size(), 1);
}

void JsonPatchTest::everyOperationIsApplied_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QByteArray>("result");
    const auto row = [](const char *name, const char *text, const char *patch, const char *result) {
        QTest::newRow(name) << QByteArray(text) << QByteArray(patch) << QByteArray(result);
    };
    row("add", R"({"a": 10.00})", R"([{"op":"add","path":"/b","value":[1]}])", R"({"a": 10.00, "b": [1]})");
    row("add replaces", R"({"a":1})", R"([{"op":"add","path":"/a","value":2}])", R"({"a":2})");
    row("add to the end", "[1]", R"([{"op":"add","path":"/-","value":2}])", "[1,2]");
    row("add the whole", "[1]", R"([{"op":"add","path":"","value":2}])", "2");
    row("remove", R"({"a":1,"b":2})", R"([{"op":"remove","path":"/a"}])", R"({"b":2})");
    row("replace", R"({"a~/b":1})", R"([{"op":"replace","path":"/a~0~1b","value":null}])", R"({"a~/b":null})");
    row("move", R"({"a":{"x":1},"b":{}})", R"([{"op":"move","from":"/a/x","path":"/b/y"}])", R"({"a":{},"b":{"y":1}})");
    row("move in an array", "[1,2,3]", R"([{"op":"move","from":"/0","path":"/2"}])", "[2,3,1]");
    row("copy", R"({"a":[1]})", R"([{"op":"copy","from":"/a","path":"/b"}])", R"({"a":[1],"b":[1]})");
    row("test", R"({"a":1.0})", R"([{"op":"test","path":"/a","value":1},{"op":"remove","path":"/a"}])", "{}");
}

void JsonPatchTest::everyOperationIsApplied()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, patch);
    QTEST(applyJsonPatch(text, patch).value_or("refused"), "result");
}

void JsonPatchTest::patchesThatDoNotFitAreRefused_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](const char *patch, ErrorKind kind) { QTest::addRow("%s", patch) << QByteArray(patch) << kind; };
    row("{}", ErrorKind::Data);
    row("[1]", ErrorKind::Data);
    row(R"([{"op":"eat","path":""}])", ErrorKind::Data);
    row(R"([{"op":"add","path":"a","value":1}])", ErrorKind::Data);
    row(R"([{"op":"add","path":"/a"}])", ErrorKind::Data);
    row(R"([{"op":"move","path":"/a"}])", ErrorKind::Data);
    row(R"([{"op":"remove","path":"/x"}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"remove","path":""}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"add","path":"/x/y","value":1}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"add","path":"/a/3","value":1}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"add","path":"/a/01","value":1}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"add","path":"/a/18446744073709551616","value":1}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"remove","path":"/a/18446744073709551616"}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"test","path":"/a","value":[2]}])", ErrorKind::InvalidOperation);
    row(R"([{"op":"move","from":"/a","path":"/a/0"}])", ErrorKind::InvalidOperation);
}

void JsonPatchTest::patchesThatDoNotFitAreRefused()
{
    QFETCH(QByteArray, patch);
    const auto applied = applyJsonPatch(R"({"a":[1]})", patch);
    QVERIFY(!applied);
    QTEST(applied.error().kind(), "kind");
    QVERIFY(applied.error().position());
}

void JsonPatchTest::twoSidesAreCompared()
{
    const auto before = parsed(R"({"a":1,"b":2,"c":3,"d":{"e":[1,2]},"gone":0})");
    const auto mine = parsed(R"({"a":9,"b":2,"c":5,"d":{"e":[1,7]},"new":1})");
    const auto theirs = parsed(R"({"a":1,"b":8,"c":6,"d":{"e":[1,2],"f":0},"gone":0,"new":1.0})");
    using Side = JsonThreeWay::Side;
    const auto changes = jsonThreeWay(before.root(), mine.root(), theirs.root());
    QList<std::pair<QByteArray, Side>> found;
    for (const auto &change : changes)
        found.append({ change.path.join('/'), change.side });
    const QList<std::pair<QByteArray, Side>> wanted { { "a", Side::Mine }, { "b", Side::Theirs }, { "c", Side::Conflict },
        { "d/e/1", Side::Mine }, { "d/f", Side::Theirs }, { "gone", Side::Mine }, { "new", Side::Both } };
    QCOMPARE(found, wanted);
}

void JsonPatchTest::mineGoesIntoTheirs()
{
    const auto before = parsed(R"({"a":1,"b":2,"c":3,"gone":0})");
    const auto mine = parsed(R"({"a":9,"b":2,"c":5,"new":1})");
    const auto theirs = parsed(R"({"a": 1, "b": 8, "c": 6, "gone": 0})");
    const auto changes = jsonThreeWay(before.root(), mine.root(), theirs.root());
    QCOMPARE(mergeJson(theirs, changes, {}).value(), R"({"a": 9, "b": 8, "c": 6, "new": 1})");
    QCOMPARE(mergeJson(theirs, changes, { true }).value(), R"({"a": 9, "b": 8, "c": 5, "new": 1})");
}

void JsonPatchTest::deepDocumentsDoNotOverflow()
{
    constexpr int levels = 20'000;
    const auto nested = [](const QByteArray &inner) { return QByteArray("[").repeated(levels) + inner + QByteArray("]").repeated(levels); };
    const auto before = parsed(nested("1"));
    const auto after = parsed(nested("2"));
    QVERIFY(!jsonEqual(before.root(), after.root()));
    QVERIFY(jsonEqual(before.root(), parsed(nested("1.0")).root()));
    QCOMPARE(jsonDifferences(before.root(), after.root()).size(), 1);
    QCOMPARE(jsonThreeWay(before.root(), after.root(), before.root()).size(), 1);
    const auto members = [](const QByteArray &inner) { return QByteArray("{\"k\":").repeated(100'000) + inner + QByteArray("}").repeated(100'000); };
    const auto mine = parsed(members("2"));
    const auto theirs = parsed(members("3"));
    const auto both = jsonThreeWay(parsed(members("1")).root(), mine.root(), theirs.root());
    QCOMPARE(both.size(), 1);
    QCOMPARE(both.front().side, JsonThreeWay::Side::Conflict);
}

QTEST_GUILESS_MAIN(JsonPatchTest)
#include "tst_jsonpatch.moc"
