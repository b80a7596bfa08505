#include "core/documents/analysis/deviation.h"
#include "core/documents/analysis/distinctcounter.h"
#include "core/documents/analysis/documentanalyser.h"
#include "core/documents/analysis/histogram.h"
#include "core/documents/analysis/place.h"
#include "core/documents/analysis/schemadraft.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/json/jsondocument.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <numeric>

using namespace dumbo;

namespace {

DocumentProfile profileOf(const QByteArrayList &documents, const AnalysisLimits &limits = {})
{
    DocumentAnalyser analyser(limits);
    JsonReader reader;
    for (const auto &text : documents) {
        const auto document = reader.read(text);
        if (document)
            analyser.add(*document);
        else
            analyser.addInvalid();
    }
    return analyser.profile();
}

const FieldProfile &child(const FieldProfile &field, const char *key)
{
    const auto found = std::ranges::find_if(field.children, [&](const FieldProfile &each) { return !each.isElement && each.key == key; });
    if (found == field.children.end())
        qFatal("there is no \"%s\"", key);
    return *found;
}

const FieldProfile &elements(const FieldProfile &field)
{
    return *std::ranges::find_if(field.children, &FieldProfile::isElement);
}

qint64 total(const std::vector<HistogramBar> &bars)
{
    return std::accumulate(bars.begin(), bars.end(), qint64(0), [](qint64 sum, const HistogramBar &bar) { return sum + bar.count; });
}

} // namespace

class TestDocumentAnalysis : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void typesAndPresenceAreCounted();
    void elementsAreCountedByTheirArray();
    void numbersKeepTheirDigits();
    void aKeyThatStandsTwiceIsCountedOnce();
    void invalidRowsAreNoDocuments();
    void datesAreRecognised_data();
    void datesAreRecognised();
    void fewValuesAreAllNamed();
    void manyDifferentValuesAreEstimated();
    void longTextsThatBeginAlikeAreDifferent();
    void histogramsCountEveryValue_data();
    void histogramsCountEveryValue();
    void limitsHoldAndAreSaid();
    void pathsAreShallowFirstAndEachOnce();
    void aDraftSaysWhatIsThere();
    void theProfileIsJson();
    void deviatingDocumentsAreFound_data();
    void deviatingDocumentsAreFound();
};

void TestDocumentAnalysis::typesAndPresenceAreCounted()
{
    const auto profile = profileOf({ R"({"a":1,"b":"x"})", R"({"a":1.5})", R"({"a":null,"b":true})", R"({"a":[],"c":{"d":1}})" });
    QCOMPARE(profile.documents, 4);
    const auto &a = child(profile.root, "a");
    QCOMPARE(a.count, 4);
    QCOMPARE(a.presence(), 1.0);
    QCOMPARE(a.typeCount(ValueType::Integer), 1);
    QCOMPARE(a.typeCount(ValueType::Number), 1);
    QCOMPARE(a.typeCount(ValueType::Null), 1);
    QCOMPARE(a.typeCount(ValueType::Array), 1);
    QCOMPARE(child(profile.root, "b").presence(), 0.5);
    QCOMPARE(child(child(profile.root, "c"), "d").parents, 1);
    QCOMPARE(child(child(profile.root, "c"), "d").presence(), 1.0);
}

void TestDocumentAnalysis::elementsAreCountedByTheirArray()
{
    const auto profile = profileOf({ R"({"t":[1,"x",{"k":1}]})", R"({"t":[]})", R"({"t":"none"})" });
    const auto &t = child(profile.root, "t");
    QCOMPARE(t.arrayLengths.count, 2);
    QCOMPARE(t.arrayLengths.shortest, 0);
    QCOMPARE(t.arrayLengths.longest, 3);
    QCOMPARE(t.arrayLengths.average, 1.5);
    QCOMPARE(elements(t).count, 3);
    QCOMPARE(elements(t).parents, 2);
    QCOMPARE(child(elements(t), "k").parents, 1);
    QCOMPARE(filterPath(profile, { 0, 0, 0 }), DocumentPath({ "t", "k" }));
}

void TestDocumentAnalysis::numbersKeepTheirDigits()
{
    const auto profile = profileOf({ R"({"n":9007199254740993})", R"({"n":9007199254740992})", R"({"n":1e400})", R"({"n":-0.10})" });
    const auto &n = child(profile.root, "n");
    QCOMPARE(n.smallestNumber, "-0.10");
    QCOMPARE(n.largestNumber, "1e400");
    QCOMPARE(n.distinct, 4);
    QCOMPARE(total(n.numbers), 3); // infinity has no bar
}

void TestDocumentAnalysis::aKeyThatStandsTwiceIsCountedOnce()
{
    const auto profile = profileOf({ R"({"a":1,"a":"x"})", R"({"a":2})" });
    const auto &a = child(profile.root, "a");
    QCOMPARE(a.count, 2);
    QCOMPARE(a.repeated, 1);
    QCOMPARE(a.presence(), 1.0);
}

void TestDocumentAnalysis::invalidRowsAreNoDocuments()
{
    const auto profile = profileOf({ "{}", "{", "", "nil" });
    QCOMPARE(profile.documents, 1);
    QCOMPARE(profile.invalid, 3);
}

void TestDocumentAnalysis::datesAreRecognised_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isDate");
    QTest::newRow("date") << QByteArray("2024-02-29") << true;
    QTest::newRow("time") << QByteArray("2024-02-29T12:30:00.000Z") << true;
    QTest::newRow("space") << QByteArray("1999-12-31 23:59") << true;
    QTest::newRow("leap second") << QByteArray("2016-12-31T23:59:60Z") << true;
    QTest::newRow("no such day") << QByteArray("2023-02-29") << false;
    QTest::newRow("no such hour") << QByteArray("2024-01-01T25:00") << false;
    QTest::newRow("telephone") << QByteArray("0043-12-345") << false;
    QTest::newRow("longer") << QByteArray("2024-01-01-draft") << false;
    QTest::newRow("empty") << QByteArray() << false;
}

void TestDocumentAnalysis::datesAreRecognised()
{
    QFETCH(const QByteArray, text);
    QFETCH(const bool, isDate);
    QCOMPARE(dateIn(text).has_value(), isDate);
    const auto profile = profileOf({ "{\"d\":\"" + text + "\"}" });
    QCOMPARE(child(profile.root, "d").dateLike, isDate ? 1 : 0);
    QCOMPARE(total(child(profile.root, "d").dates), isDate ? 1 : 0);
}

void TestDocumentAnalysis::fewValuesAreAllNamed()
{
    QByteArrayList documents;
    for (int i = 0; i < 90; ++i)
        documents.append(i % 3 == 0 ? R"({"s":"open"})" : R"({"s":"closed"})");
    const auto profile = profileOf(documents);
    const auto &s = child(profile.root, "s");
    QCOMPARE(s.distinct, 2);
    QVERIFY(!s.distinctIsEstimate);
    QCOMPARE(s.frequent.size(), std::size_t(2));
    QCOMPARE(s.frequent[0].text, "\"closed\"");
    QCOMPARE(s.frequent[0].count, 60);
    QCOMPARE(s.frequent[1].count, 30);
}

void TestDocumentAnalysis::manyDifferentValuesAreEstimated()
{
    DistinctCounter counter;
    for (int i = 0; i < 200'000; ++i)
        counter.add(QByteArray::number(i % 50'000));
    QVERIFY(counter.isEstimate());
    QVERIFY2(counter.count() > 47'000 && counter.count() < 53'000, qPrintable(QString::number(counter.count())));
    QVERIFY(counter.mostFrequent(20).size() == 20);
}

void TestDocumentAnalysis::longTextsThatBeginAlikeAreDifferent()
{
    DistinctCounter counter;
    const QByteArray beginning(1000, 'x');
    for (int i = 0; i < 500; ++i)
        counter.add(beginning + QByteArray::number(i));
    QVERIFY2(counter.count() > 450 && counter.count() < 550, qPrintable(QString::number(counter.count())));
}

void TestDocumentAnalysis::histogramsCountEveryValue_data()
{
    QTest::addColumn<QList<double>>("values");
    QTest::newRow("one") << QList<double> { 5 };
    QTest::newRow("zero") << QList<double> { 0, 0, 0 };
    QTest::newRow("negative") << QList<double> { -3, -2.5, 0, 7 };
    QTest::newRow("far apart") << QList<double> { 1e-300, 1, 1e300 };
    QTest::newRow("large") << QList<double> { 1.7e308, -1.7e308 };
    QTest::newRow("close") << QList<double> { 1e15, 1e15 + 1, 1e15 + 2 };
}

void TestDocumentAnalysis::histogramsCountEveryValue()
{
    QFETCH(const QList<double>, values);
    Histogram histogram;
    for (const auto value : values)
        histogram.add(value);
    histogram.add(std::numeric_limits<double>::infinity());
    const auto bars = histogram.bars();
    QVERIFY(bars.size() <= 64);
    QCOMPARE(total(bars), values.size());
    for (const auto value : values)
        QVERIFY(std::ranges::any_of(bars, [&](const HistogramBar &bar) { return bar.count > 0 && bar.from <= value && value < bar.to; }));
}

void TestDocumentAnalysis::limitsHoldAndAreSaid()
{
    QByteArray wide = "{";
    for (int i = 0; i < 100; ++i)
        wide += (i > 0 ? ",\"k" : "\"k") + QByteArray::number(i) + "\":1";
    wide += '}';
    const auto profile = profileOf({ wide }, { .places = 1000, .depth = 5, .children = 10 });
    QCOMPARE(profile.root.children.size(), std::size_t(10));
    QVERIFY(profile.root.isCut);
    const auto deep = profileOf({ QByteArray(1000, '[') + QByteArray(1000, ']') }, { .places = 1000, .depth = 5, .children = 10 });
    QCOMPARE(deep.documents, 1);
    QVERIFY(deep.root.children[0].children[0].children[0].children[0].children[0].isCut);
}

void TestDocumentAnalysis::pathsAreShallowFirstAndEachOnce()
{
    const auto profile = profileOf({ R"({"a":{"x":1},"b":2})", R"({"a":[{"x":2},{"y":3}]})" });
    const std::vector<DocumentPath> expected { { "a" }, { "b" }, { "a", "x" }, { "a", "y" } };
    QCOMPARE(profilePaths(profile), expected);
}

void TestDocumentAnalysis::aDraftSaysWhatIsThere()
{
    QByteArrayList documents;
    for (int i = 0; i < 40; ++i)
        documents.append(R"({"_id":"u)" + QByteArray::number(i) + R"(","z":)" + QByteArray::number(i) + R"(,"state":")"
            + (i % 2 ? "on" : "off") + R"(","tags":["a",1],"at":"2024-01-02T03:04:05.006Z","sub":{"n":1.5}})");
    documents.append(R"({"_id":"last","z":1,"state":"on","at":"2024-01-02T03:04:05Z","big":18446744073709551616})");
    const auto text = draftSchema(profileOf(documents), { .ranges = true });
    const auto schema = QJsonDocument::fromJson(text).object();
    QVERIFY2(!schema.isEmpty(), text.constData());
    QCOMPARE(schema[u"$schema"].toString(), QStringLiteral("https://json-schema.org/draft/2020-12/schema"));
    QCOMPARE(schema[u"type"].toString(), QStringLiteral("object"));
    QCOMPARE(schema[u"required"].toArray(), QJsonArray({ QStringLiteral("_id"), QStringLiteral("z"), QStringLiteral("state"), QStringLiteral("at") }));
    const auto properties = schema[u"properties"].toObject();
    QCOMPARE(properties[u"z"].toObject()[u"type"].toString(), QStringLiteral("integer"));
    QCOMPARE(properties[u"z"].toObject()[u"maximum"].toInt(), 39);
    QCOMPARE(properties[u"big"].toObject()[u"type"].toString(), QStringLiteral("number"));
    QCOMPARE(properties[u"state"].toObject()[u"enum"].toArray(), QJsonArray({ QStringLiteral("off"), QStringLiteral("on") }));
    QCOMPARE(properties[u"at"].toObject()[u"format"].toString(), QStringLiteral("date-time"));
    QCOMPARE(properties[u"tags"].toObject()[u"items"].toObject()[u"type"].toArray(), QJsonArray({ QStringLiteral("integer"), QStringLiteral("string") }));
    QCOMPARE(properties[u"sub"].toObject()[u"required"].toArray(), QJsonArray({ QStringLiteral("n") }));
}

void TestDocumentAnalysis::theProfileIsJson()
{
    auto profile = profileOf({ R"({"a":[{"b":"x"}]})" });
    profile.isSample = true;
    const auto object = QJsonDocument::fromJson(profileJson(profile)).object();
    QCOMPARE(object[u"documents"].toInt(), 1);
    QVERIFY(object[u"sampled"].toBool());
    QStringList paths;
    for (const auto &field : object[u"fields"].toArray())
        paths.append(field.toObject()[u"path"].toString());
    QCOMPARE(paths, QStringList({ QString(), QStringLiteral("a"), QStringLiteral("a[]"), QStringLiteral("a[].b") }));
}

void TestDocumentAnalysis::deviatingDocumentsAreFound_data()
{
    QTest::addColumn<QByteArray>("usual");
    QTest::addColumn<QByteArray>("unusual");
    QTest::addColumn<std::vector<int>>("place");
    const auto row = [](const char *name, const char *usual, const char *unusual, const std::vector<int> &place) {
        QTest::newRow(name) << QByteArray(usual) << QByteArray(unusual) << place;
    };
    row("type", R"({"a":1})", R"({"a":"1"})", { 0 });
    row("missing", R"({"a":1})", "{}", { 0 });
    row("null", R"({"a":"x"})", R"({"a":null})", { 0 });
    row("an array of the same", R"({"a":1})", R"({"a":[1]})", { 0 });
    row("nested", R"({"o":{"a":1}})", R"({"o":{"a":"x"}})", { 0, 0 });
    row("missing below", R"({"o":{"a":1}})", R"({"o":{}})", { 0, 0 });
    row("element", R"({"a":[1,2]})", R"({"a":[1,"x"]})", { 0, 0 });
    row("below an element", R"({"a":[{"k":1}]})", R"({"a":[{"k":1},{"k":true}]})", { 0, 0, 0 });
    row("missing in an element", R"({"a":[{"k":1}]})", R"({"a":[{"k":1},{}]})", { 0, 0, 0 });
    row("arrays in arrays", R"({"a":[[1],[2]]})", R"({"a":[[1],["x"]]})", { 0, 0, 0 });
}

void TestDocumentAnalysis::deviatingDocumentsAreFound()
{
    QFETCH(const QByteArray, usual);
    QFETCH(const QByteArray, unusual);
    QFETCH(const std::vector<int>, place);
    const QByteArrayList same(20, usual);
    QVERIFY(!deviation(profileOf(same), place));
    const auto found = deviation(profileOf(same + QByteArrayList { unusual }), place);
    QVERIFY(found);
    QCOMPARE(found->values + found->missing, 1);
    const auto text = filterText(found->filter);
    const auto filter = parseFilter(text);
    QVERIFY2(filter, text.constData());
    const auto matcher = FilterMatcher::create(*filter);
    QVERIFY2(*matcher->matches(unusual), text.constData());
    QVERIFY2(!*matcher->matches(usual), text.constData());
}

QTEST_GUILESS_MAIN(TestDocumentAnalysis)
#include "tst_documentanalysis.moc"
