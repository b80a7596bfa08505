#include "ui/grid/columnlayout.h"

#include <QTest>

using workbench::ColumnLayout;

class TestColumnLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsStandSideBySide();
    void noColumnIsFoundOutside();
    void aChangedWidthMovesTheColumnsBehindIt();
    void widthsStayWithinTheirBounds();
    void savedWidthsMayBeFewerOrMore();
    void noColumnsHaveNoWidth();
};

void TestColumnLayout::columnsStandSideBySide()
{
    ColumnLayout layout;
    layout.reset(3, 100);
    QCOMPARE(layout.totalWidth(), 300);
    QCOMPARE(layout.columnAt(0), 0);
    QCOMPARE(layout.columnAt(99), 0);
    QCOMPARE(layout.columnAt(100), 1);
    QCOMPARE(layout.columnAt(299), 2);
}

void TestColumnLayout::noColumnIsFoundOutside()
{
    ColumnLayout layout;
    layout.reset(3, 100);
    QCOMPARE(layout.columnAt(-1), -1);
    QCOMPARE(layout.columnAt(300), -1);
}

void TestColumnLayout::aChangedWidthMovesTheColumnsBehindIt()
{
    ColumnLayout layout;
    layout.reset(3, 100);
    layout.setWidth(1, 50);
    QCOMPARE(layout.start(1), 100);
    QCOMPARE(layout.start(2), 150);
    QCOMPARE(layout.totalWidth(), 250);
}

void TestColumnLayout::widthsStayWithinTheirBounds()
{
    ColumnLayout layout;
    layout.reset(2, 100);
    layout.setWidth(0, -5);
    layout.setWidth(1, 1'000'000);
    QCOMPARE(layout.width(0), ColumnLayout::minimumWidth);
    QCOMPARE(layout.width(1), ColumnLayout::maximumWidth);
}

void TestColumnLayout::savedWidthsMayBeFewerOrMore()
{
    ColumnLayout layout;
    layout.reset(2, 100);
    layout.setWidths({ 60 });
    QCOMPARE(layout.widths(), std::vector({ 60, 100 }));
    layout.setWidths({ 70, 80, 90 });
    QCOMPARE(layout.widths(), std::vector({ 70, 80 }));
}

void TestColumnLayout::noColumnsHaveNoWidth()
{
    ColumnLayout layout;
    QCOMPARE(layout.totalWidth(), 0);
    layout.reset(0, 100);
    QCOMPARE(layout.totalWidth(), 0);
    QCOMPARE(layout.columnAt(0), -1);
}

QTEST_GUILESS_MAIN(TestColumnLayout)
#include "tst_columnlayout.moc"
