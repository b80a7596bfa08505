#include "tests/support/generatedsource.h"
#include "ui/grid/resultgrid.h"

#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <memory>

using namespace Qt::StringLiterals;
using namespace workbench;

class TestGridMouse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aClickChoosesTheCellAndADragARange();
    void controlClickAddsAndShiftClickExtends();
    void draggingBelowTheEdgeScrollsUntilTheButtonIsReleased();
    void aPressOnARowNumberChoosesTheRow();
    void draggingRowNumbersChoosesRows();
    void aPressOnAHeaderChoosesTheColumn();
    void theCornerChoosesEverything();
    void draggingAnEdgeResizesTheColumn();
    void aDoubleClickOnAnEdgeFitsTheColumn();
    void theSortMarkAsksForAscendingDescendingNone();
    void aRightClickKeepsASelectionItHits();
    void aRightClickOutsideMovesTheSelection();
    void aDoubleClickActivatesTheValue();
    void theWheelMovesByWholeRowsAtAnyRow();
    void smallWheelStepsAddUp();
    void stepsOfTheScaledBarAreExactByRow();
    void draggingTheScaledBarReachesTheEnd();
    void clickingBesideTheCellsDoesNothing();

private:
    QPoint middle(GridPosition cell) const { return m_grid->cellRect(cell).center(); }
    void press(QWidget *widget, QPoint at, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(widget, Qt::LeftButton, modifiers, at);
    }
    void wheel(int angle);
    /// The header's point over the end of a column, from its own left.
    QPoint edge(int column) const
    {
        const QRect cell = m_grid->cellRect({ m_grid->firstVisibleRow(), column });
        return { m_grid->viewport()->x() - m_header->x() + cell.right(), 10 };
    }

    std::unique_ptr<GeneratedSource> m_source;
    std::unique_ptr<ResultGrid> m_grid;
    QWidget *m_header = nullptr;
    QWidget *m_gutter = nullptr;
};

void TestGridMouse::init()
{
    m_source = std::make_unique<GeneratedSource>(2'000'000'000, 5);
    m_grid = std::make_unique<ResultGrid>();
    m_grid->resize(900, 500);
    m_grid->setSource(m_source.get());
    m_grid->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_grid.get()));
    m_header = m_grid->findChild<QWidget *>(u"gridHeader"_s);
    m_gutter = m_grid->findChild<QWidget *>(u"gridGutter"_s);
    QVERIFY(m_header && m_gutter);
}

void TestGridMouse::cleanup()
{
    m_grid.reset();
    m_source.reset();
}

void TestGridMouse::wheel(int angle)
{
    const QPointF at = m_grid->viewport()->rect().center();
    QWheelEvent event(at, m_grid->viewport()->mapToGlobal(at), {}, { 0, angle }, Qt::NoButton, Qt::NoModifier,
        Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_grid->viewport(), &event);
}

void TestGridMouse::aClickChoosesTheCellAndADragARange()
{
    QSignalSpy current(m_grid.get(), &ResultGrid::currentCellChanged);
    press(m_grid->viewport(), middle({ 3, 1 }));
    QCOMPARE(m_grid->currentCell(), (GridPosition { 3, 1 }));
    QCOMPARE(current.size(), 1);
    QTest::mouseMove(m_grid->viewport(), middle({ 6, 2 }));
    QTest::mouseRelease(m_grid->viewport(), Qt::LeftButton, {}, middle({ 6, 2 }));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 3, 6, 1, 2 } }));
    QTest::mouseMove(m_grid->viewport(), middle({ 9, 3 }));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 3, 6, 1, 2 } }));
}

void TestGridMouse::controlClickAddsAndShiftClickExtends()
{
    QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, {}, middle({ 1, 1 }));
    QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, Qt::ControlModifier, middle({ 4, 2 }));
    QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, Qt::ShiftModifier, middle({ 5, 3 }));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 1, 1, 1, 1 }, GridRange { 4, 5, 2, 3 } }));
}

void TestGridMouse::draggingBelowTheEdgeScrollsUntilTheButtonIsReleased()
{
    press(m_grid->viewport(), middle({ 3, 1 }));
    const QPoint below(middle({ 3, 1 }).x(), m_grid->viewport()->height() + 30);
    QTest::mouseMove(m_grid->viewport(), below);
    QTRY_VERIFY(m_grid->firstVisibleRow() > 10);
    QVERIFY(m_grid->selectedRanges().front().lastRow > 20);
    QTest::mouseRelease(m_grid->viewport(), Qt::LeftButton, {}, below);
    const qint64 first = m_grid->firstVisibleRow();
    QTest::mouseMove(m_grid->viewport(), below + QPoint(0, 5));
    QCOMPARE(m_grid->firstVisibleRow(), first);
}

void TestGridMouse::aPressOnARowNumberChoosesTheRow()
{
    QTest::mouseClick(m_gutter, Qt::LeftButton, {}, QPoint(5, m_grid->rowHeight() * 4 + 3));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 4, 4, 0, 4 } }));
    QTest::mouseClick(m_gutter, Qt::LeftButton, Qt::ShiftModifier, QPoint(5, m_grid->rowHeight() * 7 + 3));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 4, 7, 0, 4 } }));
}

void TestGridMouse::draggingRowNumbersChoosesRows()
{
    press(m_gutter, QPoint(5, m_grid->rowHeight() * 4 + 3));
    QTest::mouseMove(m_gutter, QPoint(5, m_grid->rowHeight() * 6 + 3));
    QTest::mouseRelease(m_gutter, Qt::LeftButton, {}, QPoint(5, m_grid->rowHeight() * 6 + 3));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 4, 6, 0, 4 } }));
}

void TestGridMouse::aPressOnAHeaderChoosesTheColumn()
{
    QSignalSpy clicked(m_grid.get(), &ResultGrid::headerClicked);
    const int x = m_grid->viewport()->x() + m_grid->cellRect({ 0, 1 }).left() + 20;
    QTest::mouseClick(m_header, Qt::LeftButton, {}, QPoint(x, 10));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 0, 1'999'999'999, 1, 1 } }));
    QCOMPARE(clicked.size(), 1);
}

void TestGridMouse::theCornerChoosesEverything()
{
    QTest::mouseClick(m_header, Qt::LeftButton, {}, QPoint(5, 5));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 0, 1'999'999'999, 0, 4 } }));
}

void TestGridMouse::draggingAnEdgeResizesTheColumn()
{
    QSignalSpy resized(m_grid.get(), &ResultGrid::columnResized);
    const int before = m_grid->columnWidth(1);
    const QPoint from = edge(1);
    QTest::mouseMove(m_header, from);
    QCOMPARE(m_header->cursor().shape(), Qt::SplitHCursor);
    press(m_header, from);
    QTest::mouseMove(m_header, from + QPoint(40, 0));
    QTest::mouseRelease(m_header, Qt::LeftButton, {}, from + QPoint(40, 0));
    QCOMPARE(m_grid->columnWidth(1), before + 40);
    QVERIFY(!resized.isEmpty());
    QCOMPARE(m_grid->cellRect({ 0, 2 }).left(), m_grid->cellRect({ 0, 1 }).right() + 1);
}

void TestGridMouse::aDoubleClickOnAnEdgeFitsTheColumn()
{
    const int fitted = m_grid->columnWidth(1);
    m_grid->setColumnWidth(1, 300);
    QTest::mouseDClick(m_header, Qt::LeftButton, {}, edge(1));
    QCOMPARE(m_grid->columnWidth(1), fitted);
}

void TestGridMouse::theSortMarkAsksForAscendingDescendingNone()
{
    std::vector<std::optional<Qt::SortOrder>> asked;
    connect(
        m_grid.get(), &ResultGrid::sortRequested, this, [&](int column, std::optional<Qt::SortOrder> order) {
            asked.push_back(order);
            GridColumn facts = m_source->column(column);
            facts.sort = order;
            m_source->setColumn(column, facts);
        });
    const QPoint mark = edge(1) - QPoint(12, 0);
    for (int i = 0; i < 3; ++i)
        QTest::mouseClick(m_header, Qt::LeftButton, {}, mark);
    QCOMPARE(asked.size(), size_t(3));
    QCOMPARE(asked[0], std::optional(Qt::AscendingOrder));
    QCOMPARE(asked[1], std::optional(Qt::DescendingOrder));
    QCOMPARE(asked[2], std::nullopt);
    QVERIFY(m_grid->selectedRanges().empty());
}

void TestGridMouse::aRightClickKeepsASelectionItHits()
{
    m_grid->selectRange({ 2, 6, 1, 2 });
    QTest::mouseClick(m_grid->viewport(), Qt::RightButton, {}, middle({ 4, 1 }));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 2, 6, 1, 2 } }));
}

void TestGridMouse::aRightClickOutsideMovesTheSelection()
{
    QSignalSpy menu(m_grid.get(), &ResultGrid::cellContextMenuRequested);
    m_grid->selectRange({ 2, 6, 1, 2 });
    QTest::mouseClick(m_grid->viewport(), Qt::RightButton, {}, middle({ 8, 1 }));
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 8, 8, 1, 1 } }));
    QContextMenuEvent event(
        QContextMenuEvent::Mouse, middle({ 8, 1 }), m_grid->mapToGlobal(middle({ 8, 1 })));
    QCoreApplication::sendEvent(m_grid->viewport(), &event);
    QCOMPARE(menu.size(), 1);
    QCOMPARE(menu.front().front().toLongLong(), 8);
}

void TestGridMouse::aDoubleClickActivatesTheValue()
{
    QSignalSpy activated(m_grid.get(), &ResultGrid::valueActivated);
    QTest::mouseDClick(m_grid->viewport(), Qt::LeftButton, {}, middle({ 2, 3 }));
    QCOMPARE(activated.size(), 1);
}

void TestGridMouse::theWheelMovesByWholeRowsAtAnyRow()
{
    for (const qint64 row : { 100LL, 1'500'000'001LL }) {
        m_grid->scrollToRow(row);
        wheel(-120);
        const qint64 lines = m_grid->firstVisibleRow() - row;
        QVERIFY(lines > 0 && lines < 10);
        wheel(-120);
        QCOMPARE(m_grid->firstVisibleRow(), row + 2 * lines);
        QCOMPARE(m_grid->cellRect({ row + 2 * lines, 0 }).top(), 0);
        wheel(240);
        QCOMPARE(m_grid->firstVisibleRow(), row);
    }
}

void TestGridMouse::smallWheelStepsAddUp()
{
    for (int i = 0; i < 8; ++i)
        wheel(-15);
    const qint64 fine = m_grid->firstVisibleRow();
    m_grid->scrollToRow(0);
    wheel(-120);
    QCOMPARE(fine, m_grid->firstVisibleRow());
}

void TestGridMouse::stepsOfTheScaledBarAreExactByRow()
{
    m_grid->scrollToRow(1'000'000'001);
    QScrollBar *bar = m_grid->verticalScrollBar();
    bar->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    QCOMPARE(m_grid->firstVisibleRow(), 1'000'000'002);
    bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
    const qint64 page = m_grid->firstVisibleRow() - 1'000'000'002;
    QCOMPARE(page, m_grid->viewport()->height() / m_grid->rowHeight());
    bar->triggerAction(QAbstractSlider::SliderPageStepSub);
    bar->triggerAction(QAbstractSlider::SliderSingleStepSub);
    QCOMPARE(m_grid->firstVisibleRow(), 1'000'000'001);
}

void TestGridMouse::draggingTheScaledBarReachesTheEnd()
{
    QSignalSpy visible(m_grid.get(), &ResultGrid::visibleRangeChanged);
    QScrollBar *bar = m_grid->verticalScrollBar();
    bar->setValue(bar->maximum());
    QCOMPARE(m_grid->lastVisibleRow(), 1'999'999'999);
    QCOMPARE(visible.back().back().toLongLong(), 1'999'999'999);
    bar->setValue(0);
    QCOMPARE(m_grid->firstVisibleRow(), 0);
}

void TestGridMouse::clickingBesideTheCellsDoesNothing()
{
    m_source->setRowCount(3);
    QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, {}, QPoint(30, m_grid->rowHeight() * 3 + 10));
    QTest::mouseClick(m_gutter, Qt::LeftButton, {}, QPoint(5, m_grid->rowHeight() * 3 + 10));
    QVERIFY(m_grid->selectedRanges().empty());
}

QTEST_MAIN(TestGridMouse)
#include "tst_gridmouse.moc"
