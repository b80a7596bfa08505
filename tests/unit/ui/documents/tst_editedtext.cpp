#include "ui/documents/editedtext.h"

#include "ui/valuepanel/jsonlayout.h"

#include <QRandomGenerator>
#include <QTest>

using namespace workbench;

class TestEditedText : public QObject {
    Q_OBJECT

    QString m_display;

    QByteArray after(EditedText &text, const QString &before, const QString &now)
    {
        if (m_display.isNull())
            m_display = text.display();
        if (!m_display.contains(before))
            return "not shown";
        text.setDisplay(m_display.replace(before, now));
        return text.text();
    }

private Q_SLOTS:
    void init() { m_display.clear(); }

    void whatIsOnlyReadStaysByteForByte_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("one line") << QByteArray("{\"a\":1,\"b\" : [1 ,2]}");
        QTest::newRow("own layout") << QByteArray("\r\n{\t\"a\":\r1e400\n\n}  ");
        QTest::newRow("line separators") << QByteArray("{\"a\":\"\xe2\x80\xa8 \xe2\x80\xa9 \xc2\xa0\"}");
        QTest::newRow("no JSON") << QByteArray("hello\r\nworld");
        QTest::newRow("invalid UTF-8") << QByteArray("\xff\xfe{");
        QTest::newRow("nothing") << QByteArray();
    }
    void whatIsOnlyReadStaysByteForByte()
    {
        QFETCH(QByteArray, text);
        EditedText edited(text);
        edited.setDisplay(edited.display());
        QCOMPARE(edited.text(), text);
    }

    void anEditReplacesOneSpan()
    {
        EditedText text("{\"a\":1,\"b\" : [1 ,2]}");
        QCOMPARE(after(text, QStringLiteral("\"b\""), QStringLiteral("\"beta\"")), "{\"a\":1,\"beta\" : [1 ,2]}");
    }

    void editsOneAfterTheOtherAreSpansOfTheirOwn()
    {
        EditedText text("{\"first\":1,\"middle\" : [1 ,2],\"last\":3}");
        QCOMPARE(after(text, QStringLiteral("first"), QStringLiteral("1st")), "{\"1st\":1,\"middle\" : [1 ,2],\"last\":3}");
        QCOMPARE(after(text, QStringLiteral("last"), QStringLiteral("end")), "{\"1st\":1,\"middle\" : [1 ,2],\"end\":3}");
    }

    void anAddedMemberComesAsTyped()
    {
        EditedText text("{\"a\":1}");
        QCOMPARE(after(text, QStringLiteral("1\n"), QStringLiteral("1,\n  \"b\": 2\n")), "{\"a\":1,\n  \"b\": 2}");
    }

    void whatIsNotYetJsonIsKeptAsTyped()
    {
        EditedText text("{\"a\":\"x\",\"b\" : 2}");
        QCOMPARE(after(text, QStringLiteral("\"x\""), QStringLiteral("\"x")), "{\"a\":\"x,\"b\" : 2}");
        QCOMPARE(after(text, QStringLiteral("\"x"), QStringLiteral("\"xy\"")), "{\"a\":\"xy\",\"b\" : 2}");
    }

    void lineSeparatorsOutsideOfTheEditStay()
    {
        EditedText text("{\"a\":\"\xe2\x80\xa8\",\"b\":2}");
        QVERIFY(!text.display().contains(QChar(0x2028)));
        QCOMPARE(after(text, QStringLiteral("2"), QStringLiteral("3")), "{\"a\":\"\xe2\x80\xa8\",\"b\":3}");
    }

    void whatWasNoJsonIsMended()
    {
        EditedText text("{\"a\":1,}");
        QCOMPARE(after(text, QStringLiteral("1,"), QStringLiteral("1")), "{\"a\":1}");
        QCOMPARE(after(text, QStringLiteral("1"), QStringLiteral("2")), "{\"a\":2}");
    }

    void anyEditMeansTheSameDocument()
    {
        QRandomGenerator random(9);
        const QStringList pieces { QStringLiteral("1"), QStringLiteral("\"x y\""), QStringLiteral(" "), QStringLiteral("\n"),
            QStringLiteral(","), QStringLiteral("[2, 3]"), QStringLiteral("\""), QStringLiteral("{\"k\": 0}"), QStringLiteral("\\") };
        int valid = 0;
        for (int round = 0; round < 2000; ++round) {
            EditedText text("{\"a\" :[1,2 , {\"b\":null}],\"s\":\"a \\\" b\" ,\"e\":{}, \"t\":true}");
            auto display = text.display();
            for (int edit = 0; edit < 6; ++edit) {
                const auto at = random.bounded(int(display.size()));
                const auto length = random.bounded(4);
                display.replace(at, length, pieces[random.bounded(pieces.size())]);
                text.setDisplay(display);
                const auto shown = layOutJson(display.toUtf8());
                if (shown.problem)
                    continue;
                ++valid;
                QCOMPARE(layOutJson(text.text()).text, shown.text);
            }
        }
        QVERIFY(valid > 50);
    }
};

QTEST_GUILESS_MAIN(TestEditedText)
#include "tst_editedtext.moc"
