#include "ui/shell/fuzzy.h"

#include <QTest>

using workbench::fuzzyMatch;

class TestFuzzy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void needsEveryCharacterInOrder();
    void prefersBeginningsOfWords();
    void prefersTheWholePattern();
    void findsWhatAJumpToAWordWouldSkip();
    void saysWhichCharactersMatched();
};

void TestFuzzy::needsEveryCharacterInOrder()
{
    QVERIFY(fuzzyMatch(u"nqt", u"New Query Tab"));
    QVERIFY(fuzzyMatch(u"NEW tab", u"New Query Tab"));
    QVERIFY(!fuzzyMatch(u"tqn", u"New Query Tab"));
    QVERIFY(!fuzzyMatch(u"newz", u"New Query Tab"));
}

void TestFuzzy::prefersBeginningsOfWords()
{
    QVERIFY(fuzzyMatch(u"ct", u"Close Tab")->score > fuzzyMatch(u"ct", u"Connect")->score);
    QVERIFY(fuzzyMatch(u"ql", u"queryLog")->score > fuzzyMatch(u"ql", u"sequel")->score);
}

void TestFuzzy::prefersTheWholePattern()
{
    QVERIFY(fuzzyMatch(u"book", u"booking")->score > fuzzyMatch(u"book", u"birds_of_our_keepers")->score);
    QVERIFY(fuzzyMatch(u"book", u"book")->score >= fuzzyMatch(u"book", u"booking_of_rooms_in_towers")->score);
}

void TestFuzzy::findsWhatAJumpToAWordWouldSkip()
{
    // "c" could jump to "card", behind which there is no "p".
    QVERIFY(fuzzyMatch(u"cp", u"recipe card"));
}

void TestFuzzy::saysWhichCharactersMatched()
{
    QCOMPARE(fuzzyMatch(u"nt", u"New Tab")->positions, QList<qsizetype>({ 0, 4 }));
}

QTEST_APPLESS_MAIN(TestFuzzy)
#include "tst_fuzzy.moc"
