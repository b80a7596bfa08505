#include "ui/grid/gridselection.h"

#include <QTest>

using namespace workbench;

class TestGridSelection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsChosenAtFirst();
    void extendingSpansFromTheAnchorInEveryDirection();
    void addingKeepsTheOtherRectangles();
    void wholeColumnsGrowWithTheResult();
    void extendingRowsTakesWholeRows();
    void everythingIncludesRowsThatComeLater();
    void rangesOutsideASmallerResultAreLeftOut();
};

void TestGridSelection::nothingIsChosenAtFirst()
{
    const GridSelection selection;
    QVERIFY(!selection.current().isValid());
    QVERIFY(selection.ranges().empty());
    QVERIFY(!selection.contains({ 0, 0 }));
}

void TestGridSelection::extendingSpansFromTheAnchorInEveryDirection()
{
    GridSelection selection;
    selection.choose({ 10, 5 });
    selection.extendTo({ 12, 3 });
    QCOMPARE(selection.ranges(), std::vector({ GridRange { 10, 12, 3, 5 } }));
    selection.extendTo({ 8, 7 });
    QCOMPARE(selection.ranges(), std::vector({ GridRange { 8, 10, 5, 7 } }));
    QCOMPARE(selection.anchor(), (GridPosition { 10, 5 }));
    QCOMPARE(selection.current(), (GridPosition { 8, 7 }));
}

void TestGridSelection::addingKeepsTheOtherRectangles()
{
    GridSelection selection;
    selection.choose({ 1, 1 });
    selection.add({ 5, 5 });
    selection.extendTo({ 6, 6 });
    QCOMPARE(selection.ranges().size(), size_t(2));
    QVERIFY(selection.contains({ 1, 1 }));
    QVERIFY(selection.contains({ 6, 6 }));
    QVERIFY(!selection.contains({ 3, 3 }));
}

void TestGridSelection::wholeColumnsGrowWithTheResult()
{
    GridSelection selection;
    selection.chooseColumn(2, 0, false);
    QVERIFY(selection.hasWholeColumn(2));
    QCOMPARE(selection.ranges(10, 4), std::vector({ GridRange { 0, 9, 2, 2 } }));
    QCOMPARE(selection.ranges(2'000'000'000, 4), std::vector({ GridRange { 0, 1'999'999'999, 2, 2 } }));
}

void TestGridSelection::extendingRowsTakesWholeRows()
{
    GridSelection selection;
    selection.chooseRow(4, 1, false);
    selection.extendTo({ 2, 1 });
    QCOMPARE(selection.ranges(100, 3), std::vector({ GridRange { 2, 4, 0, 2 } }));
    QVERIFY(selection.hasWholeRow(3));
    QVERIFY(!selection.hasWholeRow(5));
}

void TestGridSelection::everythingIncludesRowsThatComeLater()
{
    GridSelection selection;
    selection.chooseAll();
    QCOMPARE(selection.current(), (GridPosition { 0, 0 }));
    QVERIFY(selection.contains({ 3'000'000'000, 999 }));
    QCOMPARE(selection.ranges(5, 2), std::vector({ GridRange { 0, 4, 0, 1 } }));
}

void TestGridSelection::rangesOutsideASmallerResultAreLeftOut()
{
    GridSelection selection;
    selection.choose({ 50, 0 });
    QVERIFY(selection.ranges(10, 3).empty());
    QCOMPARE(selection.ranges(51, 3).size(), size_t(1));
}

QTEST_GUILESS_MAIN(TestGridSelection)
#include "tst_gridselection.moc"
