#include "ui/grid/displaytext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace workbench;

class TestDisplayText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void controlCharactersAreVisible_data();
    void controlCharactersAreVisible();
    void marksThatReorderTextAreVisible();
    void longTextIsCutAndSaysSo();
    void aCutDoesNotSplitACharacter();
    void longUtf8IsCutAtACharacter();
    void bytesAreHexWithTheirSize();
    void manyBytesAreCut();
};

void TestDisplayText::controlCharactersAreVisible_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << u"plain"_s << u"plain"_s;
    QTest::newRow("line end") << u"a\nb"_s << u"a↵b"_s;
    QTest::newRow("Windows line end") << u"a\r\nb"_s << u"a↵b"_s;
    QTest::newRow("tab") << u"a\tb"_s << u"a⇥b"_s;
    QTest::newRow("NUL") << QString(QChar(0)) << u"\u2400"_s;
    QTest::newRow("escape") << u"\x1b[0m"_s << u"\u241b[0m"_s;
    QTest::newRow("empty") << QString() << QString();
}

void TestDisplayText::controlCharactersAreVisible()
{
    QFETCH(const QString, value);
    QFETCH(const QString, shown);
    QCOMPARE(displayText(value).text, shown);
    QCOMPARE(displayText(QUtf8StringView(value.toUtf8())).text, shown);
}

void TestDisplayText::marksThatReorderTextAreVisible()
{
    QCOMPARE(displayText(u"abc\u202edcba").text, u"abc\ufffddcba"_s);
}

void TestDisplayText::longTextIsCutAndSaysSo()
{
    QVERIFY(!displayText(QString(displayLimit, u'x')).truncated);
    const GridCell cell = displayText(QString(displayLimit + 1, u'x'));
    QVERIFY(cell.truncated);
    QCOMPARE(cell.text.size(), displayLimit);
}

void TestDisplayText::aCutDoesNotSplitACharacter()
{
    const QString value = QString(displayLimit - 1, u'x') + u"🗼🗼"_s;
    QCOMPARE(displayText(value).text, QString(displayLimit - 1, u'x'));
}

void TestDisplayText::longUtf8IsCutAtACharacter()
{
    const QByteArray value = u"€"_s.repeated(100'000).toUtf8();
    const GridCell cell = displayText(QUtf8StringView(value));
    QVERIFY(cell.truncated);
    QCOMPARE(cell.text, u"€"_s.repeated(displayLimit));
}

void TestDisplayText::bytesAreHexWithTheirSize()
{
    const GridCell cell = displayBytes(QByteArray("\x00\x89PNG", 5), 5);
    QCOMPARE(cell.kind, GridCell::Kind::Bytes);
    QCOMPARE(cell.text, u"\\x0089504e47"_s);
    QCOMPARE(cell.size, 5);
    QVERIFY(!cell.truncated);
}

void TestDisplayText::manyBytesAreCut()
{
    const GridCell cell = displayBytes(QByteArray(1000, 'a'), 5'000'000);
    QVERIFY(cell.truncated);
    QVERIFY(cell.text.size() <= displayLimit);
    QCOMPARE(cell.size, 5'000'000);
}

QTEST_GUILESS_MAIN(TestDisplayText)
#include "tst_displaytext.moc"
