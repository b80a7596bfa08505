#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"

#include <QTest>

using namespace dumbo;

class MatcherTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filtersMatchAsMongoDbSays_data();
    void filtersMatchAsMongoDbSays();
    void aFilterAndItsTextMatchTheSame_data() { filtersMatchAsMongoDbSays_data(); }
    void aFilterAndItsTextMatchTheSame();
    void rulesOfADatabaseCount_data();
    void rulesOfADatabaseCount();
    void aWrongPatternIsRefusedAtItsPosition();
    void aPatternThatGivesUpIsNoAnswer_data();
    void aPatternThatGivesUpIsNoAnswer();
    void patternsReadTextsWithHalvesOfCharacters();
    void deepDocumentsDoNotOverflowTheStack();
};

namespace {

bool matches(const QByteArray &filter, const QByteArray &document, const DocumentRules &rules = {})
{
    const auto parsed = parseFilter(filter);
    if (!parsed)
        qFatal("%s: %s", filter.constData(), qPrintable(parsed.error().message()));
    const auto matcher = FilterMatcher::create(*parsed, rules);
    if (!matcher)
        qFatal("%s: %s", filter.constData(), qPrintable(matcher.error().message()));
    const auto result = matcher->matches(QByteArrayView(document));
    if (!result)
        qFatal("%s: %s", document.constData(), qPrintable(result.error().message()));
    return *result;
}

struct Case {
    const char *filter;
    const char *yes; ///< documents one a line
    const char *no;
};

const Case cases[] = {
    { "{}", "{}\n{\"a\":1}", "" },
    { "", "{}", "" },
    // Equality, numbers as decimals.
    { "{a: 1}", "{\"a\":1}\n{\"a\":1.0}\n{\"a\":10e-1}\n{\"a\":[1]}\n{\"a\":[2,1.00]}", "{}\n{\"a\":2}\n{\"a\":\"1\"}\n{\"a\":[[1]]}\n{\"a\":true}" },
    { "{a: 0}", "{\"a\":0}\n{\"a\":-0}\n{\"a\":0.00}\n{\"a\":0e99}", "{\"a\":false}\n{\"a\":null}\n{}" },
    { "{a: 9223372036854775808}", "{\"a\":9223372036854775808}\n{\"a\":9223372036854775808.0}", "{\"a\":9223372036854775807}\n{\"a\":9223372036854775809}" },
    { "{a: {$gt: 9223372036854775807}}", "{\"a\":9223372036854775808}\n{\"a\":1e400}\n{\"a\":9223372036854775807.1}", "{\"a\":9223372036854775807}\n{\"a\":-1e400}" },
    { "{a: {$lt: 1e400}}", "{\"a\":9e399}\n{\"a\":-1e500}\n{\"a\":0}", "{\"a\":1e400}\n{\"a\":10e399}\n{\"a\":1e401}" },
    { "{a: {$gt: -1e-400}}", "{\"a\":0}\n{\"a\":-1e-401}", "{\"a\":-1e-400}\n{\"a\":-1e-399}" },
    { "{a: 0.1}", "{\"a\":0.10}\n{\"a\":1e-1}", "{\"a\":0.1000000000000000055511151231257827}" },
    { "{a: 1e99999999999999999999}", "{\"a\":1e99999999999999999999}", "{\"a\":1}" },
    // Texts by bytes.
    { "{a: 'x'}", "{\"a\":\"x\"}\n{\"a\":\"\\u0078\"}\n{\"a\":[\"x\"]}", "{\"a\":\"X\"}\n{\"a\":\"x \"}\n{\"a\":[[\"x\"]]}" },
    { "{a: {$gt: 'b'}}", "{\"a\":\"ba\"}\n{\"a\":\"c\"}\n{\"a\":\"\xc3\xa4\"}", "{\"a\":\"b\"}\n{\"a\":\"B\"}\n{\"a\":5}\n{\"a\":{}}\n{}" },
    { "{a: {$lt: '\\u{10000}'}}", "{\"a\":\"\xef\xbf\xbd\"}", "{\"a\":\"\xf0\x90\x80\x80\"}" },
    { "{a: ''}", "{\"a\":\"\"}", "{}\n{\"a\":null}" },
    { "{a: '\\u0000'}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\"}" },
    { "{a: '\\ud800'}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud801\"}\n{\"a\":\"\xef\xbf\xbd\"}" },
    // Missing and null.
    { "{a: null}", "{}\n{\"a\":null}\n{\"a\":[null]}\n{\"a\":[1,null]}", "{\"a\":0}\n{\"a\":[]}\n{\"a\":\"\"}\n{\"a\":false}\n{\"a\":[[null]]}\n{\"a\":{}}" },
    { "{a: {$ne: null}}", "{\"a\":0}\n{\"a\":[]}", "{}\n{\"a\":null}\n{\"a\":[null]}" },
    { "{a: {$gte: null}}", "{}\n{\"a\":null}", "{\"a\":0}\n{\"a\":[]}" },
    { "{a: {$lte: null}}", "{}\n{\"a\":null}", "{\"a\":0}" },
    { "{a: {$gt: null}}", "", "{}\n{\"a\":null}\n{\"a\":1}" },
    { "{a: {$lt: null}}", "", "{}\n{\"a\":null}" },
    { "{a: {$exists: true}}", "{\"a\":null}\n{\"a\":[]}\n{\"a\":0}", "{}\n{\"b\":1}" },
    { "{a: {$exists: false}}", "{}\n{\"b\":{\"a\":1}}", "{\"a\":null}" },
    { "{a: {$exists: 1}}", "{\"a\":null}", "{}" },
    { "{'a.b': null}", "{}\n{\"a\":4}\n{\"a\":null}\n{\"a\":{}}\n{\"a\":{\"b\":null}}\n{\"a\":[{}]}\n{\"a\":[{\"b\":1},{}]}\n{\"a\":[{\"b\":[null]}]}",
        "{\"a\":[]}\n{\"a\":[1,\"x\"]}\n{\"a\":[null]}\n{\"a\":[[]]}\n{\"a\":[[{}]]}\n{\"a\":{\"b\":1}}\n{\"a\":[{\"b\":1}]}" },
    { "{'a.b': {$exists: false}}", "{}\n{\"a\":[]}\n{\"a\":[1]}\n{\"a\":{}}\n{\"a\":[{}]}\n{\"a\":[[{\"b\":1}]]}", "{\"a\":{\"b\":null}}\n{\"a\":[{},{\"b\":1}]}" },
    { "{'a.b': {$ne: 1}}", "{}\n{\"a\":[]}\n{\"a\":[{\"b\":2}]}", "{\"a\":[{\"b\":2},{\"b\":1}]}\n{\"a\":{\"b\":[1]}}" },
    // Bracketing by type.
    { "{a: {$gt: 5}}", "{\"a\":6}\n{\"a\":[1,6]}\n{\"a\":10}", "{\"a\":5}\n{\"a\":\"6\"}\n{\"a\":[[6]]}\n{\"a\":{}}\n{\"a\":true}\n{}\n{\"a\":null}" },
    { "{a: {$gte: 5, $lt: 7}}", "{\"a\":5}\n{\"a\":6.99}\n{\"a\":[1,9]}\n{\"a\":[5]}", "{\"a\":7}\n{\"a\":[8,9]}\n{\"a\":[1]}" },
    { "{a: {$lt: true}}", "{\"a\":false}", "{\"a\":true}\n{\"a\":0}\n{}" },
    { "{a: {$gte: false}}", "{\"a\":false}\n{\"a\":true}\n{\"a\":[true]}", "{\"a\":1}" },
    { "{a: {$ne: 5}}", "{}\n{\"a\":6}\n{\"a\":\"5\"}\n{\"a\":[[5]]}", "{\"a\":5}\n{\"a\":[1,5]}" },
    // Objects: exact.
    { "{a: {x: 1, y: 2}}", "{\"a\":{\"x\":1,\"y\":2}}\n{\"a\":{\"x\":1.0, \"y\" : 2}}\n{\"a\":[{\"x\":1,\"y\":2}]}", "{\"a\":{\"y\":2,\"x\":1}}\n{\"a\":{\"x\":1}}\n{\"a\":{\"x\":1,\"y\":2,\"z\":3}}\n{\"a\":[[{\"x\":1,\"y\":2}]]}" },
    { "{a: {}}", "{\"a\":{}}\n{\"a\":[{}]}", "{\"a\":{\"x\":1}}\n{}\n{\"a\":[]}\n{\"a\":null}" },
    { "{a: {$gt: {x: 1}}}", "{\"a\":{\"x\":2}}\n{\"a\":{\"x\":1,\"y\":0}}\n{\"a\":{\"y\":1}}\n{\"a\":{\"x\":\"\"}}\n{\"a\":{\"a\":\"\"}}", "{\"a\":{\"x\":1}}\n{\"a\":{}}\n{\"a\":{\"w\":9}}\n{\"a\":{\"z\":null}}\n{\"a\":5}" },
    { "{a: {$lt: {}}}", "", "{\"a\":{}}\n{}" },
    // Arrays: the whole, or as an element.
    { "{a: [1, 2]}", "{\"a\":[1,2]}\n{\"a\":[1.0,2]}\n{\"a\":[[1,2]]}\n{\"a\":[0,[1,2],3]}", "{\"a\":[2,1]}\n{\"a\":[1,2,3]}\n{\"a\":1}\n{\"a\":[[[1,2]]]}" },
    { "{a: []}", "{\"a\":[]}\n{\"a\":[[]]}\n{\"a\":[1,[]]}", "{}\n{\"a\":[1]}\n{\"a\":[[1]]}\n{\"a\":null}" },
    { "{a: {$gt: [1, 2]}}", "{\"a\":[1,3]}\n{\"a\":[1,2,0]}\n{\"a\":[2]}\n{\"a\":[0,[9]]}\n{\"a\":[\"x\"]}", "{\"a\":[1,2]}\n{\"a\":[1]}\n{\"a\":5}\n{\"a\":[]}\n{\"a\":[null]}" },
    { "{a: {$lt: [1]}}", "{\"a\":[]}\n{\"a\":[0]}\n{\"a\":[0,9]}\n{\"a\":[null]}\n{\"a\":[9,[]]}", "{\"a\":[1]}\n{\"a\":0}\n{}" },
    // Dotted paths through arrays.
    { "{'a.b': 1}", "{\"a\":{\"b\":1}}\n{\"a\":{\"b\":[1]}}\n{\"a\":[{\"b\":1}]}\n{\"a\":[{\"b\":2},{\"b\":[3,1]}]}", "{\"a\":[[{\"b\":1}]]}\n{\"a.b\":1}\n{\"a\":{\"b\":[[1]]}}\n{\"b\":1}" },
    { "{'a.b.c': 1}", "{\"a\":[{\"b\":[{\"c\":1}]}]}\n{\"a\":{\"b\":[{\"c\":1}]}}", "{\"a\":[{\"b\":[[{\"c\":1}]]}]}" },
    { "{'a.0': 1}", "{\"a\":[1,2]}\n{\"a\":{\"0\":1}}\n{\"a\":[2,{\"0\":1}]}\n{\"a\":[{\"0\":1}]}", "{\"a\":[2,1]}\n{\"a\":[[1]]}\n{\"a\":1}\n{}" },
    { "{'a.1': [2, 4]}", "{\"a\":[5,[2,4]]}", "{\"a\":[[2,4],5]}" },
    { "{'a.1': 2}", "{\"a\":[5,2]}", "{\"a\":[5,[2,4]]}" },
    { "{'a.01': 2}", "{\"a\":{\"01\":2}}\n{\"a\":[{\"01\":2}]}", "{\"a\":[5,2]}" },
    { "{'a.0.b': 1}", "{\"a\":[{\"b\":1}]}\n{\"a\":[[{\"b\":1}]]}\n{\"a\":[2,{\"0\":{\"b\":1}}]}\n{\"a\":{\"0\":{\"b\":1}}}", "{\"a\":[2,{\"b\":1}]}\n{\"a\":{\"b\":1}}" },
    { "{'a.0.0': 5}", "{\"a\":[[5]]}\n{\"a\":[{\"0\":5}]}", "{\"a\":[[[5]]]}\n{\"a\":[5]}\n{\"a\":[[6,5]]}" },
    { "{'a.b.1': 7}", "{\"a\":{\"b\":[6,7]}}\n{\"a\":[{\"b\":[6,7]}]}", "{\"a\":{\"b\":[7,6]}}" },
    { "{'a.5': null}", "{}\n{\"a\":1}\n{\"a\":{}}\n{\"a\":[{}]}", "{\"a\":[]}\n{\"a\":[1,2]}" },
    { "{'a.0': {$exists: true}}", "{\"a\":[0]}\n{\"a\":[null]}\n{\"a\":{\"0\":1}}", "{\"a\":[]}\n{}\n{\"a\":1}" },
    { "{'': 1}", "{\"\":1}", "{}\n{\"a\":1}" },
    { "{'a.': 1}", "{\"a\":{\"\":1}}", "{\"a\":1}" },
    // $in, $nin, $all.
    { "{a: {$in: [1, 'x', null]}}", "{\"a\":1}\n{\"a\":\"x\"}\n{}\n{\"a\":null}\n{\"a\":[5,1.0]}", "{\"a\":2}\n{\"a\":[]}" },
    { "{a: {$in: [[1], {b: 2}]}}", "{\"a\":[1]}\n{\"a\":[[1]]}\n{\"a\":{\"b\":2}}\n{\"a\":[{\"b\":2.0}]}", "{\"a\":1}\n{\"a\":{\"b\":3}}" },
    { "{a: {$in: []}}", "", "{}\n{\"a\":1}\n{\"a\":[]}" },
    { "{a: {$nin: []}}", "{}\n{\"a\":1}", "" },
    { "{a: {$nin: [1, 2]}}", "{}\n{\"a\":3}\n{\"a\":[3]}\n{\"a\":[]}", "{\"a\":1}\n{\"a\":[3,2]}" },
    { "{a: {$nin: [1, null]}}", "{\"a\":3}\n{\"a\":[]}", "{}\n{\"a\":null}\n{\"a\":1}" },
    { "{a: {$in: [/^x/, 1]}}", "{\"a\":\"xy\"}\n{\"a\":1}\n{\"a\":[\"q\",\"x\"]}", "{\"a\":\"yx\"}" },
    { "{a: {$nin: [/^x/]}}", "{}\n{\"a\":1}\n{\"a\":\"y\"}", "{\"a\":\"x\"}\n{\"a\":[\"x\"]}" },
    { "{a: {$all: [1, 2]}}", "{\"a\":[1,2]}\n{\"a\":[3,2,1]}", "{\"a\":1}\n{\"a\":[1]}\n{\"a\":[[1,2]]}" },
    { "{a: {$all: [1]}}", "{\"a\":1}\n{\"a\":[1]}", "{\"a\":2}" },
    { "{a: {$all: []}}", "", "{}\n{\"a\":[]}\n{\"a\":1}" },
    { "{a: {$all: [['x', 'y']]}}", "{\"a\":[\"x\",\"y\"]}\n{\"a\":[[\"x\",\"y\"]]}\n{\"a\":[[\"x\",\"y\"],\"z\"]}", "{\"a\":[\"x\",\"y\",\"z\"]}" },
    { "{a: {$all: [null]}}", "{}\n{\"a\":[null]}", "{\"a\":[]}" },
    { "{q: {$all: [{$elemMatch: {size: 'M', num: {$gt: 50}}}, {$elemMatch: {num: 100, color: 'green'}}]}}",
        "{\"q\":[{\"size\":\"M\",\"num\":100,\"color\":\"green\"}]}\n{\"q\":[{\"size\":\"M\",\"num\":60,\"color\":\"blue\"},{\"size\":\"L\",\"num\":100,\"color\":\"green\"}]}",
        "{\"q\":[{\"size\":\"M\",\"num\":45},{\"num\":100,\"color\":\"green\"}]}" },
    // $elemMatch.
    { "{a: {$elemMatch: {$gte: 80, $lt: 85}}}", "{\"a\":[82,85,88]}\n{\"a\":[1,80.0]}", "{\"a\":[75,88,89]}\n{\"a\":82}\n{\"a\":[]}\n{\"a\":[[82]]}\n{}" },
    { "{a: {$elemMatch: {p: 'x', s: {$gte: 8}}}}", "{\"a\":[{\"p\":\"x\",\"s\":8}]}\n{\"a\":[{\"p\":\"y\",\"s\":9},{\"p\":\"x\",\"s\":10}]}", "{\"a\":[{\"p\":\"x\",\"s\":7},{\"p\":\"y\",\"s\":9}]}\n{\"a\":{\"p\":\"x\",\"s\":8}}\n{\"a\":[1]}" },
    { "{a: {$elemMatch: {b: null}}}", "{\"a\":[{}]}\n{\"a\":[{\"b\":null}]}\n{\"a\":[[1]]}", "{\"a\":[1]}\n{\"a\":[null]}\n{\"a\":[{\"b\":1}]}\n{\"a\":[]}" },
    { "{a: {$elemMatch: {}}}", "{\"a\":[{}]}\n{\"a\":[{\"b\":1}]}\n{\"a\":[[]]}", "{\"a\":[]}\n{\"a\":[1,null]}\n{\"a\":{}}" },
    { "{a: {$elemMatch: {'0': 1}}}", "{\"a\":[[1]]}\n{\"a\":[{\"0\":1}]}", "{\"a\":[1]}\n{\"a\":[[2,1]]}" },
    { "{a: {$elemMatch: {$elemMatch: {$gt: 5}}}}", "{\"a\":[[6]]}\n{\"a\":[1,[2,9]]}", "{\"a\":[6]}\n{\"a\":[[5]]}\n{\"a\":[[[6]]]}" },
    { "{a: {$elemMatch: {$not: {$gt: 5}}}}", "{\"a\":[1]}\n{\"a\":[9,\"x\"]}\n{\"a\":[null]}\n{\"a\":[[6]]}", "{\"a\":[6,7]}\n{\"a\":[]}\n{\"a\":1}" },
    { "{a: {$elemMatch: {$ne: 1}}}", "{\"a\":[1,2]}", "{\"a\":[1,1.0]}\n{\"a\":[]}\n{\"a\":2}" },
    { "{a: {$elemMatch: {$in: [1, /x/]}}}", "{\"a\":[1]}\n{\"a\":[\"axb\"]}", "{\"a\":1}\n{\"a\":[[1]]}" },
    { "{a: {$elemMatch: {$exists: true}}}", "{\"a\":[1]}\n{\"a\":[null]}", "{\"a\":[]}\n{\"a\":1}" },
    { "{a: {$elemMatch: {$exists: false}}}", "", "{\"a\":[null]}\n{\"a\":[]}\n{}" },
    { "{a: {$elemMatch: {$size: 2}}}", "{\"a\":[[1,2]]}", "{\"a\":[1,2]}" },
    { "{a: {$elemMatch: {$type: 'array'}}}", "{\"a\":[[]]}", "{\"a\":[]}\n{\"a\":[1]}" },
    { "{a: {$elemMatch: {$eq: [1]}}}", "{\"a\":[[1]]}", "{\"a\":[1]}" },
    { "{a: {$elemMatch: {$or: [{b: 1}, {c: 2}]}}}", "{\"a\":[{\"b\":1}]}\n{\"a\":[{\"b\":3,\"c\":2}]}", "{\"a\":[{\"b\":2}]}\n{\"b\":1}" },
    { "{'a.b': {$elemMatch: {c: 1}}}", "{\"a\":{\"b\":[{\"c\":1}]}}\n{\"a\":[{\"b\":[{\"c\":1}]}]}", "{\"a\":{\"b\":{\"c\":1}}}" },
    { "{a: {$not: {$elemMatch: {b: 1}}}}", "{}\n{\"a\":1}\n{\"a\":[{\"b\":2}]}", "{\"a\":[{\"b\":1}]}" },
    { "{a: {$elemMatch: {b: {$elemMatch: {$gt: 1}}}}}", "{\"a\":[{\"b\":[2]}]}", "{\"a\":[{\"b\":2}]}" },
    { "{a: {$elemMatch: {'b.c': 1}}}", "{\"a\":[{\"b\":[{\"c\":1}]}]}", "{\"a\":[{\"b\":[[{\"c\":1}]]}]}" },
    // $size and $type.
    { "{a: {$size: 2}}", "{\"a\":[1,2]}\n{\"a\":[[],[]]}", "{\"a\":[1]}\n{\"a\":{\"x\":1,\"y\":2}}\n{\"a\":[[1,2]]}\n{}\n{\"a\":\"xy\"}" },
    { "{a: {$size: 0}}", "{\"a\":[]}", "{}\n{\"a\":null}\n{\"a\":[[]]}" },
    { "{'a.b': {$size: 1}}", "{\"a\":[{\"b\":[]},{\"b\":[7]}]}", "{\"a\":[{\"b\":[]},{\"b\":[]}]}" },
    { "{'a.0': {$size: 1}}", "{\"a\":[[7]]}", "{\"a\":[7]}" },
    { "{a: {$type: 'number'}}", "{\"a\":1}\n{\"a\":1e400}\n{\"a\":[\"x\",1]}", "{\"a\":\"1\"}\n{}\n{\"a\":[[1]]}" },
    { "{a: {$type: 'array'}}", "{\"a\":[]}\n{\"a\":[1]}\n{\"a\":[[1]]}", "{\"a\":{}}\n{}" },
    { "{a: {$type: 'null'}}", "{\"a\":null}\n{\"a\":[null]}", "{}" },
    { "{a: {$type: ['bool', 2]}}", "{\"a\":true}\n{\"a\":\"\"}", "{\"a\":1}" },
    { "{a: {$type: 'int'}}", "{\"a\":2147483647}\n{\"a\":-2147483648}\n{\"a\":0}", "{\"a\":2147483648}\n{\"a\":1.0}\n{\"a\":1e2}" },
    { "{a: {$type: 'long'}}", "{\"a\":2147483648}\n{\"a\":-9223372036854775808}", "{\"a\":1}\n{\"a\":9223372036854775808}" },
    { "{a: {$type: 'double'}}", "{\"a\":1.0}\n{\"a\":0.1}\n{\"a\":1e2}\n{\"a\":9223372036854775808}", "{\"a\":1}\n{\"a\":1e400}\n{\"a\":9223372036854775809}\n{\"a\":0.1000000000000000055}" },
    { "{a: {$type: 'decimal'}}", "{\"a\":1e400}\n{\"a\":9223372036854775809}\n{\"a\":0.1000000000000000055}", "{\"a\":0.1}" },
    { "{a: {$type: 'object'}}", "{\"a\":{}}\n{\"a\":[{}]}", "{\"a\":[]}" },
    // $regex, $mod.
    { "{a: /^ab/}", "{\"a\":\"abc\"}\n{\"a\":[1,\"ab\"]}", "{\"a\":\"xab\"}\n{}\n{\"a\":1}\n{\"a\":\"AB\"}" },
    { "{a: {$regex: '^AB', $options: 'i'}}", "{\"a\":\"abc\"}", "{\"a\":\"xab\"}" },
    { "{a: {$regex: 'a.c', $options: 's'}}", "{\"a\":\"a\\nc\"}", "{\"a\":\"ac\"}" },
    { "{a: /a.c/}", "{\"a\":\"abc\"}", "{\"a\":\"a\\nc\"}" },
    { "{a: {$regex: '^b', $options: 'm'}}", "{\"a\":\"a\\nb\"}", "{\"a\":\"ab\"}" },
    { "{a: {$regex: 'a b # c', $options: 'x'}}", "{\"a\":\"ab\"}", "{\"a\":\"a b\"}" },
    { "{a: {$not: /^x/}}", "{}\n{\"a\":1}\n{\"a\":\"y\"}", "{\"a\":\"x\"}" },
    { "{a: /\xc3\xa4\\/b/}", "{\"a\":\"\xc3\xa4/b\"}", "{\"a\":\"a/b\"}" },
    { "{a: {$mod: [4, 0]}}", "{\"a\":0}\n{\"a\":12}\n{\"a\":4.5}\n{\"a\":[1,8]}\n{\"a\":1e400}\n{\"a\":-8}\n{\"a\":-0}", "{\"a\":5}\n{\"a\":\"4\"}\n{}\n{\"a\":null}" },
    { "{a: {$mod: [4, 1]}}", "{\"a\":5}\n{\"a\":5.99}\n{\"a\":100000000000000000000001}", "{\"a\":-3}\n{\"a\":-5}" },
    { "{a: {$mod: [4, -1]}}", "{\"a\":-5}", "{\"a\":5}\n{\"a\":3}" },
    { "{a: {$mod: [-4, 1]}}", "{\"a\":5}", "{\"a\":-5}" },
    // Combined.
    { "{$and: [{a: 1}, {b: 2}]}", "{\"a\":1,\"b\":2}", "{\"a\":1}" },
    { "{$or: [{a: 1}, {b: 2}]}", "{\"a\":1}\n{\"b\":2}", "{}" },
    { "{$nor: [{a: 1}, {b: 2}]}", "{}\n{\"a\":2}", "{\"a\":1}\n{\"b\":2}" },
    { "{a: {$not: {$gt: 5}}}", "{}\n{\"a\":5}\n{\"a\":\"x\"}\n{\"a\":[1]}", "{\"a\":6}\n{\"a\":[1,6]}" },
    { "{a: {$not: {$gt: 5, $lt: 9}}}", "{}\n{\"a\":5}\n{\"a\":9}", "{\"a\":6}\n{\"a\":[1,10]}" },
    { "{a: {$not: {$not: {$gt: 5}}}}", "{\"a\":6}", "{}\n{\"a\":5}" },
    { "{a: {$not: {$eq: null}}}", "{\"a\":1}", "{}\n{\"a\":null}" },
    { "{a: {$gt: 1}, b: {$lt: 5}, $or: [{c: 1}, {c: {$exists: false}}]}", "{\"a\":2,\"b\":1}\n{\"a\":2,\"b\":1,\"c\":1}", "{\"a\":2,\"b\":1,\"c\":2}\n{\"a\":2}" },
    // $expr: the whole order of types.
    { "{$expr: {$gt: ['$spent', '$budget']}}", "{\"spent\":450,\"budget\":400}\n{\"spent\":1}\n{\"spent\":\"1\",\"budget\":9}\n{\"spent\":[],\"budget\":{}}\n{\"spent\":false,\"budget\":[]}", "{\"spent\":400,\"budget\":400.0}\n{}\n{\"budget\":1}" },
    { "{$expr: {$eq: ['$a', '$b']}}", "{\"a\":1,\"b\":1.0}\n{}\n{\"a\":null}\n{\"a\":[1],\"b\":[1]}", "{\"a\":1,\"b\":[1]}\n{\"a\":1}" },
    { "{$expr: {$eq: ['$a.b', [1, 2]]}}", "{\"a\":[{\"b\":1},{},3,{\"b\":2}]}\n{\"a\":{\"b\":[1,2]}}", "{\"a\":[{\"b\":1}]}\n{\"a\":[[{\"b\":1},{\"b\":2}]]}" },
    { "{$expr: {$eq: ['$a.0', []]}}", "{\"a\":[5]}", "{\"a\":{\"0\":5}}" },
    { "{$expr: {$eq: ['$a.b.c', [[1], [2, 3]]]}}", "{\"a\":[{\"b\":[{\"c\":1}]},{\"b\":[{\"c\":2},{\"c\":3}]}]}", "{\"a\":[]}" },
    { "{$expr: {$ne: ['$a', {$literal: '$a'}]}}", "{\"a\":1}", "{\"a\":\"$a\"}" },
    { "{$expr: {$lt: ['$a', 5]}}", "{\"a\":4}\n{}\n{\"a\":null}", "{\"a\":5}\n{\"a\":\"\"}" },
    { "{$expr: {$and: [{$gte: ['$a', 1]}, {$not: [{$gt: ['$a', 3]}]}]}}", "{\"a\":1}\n{\"a\":3}", "{\"a\":4}\n{\"a\":\"x\"}" },
    // Extended values become plain ones.
    { "{a: {$numberLong: '9007199254740993'}}", "{\"a\":9007199254740993}", "{\"a\":9007199254740992}" },
    { "{a: NumberDecimal('0.10')}", "{\"a\":0.1}", "{\"a\":\"0.10\"}" },
    { "{a: {$gte: ISODate('2024-05-01')}}", "{\"a\":\"2024-05-01T00:00:00.000Z\"}\n{\"a\":\"2025\"}", "{\"a\":\"2024-04-30T23:59:59.999Z\"}" },
    { "{_id: ObjectId('507F1f77bcf86cd799439011')}", "{\"_id\":\"507f1f77bcf86cd799439011\"}", "{\"_id\":{\"$oid\":\"507f1f77bcf86cd799439011\"}}" },
    // What is no object has no fields.
    { "{a: null}", "[]\n5\nnull\n[{\"a\":1}]", "" },
    { "{'0': 1}", "{\"0\":1}", "[1]\n1" },
};

} // namespace

void MatcherTest::filtersMatchAsMongoDbSays_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<bool>("expected");
    for (const auto &entry : cases) {
        for (const bool expected : { true, false }) {
            const QByteArray documents = expected ? entry.yes : entry.no;
            for (const auto &document : documents.isEmpty() ? QByteArrayList() : documents.split('\n'))
                QTest::newRow((QByteArray(entry.filter) + (expected ? " ~ " : " !~ ") + document).constData())
                    << QByteArray(entry.filter) << document << expected;
        }
    }
}

void MatcherTest::filtersMatchAsMongoDbSays()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, document);
    QFETCH(bool, expected);
    QCOMPARE(matches(filter, document), expected);
}

void MatcherTest::aFilterAndItsTextMatchTheSame()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, document);
    QFETCH(bool, expected);
    QCOMPARE(matches(filterText(*parseFilter(filter)), document), expected);
}

void MatcherTest::rulesOfADatabaseCount_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("document");
    QTest::addColumn<DocumentRules>("rules");
    QTest::addColumn<bool>("expected");
    const DocumentRules sorted { true, false };
    const DocumentRules first { false, true };
    QTest::newRow("keys in another order are other objects")
        << QByteArray("{a: {x: 1, y: 2}}") << QByteArray("{\"a\":{\"y\":2,\"x\":1}}") << DocumentRules() << false;
    QTest::newRow("jsonb has its own order of keys")
        << QByteArray("{a: {x: 1, y: 2}}") << QByteArray("{\"a\":{\"y\":2,\"x\":1}}") << sorted << true;
    QTest::newRow("also inside") << QByteArray("{a: [{x: {p: 1, q: 2}}]}")
                                 << QByteArray("{\"a\":[{\"x\":{\"q\":2,\"p\":1}}]}") << sorted << true;
    QTest::newRow("the last key wins") << QByteArray("{a: 2}") << QByteArray("{\"a\":1,\"a\":2}") << DocumentRules() << true;
    QTest::newRow("the first key wins") << QByteArray("{a: 1}") << QByteArray("{\"a\":1,\"a\":2}") << first << true;
    QTest::newRow("the other one is not there") << QByteArray("{a: 2}") << QByteArray("{\"a\":1,\"a\":2}") << first << false;
    QTest::newRow("objects are equal by what counts")
        << QByteArray("{a: {x: 2}}") << QByteArray("{\"a\":{\"x\":1,\"x\":2}}") << DocumentRules() << true;
    QTest::newRow("objects are equal by the first")
        << QByteArray("{a: {x: 1}}") << QByteArray("{\"a\":{\"x\":1,\"x\":2}}") << first << true;
}

void MatcherTest::rulesOfADatabaseCount()
{
    QFETCH(QByteArray, filter);
    QFETCH(QByteArray, document);
    QFETCH(DocumentRules, rules);
    QFETCH(bool, expected);
    QCOMPARE(matches(filter, document, rules), expected);
}

void MatcherTest::aWrongPatternIsRefusedAtItsPosition()
{
    const auto filter = parseFilter("{a: /(/}");
    QVERIFY(filter);
    const auto matcher = FilterMatcher::create(*filter);
    QVERIFY(!matcher);
    QCOMPARE(matcher.error().kind(), ErrorKind::Data);
    QCOMPARE(matcher.error().position(), 4);
}

void MatcherTest::aPatternThatGivesUpIsNoAnswer_data()
{
    QTest::addColumn<QByteArray>("filter");
    for (const auto *filter : { "{a: /^(x+)+$/}", "{a: {$not: /^(x+)+$/}}", "{$nor: [{a: /^(x+)+$/}]}", "{a: {$ne: 1}, $or: [{a: /^(x+)+$/}, {b: 1}]}" })
        QTest::addRow("%s", filter) << QByteArray(filter);
}

void MatcherTest::aPatternThatGivesUpIsNoAnswer()
{
    QFETCH(QByteArray, filter);
    const auto matcher = FilterMatcher::create(*parseFilter(filter));
    QVERIFY(matcher);
    const auto answer = matcher->matches(QByteArrayView("{\"a\":\"" + QByteArray(60, 'x') + "y\"}"));
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind(), ErrorKind::Data);
    QVERIFY(answer.error().message().contains(u"(x+)+"));
}

void MatcherTest::patternsReadTextsWithHalvesOfCharacters()
{
    QVERIFY(matches("{a: /abc/}", R"({"a":"abc\ud800"})"));
    QVERIFY(matches("{a: /c.d/}", R"({"a":"c\udc00d"})"));
    QVERIFY(!matches("{a: {$not: /abc/}}", R"({"a":"abc\ud800"})"));
    QVERIFY(matches("{a: /^.$/}", R"({"a":"\ud83d\ude00"})"));
}

void MatcherTest::deepDocumentsDoNotOverflowTheStack()
{
    const QByteArray deep = QByteArray(100'000, '[') + QByteArray(100'000, ']');
    QVERIFY(matches("{$expr: {$eq: ['$a', '$b']}}", "{\"a\":" + deep + ",\"b\":" + deep + "}"));
    QVERIFY(matches("{a: {$nin: [1, 'x']}}", "{\"a\":" + deep + "}"));
}

QTEST_APPLESS_MAIN(MatcherTest)
#include "tst_matcher.moc"
