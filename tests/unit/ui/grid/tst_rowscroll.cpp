#include "ui/grid/rowscroll.h"

#include <QTest>

#include <limits>

using workbench::RowScroll;

namespace {

RowScroll scrollOf(qint64 rows, int page = 410)
{
    RowScroll scroll;
    scroll.setRowHeight(20);
    scroll.setRowCount(rows);
    scroll.setPageHeight(page);
    return scroll;
}

}

class TestRowScroll : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theBarIsExactToThePixelForSmallResults();
    void theBarOfAHugeResultReachesBothEndsAndRowEdges();
    void stepsAreExactByRowWhereTheBarIsScaled();
    void barValueGrowsWithThePosition();
    void revealingMovesNoMoreThanNeeded();
    void aResultThatShrinksAndComesBackStandsWhereItStood();
    void growthLeavesThePageWhereItIs();
    void rowsBelowTheLastAreNoRows();
    void theLargestRowCountDoesNotOverflow();
    void anEmptyResultHasNoVisibleRows();
};

void TestRowScroll::theBarIsExactToThePixelForSmallResults()
{
    RowScroll scroll = scrollOf(1000);
    QVERIFY(!scroll.isScaled());
    QCOMPARE(scroll.barMaximum(), 1000 * 20 - 410);
    scroll.setFromBar(12'345);
    QCOMPARE(scroll.top(), 12'345);
    QCOMPARE(scroll.barValue(), 12'345);
    QCOMPARE(scroll.yOf(617), 617 * 20 - 12'345);
    QCOMPARE(scroll.rowAt(0), 617);
}

void TestRowScroll::theBarOfAHugeResultReachesBothEndsAndRowEdges()
{
    RowScroll scroll = scrollOf(2'000'000'000);
    QVERIFY(scroll.isScaled());
    QCOMPARE(scroll.barMaximum(), RowScroll::barLimit);
    scroll.setFromBar(RowScroll::barLimit);
    QCOMPARE(scroll.lastRow(), 1'999'999'999);
    QCOMPARE(scroll.top(), scroll.maximumTop());
    scroll.setFromBar(RowScroll::barLimit / 2);
    QCOMPARE(scroll.top() % 20, 0);
    QVERIFY(qAbs(scroll.firstRow() - 1'000'000'000) < 100);
    scroll.setFromBar(0);
    QCOMPARE(scroll.firstRow(), 0);
}

void TestRowScroll::stepsAreExactByRowWhereTheBarIsScaled()
{
    RowScroll scroll = scrollOf(2'000'000'000);
    scroll.setTop(1'000'000'007LL * 20);
    for (int i = 0; i < 5; ++i)
        scroll.scrollRows(3);
    QCOMPARE(scroll.firstRow(), 1'000'000'022);
    scroll.scrollRows(-22);
    QCOMPARE(scroll.firstRow(), 1'000'000'000);
    scroll.setTop(105);
    scroll.scrollRows(-1);
    QCOMPARE(scroll.top(), 100);
    scroll.scrollRows(std::numeric_limits<qint64>::max());
    QCOMPARE(scroll.top(), scroll.maximumTop());
    scroll.scrollRows(std::numeric_limits<qint64>::min());
    QCOMPARE(scroll.top(), 0);
}

void TestRowScroll::barValueGrowsWithThePosition()
{
    RowScroll scroll = scrollOf(2'000'000'000);
    int before = -1;
    for (qint64 row = 0; row < 2'000'000'000; row += 99'999'999) {
        scroll.setTop(row * 20);
        QVERIFY(scroll.barValue() > before);
        before = scroll.barValue();
    }
}

void TestRowScroll::revealingMovesNoMoreThanNeeded()
{
    RowScroll scroll = scrollOf(1000);
    scroll.reveal(10);
    QCOMPARE(scroll.top(), 0);
    scroll.reveal(20);
    QCOMPARE(scroll.top(), 21 * 20 - 410);
    scroll.reveal(999);
    QCOMPARE(scroll.top(), scroll.maximumTop());
    scroll.reveal(5);
    QCOMPARE(scroll.top(), 100);
}

void TestRowScroll::aResultThatShrinksAndComesBackStandsWhereItStood()
{
    RowScroll scroll = scrollOf(1000);
    scroll.setTop(5000);
    scroll.setRowCount(0);
    QCOMPARE(scroll.top(), 0);
    scroll.setRowCount(100);
    QCOMPARE(scroll.top(), 100 * 20 - 410);
    scroll.setRowCount(1000);
    QCOMPARE(scroll.top(), 5000);
}

void TestRowScroll::growthLeavesThePageWhereItIs()
{
    RowScroll scroll = scrollOf(1000);
    scroll.setTop(5000);
    scroll.setRowCount(3'000'000'000);
    QCOMPARE(scroll.top(), 5000);
    QVERIFY(scroll.isScaled());
}

void TestRowScroll::rowsBelowTheLastAreNoRows()
{
    const RowScroll scroll = scrollOf(3);
    QCOMPARE(scroll.rowAt(59), 2);
    QCOMPARE(scroll.rowAt(60), -1);
    QCOMPARE(scroll.rowAt(-1), -1);
    QCOMPARE(scroll.lastRow(), 2);
    QCOMPARE(scroll.barMaximum(), 0);
}

void TestRowScroll::theLargestRowCountDoesNotOverflow()
{
    RowScroll scroll = scrollOf(std::numeric_limits<qint64>::max());
    scroll.setFromBar(RowScroll::barLimit);
    QVERIFY(scroll.contentHeight() > 0);
    QCOMPARE(scroll.lastRow(), scroll.rowCount() - 1);
    scroll.reveal(scroll.rowCount() - 1);
    QCOMPARE(scroll.top(), scroll.maximumTop());
    QCOMPARE(scroll.yOf(0), -std::numeric_limits<int>::max() / 4);
}

void TestRowScroll::anEmptyResultHasNoVisibleRows()
{
    const RowScroll scroll = scrollOf(0);
    QVERIFY(scroll.lastRow() < scroll.firstRow());
    QCOMPARE(scroll.rowAt(0), -1);
}

QTEST_GUILESS_MAIN(TestRowScroll)
#include "tst_rowscroll.moc"
