#include "core/json/jsonstring.h"
#include "ui/documents/documentlook.h"

#include <QTest>

using namespace workbench;

class TestDocumentLook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsThatStandElsewhereAreLeftOut_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("both") << QByteArray("{\"_id\": \"a\\\"b\", \"_version\": \"1\", \"name\": 1}") << QByteArray("{\"name\": 1}");
        QTest::newRow("one") << QByteArray("{ \"_version\":2,\"a\":1}") << QByteArray("{\"a\":1}");
        QTest::newRow("not in front") << QByteArray("{\"a\": 1, \"_id\": 2}") << QByteArray("{\"a\": 1, \"_id\": 2}");
        QTest::newRow("alone") << QByteArray("{\"_id\": 2}") << QByteArray("{\"_id\": 2}");
        QTest::newRow("another key") << QByteArray("{\"_ids\": 2, \"a\": 1}") << QByteArray("{\"_ids\": 2, \"a\": 1}");
        QTest::newRow("cut") << QByteArray("{\"_id\": \"abc") << QByteArray("{\"_id\": \"abc");
        QTest::newRow("no object") << QByteArray("[1]") << QByteArray("[1]");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void idsThatStandElsewhereAreLeftOut()
    {
        QFETCH(QByteArray, text);
        QTEST(withoutIds(text), "shown");
    }

    void aPreviewIsOneLine()
    {
        QCOMPARE(previewText("{\n  \"a b\" : [1,\t2],\"c\":\"x, y\"}", 100), QStringLiteral("{\"a b\": [1, 2], \"c\": \"x, y\"}"));
        QCOMPARE(previewText("[\"a\\\"b\" , 1", 100), QStringLiteral("[\"a\\\"b\", 1"));
        QVERIFY(previewText(QByteArray(10'000, '1'), 50).size() <= 50);
    }

    void coloursCoverAPreviewWhole()
    {
        const DocumentColors colors(QPalette(), true);
        for (const auto &preview : { QStringLiteral("{\"a\": \"b\", \"c\": -1.5e3, \"d\": tru"), QStringLiteral("\"cut off"), QStringLiteral("\"\\") }) {
            int covered = 0;
            for (const auto &range : previewFormats(preview, colors)) {
                QCOMPARE(range.start, covered);
                covered += range.length;
            }
            QCOMPARE(covered, preview.size());
        }
    }

    void aLongTextIsCutBetweenCharacters()
    {
        const auto cut = [](const QByteArray &text) { return dumbo::jsonStringText(beginningOfString(text)); };
        QCOMPARE(cut("\"short\""), QStringLiteral("short"));
        QCOMPARE(cut("\"short\", \"next\""), QStringLiteral("short"));
        QCOMPARE(cut("\"a\\u00"), QStringLiteral("a"));
        QCOMPARE(cut("\"a\\"), QStringLiteral("a"));
        QCOMPARE(cut("\"a\xc3"), QStringLiteral("a"));
        QCOMPARE(cut("\"\\\"\\\\\""), QStringLiteral("\"\\"));
        QCOMPARE(cut('"' + QByteArray("ø").repeated(10'000) + '"').size(), 2048);
        QCOMPARE(cut(""), QString());
    }
};

QTEST_MAIN(TestDocumentLook)
#include "tst_documentlook.moc"
