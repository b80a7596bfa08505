#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/documents/query/pipeline.h"
#include "core/json/jsondocument.h"

#include <QTest>

using namespace dumbo;

class PipelineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stagesRunAsMongoDbRunsThem_data();
    void stagesRunAsMongoDbRunsThem();
    void theFrontBecomesAQuery_data();
    void theFrontBecomesAQuery();
    void aCountAtTheEndIsSaid();
    void lookupsJoinWhatIsEqual_data();
    void lookupsJoinWhatIsEqual();
    void lookupsAskForManyAtOnce();
    void aLimitEndsTheRunEarly();
    void whatNeedsTooMuchMemoryIsAnError_data();
    void whatNeedsTooMuchMemoryIsAnError();
    void aSortWithALimitKeepsOnlyWhatItNeeds();
    void whatIsWrongIsRefusedAtItsPosition_data();
    void whatIsWrongIsRefusedAtItsPosition();
    void aWrongPatternFailsTheRun();
    void aPatternThatGivesUpFailsTheRun();
};

namespace {

/// All of it in the client: a $unwind of what is no array changes nothing, and lets nothing be taken in front of it.
QByteArrayList run(const QByteArray &stages, const QByteArrayList &documents, PipelineOptions options = {})
{
    const auto pipeline = DocumentPipeline::parse("[{$unwind: {path: '$no', preserveNullAndEmptyArrays: true}}," + stages + "]");
    if (!pipeline)
        return { "refused: " + pipeline.error().message().toUtf8() };
    QByteArrayList results;
    const auto run = pipeline->start(options, [&results](const QByteArray &document) {
        results += document;
        return true;
    });
    for (const auto &text : documents) {
        const auto document = JsonDocument::parse(text);
        const auto more = run->add(document->root());
        if (!more)
            return { "failed: " + more.error().message().toUtf8() };
        if (!*more)
            break;
    }
    if (const auto finished = run->finish(); !finished)
        return { "failed: " + finished.error().message().toUtf8() };
    return results;
}

const QByteArrayList sales { R"({"_id":1,"item":"abc","price":10,"quantity":2})", R"({"_id":2,"item":"jkl","price":20.5,"quantity":1})",
    R"({"_id":3,"item":"xyz","price":5,"quantity":10})", R"({"_id":4,"item":"abc","price":10.00,"quantity":"many"})", R"({"_id":5,"price":null})" };

} // namespace

void PipelineTest::stagesRunAsMongoDbRunsThem_data()
{
    QTest::addColumn<QByteArray>("stages");
    QTest::addColumn<QByteArrayList>("documents");
    QTest::addColumn<QByteArrayList>("expected");
    const auto row = [](const char *stages, const QByteArrayList &documents, const QByteArrayList &expected) {
        QTest::addRow("%s of %s", stages, documents.value(0).constData()) << QByteArray(stages) << documents << expected;
    };
    row("{$match: {price: {$gte: 10}}}, {$project: {_id: 1}}", sales, { R"({"_id":1})", R"({"_id":2})", R"({"_id":4})" });
    row("{$sort: {price: -1, _id: 1}}, {$skip: 1}, {$limit: 2}, {$project: {_id: 1}}", sales, { R"({"_id":1})", R"({"_id":4})" });
    row("{$limit: 2}, {$count: 'n'}", sales, { R"({"n":2})" });
    row("{$match: {a: 1}}, {$count: 'n'}", sales, {});
    row("{$skip: 4}", sales, { sales[4] });
    row("{$skip: 9}", sales, {});
    // $group
    row("{$group: {_id: '$item', n: {$sum: 1}, q: {$sum: '$quantity'}, p: {$avg: '$price'}}}", sales,
        { R"({"_id":"abc","n":2,"q":2,"p":10})", R"({"_id":"jkl","n":1,"q":1,"p":20.5})", R"({"_id":"xyz","n":1,"q":10,"p":5})",
            R"({"_id":null,"n":1,"q":0,"p":null})" });
    row("{$group: {_id: null, n: {$count: {}}, min: {$min: '$price'}, max: {$max: '$price'}}}", sales,
        { R"({"_id":null,"n":5,"min":5,"max":20.5})" });
    row("{$group: {_id: null, first: {$first: '$item'}, last: {$last: '$item'}, all: {$push: '$item'}, set: {$addToSet: '$item'}}}", sales,
        { R"({"_id":null,"first":"abc","last":null,"all":["abc","jkl","xyz","abc"],"set":["abc","jkl","xyz"]})" });
    row("{$group: {_id: '$a', n: {$sum: 1}}}", { R"({"a":1})", R"({"a":1.0})", R"({"a":null})", R"({})", R"({"a":[1]})", R"({"a":"1"})" },
        { R"({"_id":1,"n":2})", R"({"_id":null,"n":2})", R"({"_id":[1],"n":1})", R"({"_id":"1","n":1})" });
    row("{$group: {_id: {x: '$a', y: '$b.c'}, n: {$sum: 1}}}", { R"({"a":1,"b":{"c":2}})", R"({"a":1.0,"b":{"c":2}})", R"({"b":[{"c":3},{"c":4}]})" },
        { R"({"_id":{"x":1,"y":2},"n":2})", R"({"_id":{"y":[3,4]},"n":1})" });
    row("{$group: {_id: null, s: {$sum: '$a'}}}", { R"({"a":0.1})", R"({"a":0.2})", R"({"a":9223372036854775807})", R"({"a":1})", R"({"a":1e20})", R"({"a":[5]})" },
        { R"({"_id":null,"s":109223372036854775808.3})" });
    row("{$group: {_id: null, a: {$avg: '$a'}}}", { R"({"a":1})", R"({"a":0})", R"({"a":0})" },
        { R"({"_id":null,"a":0.3333333333333333333333333333333333})" });
    row("{$group: {_id: null, min: {$min: '$a'}, max: {$max: '$a'}}}", { R"({"a":null})", R"({"a":"x"})", R"({"a":5})", R"({"a":[1]})", R"({})" },
        { R"({"_id":null,"min":5,"max":[1]})" });
    row("{$group: {_id: null, all: {$push: '$$ROOT'}}}", { R"({"a":1})", R"({"b":[2]})" }, { R"({"_id":null,"all":[{"a":1},{"b":[2]}]})" });
    row("{$group: {_id: null, all: {$push: {x: '$a', y: ['$b', 'c', null]}}}}", { R"({"a":1})", R"({"b":2})" },
        { R"({"_id":null,"all":[{"x":1,"y":[null,"c",null]},{"y":[2,"c",null]}]})" });
    row("{$group: {_id: '$a'}}", {}, {});
    row("{$group: {_id: '$item', n: {$sum: 1}}}, {$match: {n: {$gt: 1}}}", sales, { R"({"_id":"abc","n":2})" });
    // $unwind
    row("{$unwind: '$s'}", { R"({"_id":1,"s":["S", "M"],"x":{ }})", R"({"_id":2,"s":"L"})", R"({"_id":3,"s":[]})", R"({"_id":4})", R"({"_id":5,"s":null})" },
        { R"({"_id":1,"s":"S","x":{ }})", R"({"_id":1,"s":"M","x":{ }})", R"({"_id":2,"s":"L"})" });
    row("{$unwind: {path: '$s', preserveNullAndEmptyArrays: true}}", { R"({"_id":1,"s":["S"]})", R"({"_id":3,"s":[]})", R"({"_id":4})", R"({"_id":5,"s":null})" },
        { R"({"_id":1,"s":"S"})", R"({"_id":3})", R"({"_id":4})", R"({"_id":5,"s":null})" });
    row("{$unwind: {path: '$s', includeArrayIndex: 'i'}}", { R"({"s":["S","M"]})", R"({"s":"L"})" },
        { R"({"s":"S","i":0})", R"({"s":"M","i":1})", R"({"s":"L","i":null})" });
    row("{$unwind: {path: '$s', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true}}", { R"({"s":[]})", R"({"i":7})" }, { R"({"i":null})", R"({"i":null})" });
    row("{$unwind: '$a.b'}", { R"({"a":{"b":[1,[2]],"c":3}})", R"({"a":[{"b":[1]}]})" }, { R"({"a":{"b":1,"c":3}})", R"({"a":{"b":[2],"c":3}})" });
    // $project
    row("{$project: {a: '$b.c', d: 1, _id: 0}}", { R"({"_id":1,"b":{"c":2},"d":3,"e":4})", R"({"d":3})" }, { R"({"d":3,"a":2})", R"({"d":3})" });
    row("{$project: {_id: '$a', b: {$literal: 1}, c: ['$a', 1], d: {$literal: '$x'}}}", { R"({"_id":1,"a":2})" },
        { R"({"_id":2,"b":1,"c":[2,1],"d":"$x"})" });
    row("{$project: {a: {b: '$x', c: 1}}}", { R"({"_id":1,"x":5,"a":{"c":2,"d":3}})" }, { R"({"_id":1,"a":{"c":2,"b":5}})" });
    row("{$project: {'a.b': '$x'}}", { R"({"x":5,"a":[{"c":2},1]})", R"({"x":5})" }, { R"({"a":{"b":5}})", R"({"a":{"b":5}})" });
    row("{$project: {a: 'text'}}", { R"({"b":1})" }, { R"({"a":"text"})" });
    row("{$project: {a: 0, 'b.c': 0}}", { R"({"a":1,"b":{"c":1.00,"d":1e400}})" }, { R"({"b":{"d":1e400}})" });
    row("{$sort: {a: 1}}", { R"({"a":2,"n":1})", R"({"a":1,"n":2})", R"({"a":2.0,"n":3})" }, { R"({"a":1,"n":2})", R"({"a":2,"n":1})", R"({"a":2.0,"n":3})" });
}

void PipelineTest::stagesRunAsMongoDbRunsThem()
{
    QFETCH(QByteArray, stages);
    QFETCH(QByteArrayList, documents);
    QFETCH(QByteArrayList, expected);
    QCOMPARE(run(stages, documents), expected);
}

void PipelineTest::theFrontBecomesAQuery_data()
{
    QTest::addColumn<QByteArray>("pipeline");
    QTest::addColumn<DocumentQuery>("front");
    QTest::addColumn<bool>("hasRest");
    const auto filter = [](const char *text) { return *parseFilter(text); };
    DocumentQuery query;
    QTest::newRow("nothing") << QByteArray("[]") << query << false;
    query.filter.position = 11;
    query.sort = { { { "a" }, true } };
    query.skip = 5;
    query.limit = 10;
    query.filter = filter("           {}");
    QTest::newRow("sort, skip and limit") << QByteArray("[{$match: {}}, {$sort: {a: -1}}, {$skip: 2}, {$skip: 3}, {$limit: 20}, {$limit: 10}]") << query << false;
    query.skip = 7;
    query.limit = 8;
    QTest::newRow("a skip behind a limit") << QByteArray("[{$match: {}}, {$sort: {a: -1}}, {$skip: 5}, {$limit: 10}, {$skip: 2}]") << query << false;
    QTest::newRow("a match behind a limit is not moved")
        << QByteArray("[{$match: {}}, {$sort: {a: -1}}, {$skip: 5}, {$limit: 10}, {$skip: 2}, {$match: {a: 1}}]") << query << true;
    QTest::newRow("a sort behind a limit is not moved")
        << QByteArray("[{$match: {}}, {$sort: {a: -1}}, {$skip: 5}, {$limit: 10}, {$skip: 2}, {$sort: {b: 1}}]") << query << true;
    query.projection = { DocumentProjection::Mode::Include, { { "a" } }, true };
    QTest::newRow("a projection is the end")
        << QByteArray("[{$match: {}}, {$sort: {a: -1}}, {$skip: 5}, {$limit: 10}, {$skip: 2}, {$project: {a: 1}}, {$limit: 1}]") << query << true;
}

void PipelineTest::theFrontBecomesAQuery()
{
    QFETCH(QByteArray, pipeline);
    QFETCH(DocumentQuery, front);
    QFETCH(bool, hasRest);
    const auto parsed = DocumentPipeline::parse(pipeline);
    QVERIFY(parsed);
    auto query = parsed->front();
    query.filter.position = front.filter.position;
    QVERIFY(query == front);
    QCOMPARE(parsed->hasRest(), hasRest);
    QCOMPARE(parsed->reasons().isEmpty(), !hasRest);
}

void PipelineTest::aCountAtTheEndIsSaid()
{
    const auto counted = DocumentPipeline::parse("[{$match: {a: 1}}, {$match: {b: 2}}, {$count: 'n'}]");
    QVERIFY(counted);
    QCOMPARE(counted->countedAs(), "n");
    QVERIFY(!counted->hasRest());
    QCOMPARE(filterText(counted->front().filter), R"({"a": 1, "b": 2})");
    QVERIFY(!DocumentPipeline::parse("[{$count: 'n'}, {$match: {n: 1}}]")->countedAs());
    QVERIFY(!DocumentPipeline::parse("[{$project: {a: 1}}, {$count: 'n'}]")->countedAs());
    QCOMPARE(DocumentPipeline::parse("[{$lookup: {from: 'x', localField: 'a', foreignField: 'b', as: 'c'}}]")->collections(), QByteArrayList { "x" });
}

namespace {

/// Another collection, looked through by a filter as an engine does it.
DocumentLookup lookupIn(const QByteArrayList &documents, int *questions = nullptr)
{
    return [documents, questions](const QByteArray &collection, const DocumentPath &field, const std::vector<QByteArray> &values,
               const std::function<void(const QByteArray &)> &found) -> Result<void> {
        if (questions)
            ++*questions;
        if (collection != "others")
            return fail(ErrorKind::NotFound, collection);
        DocumentFilter filter;
        filter.kind = DocumentFilter::Kind::In;
        filter.path = field;
        filter.values = values;
        const auto matcher = FilterMatcher::create(filter);
        for (const auto &document : documents) {
            if (*matcher->matches(QByteArrayView(document)))
                found(document);
        }
        return {};
    };
}

} // namespace

void PipelineTest::lookupsJoinWhatIsEqual_data()
{
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *document, const char *expected) { QTest::newRow(document) << QByteArray(document) << QByteArray(expected); };
    row(R"({"a":1})", R"({"a":1,"o":[{"k":1},{"k":[1,2]}]})");
    row(R"({"a":1.0})", R"({"a":1.0,"o":[{"k":1},{"k":[1,2]}]})");
    row(R"({"a":[2,"x"]})", R"({"a":[2,"x"],"o":[{"k":[1,2]},{"k":"x"}]})");
    row(R"({"a":null})", R"({"a":null,"o":[{"k":null},{}]})");
    row(R"({})", R"({"o":[{"k":null},{}]})");
    row(R"({"a":7,"o":5,"p":6})", R"({"a":7,"o":[],"p":6})");
    row(R"({"a":[]})", R"({"a":[],"o":[]})");
}

void PipelineTest::lookupsJoinWhatIsEqual()
{
    QFETCH(QByteArray, document);
    QFETCH(QByteArray, expected);
    PipelineOptions options;
    options.lookup = lookupIn({ R"({"k":1})", R"({"k":[1,2]})", R"({"k":"x"})", R"({"k":null})", "{}" });
    QCOMPARE(run("{$lookup: {from: 'others', localField: 'a', foreignField: 'k', as: 'o'}}", { document }, options), QByteArrayList { expected });
}

void PipelineTest::lookupsAskForManyAtOnce()
{
    int questions = 0;
    PipelineOptions options;
    options.lookup = lookupIn({ R"({"k":1})" }, &questions);
    options.lookupBatch = 10;
    QByteArrayList documents;
    for (int i = 0; i < 25; ++i)
        documents += "{\"a\":" + QByteArray::number(i % 2) + '}';
    const auto results = run("{$lookup: {from: 'others', localField: 'a', foreignField: 'k', as: 'o'}}", documents, options);
    QCOMPARE(results.size(), 25);
    QCOMPARE(results[0], R"({"a":0,"o":[]})");
    QCOMPARE(results[1], R"({"a":1,"o":[{"k":1}]})");
    QCOMPARE(questions, 3);
    QVERIFY(run("{$lookup: {from: 'x', localField: 'a', foreignField: 'k', as: 'o'}}", documents, options).value(0).startsWith("failed"));
    QVERIFY(run("{$lookup: {from: 'x', localField: 'a', foreignField: 'k', as: 'o'}}", documents).value(0).startsWith("failed"));
}

void PipelineTest::aLimitEndsTheRunEarly()
{
    const auto pipeline = DocumentPipeline::parse("[{$unwind: '$a'}, {$limit: 3}]");
    QVERIFY(pipeline);
    int given = 0;
    const auto run = pipeline->start({}, [&given](const QByteArray &) { return ++given > 0; });
    const auto document = JsonDocument::parse(R"({"a":[1,2]})");
    QVERIFY(*run->add(document->root()));
    QVERIFY(!*run->add(document->root()));
    QVERIFY(run->finish());
    QCOMPARE(given, 3);
    const auto once = pipeline->start({}, [&given](const QByteArray &) { return ++given < 0; });
    QVERIFY(!*once->add(document->root()));
    QCOMPARE(given, 4);
}

void PipelineTest::whatNeedsTooMuchMemoryIsAnError_data()
{
    QTest::addColumn<QByteArray>("stage");
    QTest::newRow("sort") << QByteArray("{$sort: {a: 1}}");
    QTest::newRow("group") << QByteArray("{$group: {_id: '$a'}}");
    QTest::newRow("push") << QByteArray("{$group: {_id: null, all: {$push: '$$ROOT'}}}");
    QTest::newRow("addToSet") << QByteArray("{$group: {_id: null, all: {$addToSet: '$a'}}}");
}

void PipelineTest::whatNeedsTooMuchMemoryIsAnError()
{
    QFETCH(QByteArray, stage);
    QByteArrayList documents;
    for (int i = 0; i < 2000; ++i)
        documents += "{\"a\":\"" + QByteArray::number(i).rightJustified(50, 'x') + "\"}";
    PipelineOptions options;
    options.memory = 64 * 1024;
    const auto pipeline = DocumentPipeline::parse("[{$unwind: '$a'}, " + stage + "]");
    QVERIFY(pipeline);
    const auto run = pipeline->start(options, [](const QByteArray &) { return true; });
    Result<bool> added = true;
    for (qsizetype i = 0; added && i < documents.size(); ++i)
        added = run->add(JsonDocument::parse(documents[i])->root());
    QVERIFY(!added);
    QCOMPARE(added.error().kind(), ErrorKind::InsufficientResources);
}

void PipelineTest::aSortWithALimitKeepsOnlyWhatItNeeds()
{
    QByteArrayList documents;
    for (int i = 0; i < 20000; ++i)
        documents += "{\"a\":" + QByteArray::number(i * 7919 % 20000) + '}';
    PipelineOptions options;
    options.memory = 1024 * 1024;
    QCOMPARE(run("{$sort: {a: 1}}, {$skip: 1}, {$limit: 2}", documents, options), (QByteArrayList { R"({"a":1})", R"({"a":2})" }));
}

void PipelineTest::whatIsWrongIsRefusedAtItsPosition_data()
{
    QTest::addColumn<QByteArray>("pipeline");
    QTest::addColumn<int>("position");
    const auto row = [](const char *pipeline, int position) { QTest::newRow(pipeline) << QByteArray(pipeline) << position; };
    row("", 0);
    row("{$match: {}}", 0);
    row("[5]", 1);
    row("[{}]", 1);
    row("[{$match: {}, $sort: {a: 1}}]", 1);
    row("[{$foo: 1}]", 2);
    row("[{$match: 5}]", 10);
    row("[{$match: {a: {$foo: 1}}}]", 15);
    row("[{$sort: {}}]", 9);
    row("[{$sort: {a: 2}}]", 13);
    row("[{$skip: -1}]", 9);
    row("[{$limit: 0}]", 10);
    row("[{$limit: 1.5}]", 10);
    row("[{$count: ''}]", 10);
    row("[{$count: '$a'}]", 10);
    row("[{$group: {}}]", 10);
    row("[{$group: {_id: {$year: '$a'}}}]", 17);
    row("[{$group: {_id: null, n: 1}}]", 25);
    row("[{$group: {_id: null, n: {$foo: 1}}}]", 26);
    row("[{$group: {_id: null, 'a.b': {$sum: 1}}}]", 22);
    row("[{$group: {_id: null, n: {$count: 1}}}]", 34);
    row("[{$group: {_id: '$$NOW'}}]", 16);
    row("[{$unwind: 'a'}]", 11);
    row("[{$unwind: {path: '$a', foo: 1}}]", 24);
    row("[{$lookup: {from: 'a', localField: 'b', as: 'c'}}]", 11);
    row("[{$lookup: {from: 'a', pipeline: []}}]", 23);
    row("[{$project: {}}]", 12);
    row("[{$project: {a: 1, b: 0}}]", 19);
    row("[{$project: {a: '$b', c: 0}}]", 22);
    row("[{$project: {a: {$add: [1, 2]}}}]", 17);
    row("[{$project: {a: '$b', 'a.c': 1}}]", 22);
}

void PipelineTest::whatIsWrongIsRefusedAtItsPosition()
{
    QFETCH(QByteArray, pipeline);
    QFETCH(int, position);
    const auto parsed = DocumentPipeline::parse(pipeline);
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().kind(), ErrorKind::Data);
    QCOMPARE(parsed.error().position(), position);
}

void PipelineTest::aPatternThatGivesUpFailsTheRun()
{
    const auto results = run("{$match: {a: {$not: /^(x+)+$/}}}", { "{\"a\":1}", "{\"a\":\"" + QByteArray(60, 'x') + "y\"}" });
    QCOMPARE(results.size(), 1);
    QVERIFY2(results.front().startsWith("failed: "), results.front().constData());
}

void PipelineTest::aWrongPatternFailsTheRun()
{
    QVERIFY(run("{$match: {a: /(/}}", { "{}" }).value(0).startsWith("failed"));
}

QTEST_APPLESS_MAIN(PipelineTest)
#include "tst_pipeline.moc"
