#include "core/documents/analysis/schemafilter.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"

#include <QTest>

using namespace dumbo;

class TestSchemaFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatASchemaRefusesTheFilterRefuses_data();
    void whatASchemaRefusesTheFilterRefuses();
    void whatCantBeSaidIsRefusedWithItsPlace_data();
    void whatCantBeSaidIsRefusedWithItsPlace();
    void annotationsAreNamed();
};

void TestSchemaFilter::whatASchemaRefusesTheFilterRefuses_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArrayList>("valid");
    QTest::addColumn<QByteArrayList>("invalid");
    const auto row = [](const char *name, const char *schema, const QByteArrayList &valid, const QByteArrayList &invalid) {
        QTest::newRow(name) << QByteArray(schema) << valid << invalid;
    };
    row("nothing", "{}", { "{}", R"({"a":1})" }, {});
    row("false", "false", {}, { "{}" });
    row("string", R"({"properties":{"a":{"type":"string"}}})", { "{}", R"({"a":"x"})" },
        { R"({"a":1})", R"({"a":["x"]})", R"({"a":null})", R"({"a":{}})" });
    row("integer", R"({"properties":{"a":{"type":"integer"}}})", { R"({"a":1})", R"({"a":-9223372036854775808})" },
        { R"({"a":1.5})", R"({"a":"1"})", R"({"a":[1]})" });
    row("number", R"({"properties":{"a":{"type":"number"}}})", { R"({"a":1})", R"({"a":1.5e400})" }, { R"({"a":"1"})", R"({"a":[1]})" });
    row("null or array", R"({"properties":{"a":{"type":["null","array"]}}})", { "{}", R"({"a":null})", R"({"a":[1]})" },
        { R"({"a":0})", R"({"a":{}})" });
    row("required", R"({"required":["a","b"]})", { R"({"a":null,"b":0})" }, { "{}", R"({"a":1})" });
    row("nested", R"({"properties":{"o":{"type":"object","properties":{"x":{"type":"boolean"}},"required":["x"]}}})",
        { "{}", R"({"o":{"x":true}})" }, { R"({"o":{}})", R"({"o":{"x":1}})", R"({"o":[{"x":true}]})" });
    row("only objects have keys", R"({"properties":{"o":{"required":["x"]}}})", { R"({"o":5})", R"({"o":[{}]})", R"({"o":{"x":1}})" },
        { R"({"o":{}})" });
    row("enum", R"({"properties":{"a":{"enum":["x",1,null]}}})", { R"({"a":"x"})", R"({"a":1.0})", R"({"a":null})", "{}" },
        { R"({"a":"y"})", R"({"a":["x"]})", R"({"a":2})" });
    row("const", R"({"properties":{"a":{"const":{"k":1}}}})", { R"({"a":{"k":1}})" }, { R"({"a":{"k":2}})", R"({"a":[{"k":1}]})" });
    row("range", R"({"properties":{"a":{"minimum":0,"exclusiveMaximum":10}}})",
        { R"({"a":0})", R"({"a":9.99})", R"({"a":"text"})", R"({"a":[-5]})" }, { R"({"a":-1})", R"({"a":10})" });
    row("lengths", R"({"properties":{"a":{"minLength":2,"maxLength":3}}})", { R"({"a":"xy"})", R"({"a":"äöü"})", R"({"a":5})" },
        { R"({"a":"x"})", R"({"a":"abcd"})", R"({"a":"ab\nd"})" });
    row("pattern", R"({"properties":{"a":{"pattern":"^[A-Z]"}}})", { R"({"a":"Xy"})", R"({"a":1})", R"({"a":["x"]})" }, { R"({"a":"x"})" });
    row("sizes", R"({"properties":{"a":{"minItems":1,"maxItems":2}}})", { R"({"a":[1]})", R"({"a":[1,2]})", R"({"a":"x"})" },
        { R"({"a":[]})", R"({"a":[1,2,3]})" });
    row("items", R"({"properties":{"a":{"items":{"type":"string"}}}})", { R"({"a":["x"]})", R"({"a":[]})", R"({"a":1})" },
        { R"({"a":["x",1]})", R"({"a":[["x"]]})" });
    row("items with keys", R"({"properties":{"a":{"items":{"type":"object","required":["k"],"properties":{"k":{"type":"number"}}}}}})",
        { R"({"a":[{"k":1}]})", R"({"a":[]})" }, { R"({"a":[{}]})", R"({"a":[{"k":"x"}]})", R"({"a":[1]})", R"({"a":[{"k":1},{"k":null}]})" });
    row("any of", R"({"anyOf":[{"required":["a"]},{"required":["b"]}]})", { R"({"a":1})", R"({"b":1})" }, { "{}" });
    row("not", R"({"not":{"required":["a"]}})", { "{}" }, { R"({"a":1})" });
}

void TestSchemaFilter::whatASchemaRefusesTheFilterRefuses()
{
    QFETCH(const QByteArray, schema);
    QFETCH(const QByteArrayList, valid);
    QFETCH(const QByteArrayList, invalid);
    const auto read = schemaFilter(schema);
    QVERIFY2(read, read ? "" : qPrintable(read.error().toText()));
    // The filter bar shows deviating documents by the filter's text: it must mean the same.
    const auto text = filterText(deviating(*read));
    const auto again = parseFilter(text);
    QVERIFY2(again, qPrintable(QString::fromUtf8(text) + (again ? QString() : again.error().toText())));
    const auto matcher = FilterMatcher::create(read->filter);
    const auto deviates = FilterMatcher::create(*again);
    QVERIFY(matcher && deviates);
    for (const auto &document : valid) {
        QVERIFY2(*matcher->matches(document), document.constData());
        QVERIFY2(!*deviates->matches(document), (document + ' ' + text).constData());
    }
    for (const auto &document : invalid) {
        QVERIFY2(!*matcher->matches(document), document.constData());
        QVERIFY2(*deviates->matches(document), (document + ' ' + text).constData());
    }
}

void TestSchemaFilter::whatCantBeSaidIsRefusedWithItsPlace_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<int>("position");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("no json") << QByteArray("{") << 1 << ErrorKind::Data;
    QTest::newRow("a list") << QByteArray("[]") << 0 << ErrorKind::Data;
    QTest::newRow("closed") << QByteArray(R"({"additionalProperties":false})") << 1 << ErrorKind::NotImplemented;
    QTest::newRow("reference") << QByteArray(R"({"properties":{"a":{"$ref":"#/x"}}})") << 20 << ErrorKind::NotImplemented;
    QTest::newRow("type") << QByteArray(R"({"type":"str"})") << 8 << ErrorKind::Data;
    QTest::newRow("required") << QByteArray(R"({"required":"a"})") << 12 << ErrorKind::Data;
    QTest::newRow("minimum") << QByteArray(R"({"properties":{"a":{"minimum":"1"}}})") << 30 << ErrorKind::Data;
    QTest::newRow("elements without a type") << QByteArray(R"({"properties":{"a":{"items":{"required":["k"]}}}})") << 20 << ErrorKind::NotImplemented;
}

void TestSchemaFilter::whatCantBeSaidIsRefusedWithItsPlace()
{
    QFETCH(const QByteArray, schema);
    QFETCH(const int, position);
    QFETCH(const ErrorKind, kind);
    const auto read = schemaFilter(schema);
    QVERIFY(!read);
    QCOMPARE(read.error().kind(), kind);
    QCOMPARE(read.error().position(), std::optional<qint64>(position));
}

void TestSchemaFilter::annotationsAreNamed()
{
    const auto read = schemaFilter(R"({"$schema":"x","title":"t","properties":{"at":{"format":"date-time"}},"additionalProperties":true})");
    QVERIFY(read);
    QCOMPARE(read->ignored.size(), 1);
    QVERIFY(read->ignored.front().contains(u"\"at\""));
}

QTEST_GUILESS_MAIN(TestSchemaFilter)
#include "tst_schemafilter.moc"
