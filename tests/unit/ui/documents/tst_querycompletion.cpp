#include "ui/documents/pathnotation.h"
#include "ui/documents/querycompletion.h"

#include <QTest>

using namespace workbench;
using dumbo::DocumentPath;

namespace {

const QList<DocumentPath> known { { "name" }, { "age" }, { "address" }, { "address", "city" }, { "first name" } };

/// The text has a | where the cursor is.
QueryCompletion complete(QString text, QueryField field = QueryField::Filter)
{
    const auto cursor = text.indexOf(u'|');
    text.remove(cursor, 1);
    return completeQuery(text, cursor, field, known);
}

QStringList labels(const QueryCompletion &completion)
{
    QStringList all;
    for (const auto &item : completion.items)
        all << item.label;
    return all;
}

/// The text once the first item was chosen.
QString chosen(QString text, QueryField field = QueryField::Filter)
{
    const auto cursor = text.indexOf(u'|');
    const auto completion = complete(text, field);
    text.remove(cursor, 1);
    if (completion.items.isEmpty())
        return QStringLiteral("nothing");
    return text.replace(completion.from, cursor - completion.from, completion.items.first().insert);
}

} // namespace

class TestQueryCompletion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pathsAreOfferedForKeys()
    {
        QCOMPARE(labels(complete(QStringLiteral("{ a|"))), QStringList({ "age", "address", "address.city", "name", "first name" }));
        QCOMPARE(chosen(QStringLiteral("{ ag|")), QStringLiteral("{ age: "));
        QCOMPARE(chosen(QStringLiteral("{ age: 3, na|")), QStringLiteral("{ age: 3, name: "));
        QVERIFY(labels(complete(QStringLiteral("{ $or: [{ |"))).contains(QStringLiteral("name")));
    }

    void pathsThatNeedQuotesGetThem()
    {
        QCOMPARE(chosen(QStringLiteral("{ address.c|")), QStringLiteral("{ \"address.city\": "));
        QCOMPARE(chosen(QStringLiteral("{ \"address.c|")), QStringLiteral("{ \"address.city\": "));
        QCOMPARE(chosen(QStringLiteral("{ 'first|")), QStringLiteral("{ 'first name': "));
    }

    void aBraceIsAddedWhereNothingIsOpen()
    {
        QCOMPARE(chosen(QStringLiteral("ag|")), QStringLiteral("{ age: "));
        QCOMPARE(chosen(QStringLiteral("$o|")), QStringLiteral("{ $or: [{ "));
    }

    void operatorsAreOfferedWhereTheyFit()
    {
        const auto ofField = labels(complete(QStringLiteral("{ age: { $g|")));
        QCOMPARE(ofField, QStringList({ "$gt", "$gte" }));
        QVERIFY(!labels(complete(QStringLiteral("{ age: { |"))).contains(QStringLiteral("name")));
        QCOMPARE(labels(complete(QStringLiteral("{ $|"))), QStringList({ "$and", "$or", "$nor", "$expr" }));
        QVERIFY(labels(complete(QStringLiteral("{ items: { $elemMatch: { |"))).contains(QStringLiteral("$gt")));
        QCOMPARE(chosen(QStringLiteral("{ age: $gt|")), QStringLiteral("{ age: { $gte: "));
    }

    void valuesAreOfferedForValues()
    {
        QCOMPARE(chosen(QStringLiteral("{ done: tr|")), QStringLiteral("{ done: true"));
        QCOMPARE(chosen(QStringLiteral("{ age: { $type: num|")), QStringLiteral("{ age: { $type: \"number\""));
        QCOMPARE(labels(complete(QStringLiteral("{ name: \"na|"))), QStringList());
    }

    void ordersAndChoicesOfFieldsHaveTheirOwn()
    {
        QCOMPARE(chosen(QStringLiteral("{ ag|"), QueryField::Sort), QStringLiteral("{ age: 1"));
        QCOMPARE(labels(complete(QStringLiteral("{ age: |"), QueryField::Sort)), QStringList({ "1", "-1" }));
        QCOMPARE(labels(complete(QStringLiteral("{ age: |"), QueryField::Projection)), QStringList({ "1", "0" }));
        QVERIFY(!labels(complete(QStringLiteral("{ |"), QueryField::Sort)).contains(QStringLiteral("$and")));
    }

    void textsHideWhatLooksLikeStructure()
    {
        QCOMPARE(chosen(QStringLiteral("{ name: \"{ , :\\\" }\", ag|")), QStringLiteral("{ name: \"{ , :\\\" }\", age: "));
    }

    void pathsAreWrittenAsOthersReadThem()
    {
        const DocumentPath path { "address", "tags", "0", "first name" };
        const std::vector<bool> positions { false, false, true, false };
        QCOMPARE(pathText(PathStyle::JsonPath, QStringLiteral("data"), path, positions), QStringLiteral("$.address.tags[0][\"first name\"]"));
        QCOMPARE(pathText(PathStyle::Arrows, QStringLiteral("data"), path, positions),
            QStringLiteral("data -> 'address' -> 'tags' -> 0 ->> 'first name'"));
        QCOMPARE(pathText(PathStyle::ArrowPath, QStringLiteral("Data"), path, positions),
            QStringLiteral("\"Data\" ->> '$.address.tags[0].\"first name\"'"));
        QCOMPARE(pathText(PathStyle::Dotted, QStringLiteral("data"), path, positions), QStringLiteral("address.tags.0.first name"));
        QCOMPARE(pathText(PathStyle::Arrows, QStringLiteral("data"), { "it's" }, { false }), QStringLiteral("data ->> 'it''s'"));
    }
};

QTEST_APPLESS_MAIN(TestQueryCompletion)
#include "tst_querycompletion.moc"
