#include "tests/support/generatedsource.h"
#include "ui/grid/resultgrid.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace workbench;

/// A grid in a window, with the keyboard, as a person has it.
class TestGridKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theFirstKeyChoosesTheFirstVisibleCell();
    void arrowsMoveByOneAndStopAtTheEdges();
    void controlArrowsGoToTheEdges();
    void homeAndEndStayInTheRowWithoutControl();
    void controlEndReachesTheLastOfTwoBillionRows();
    void pagesMoveByVisibleRowsAtAnyRow();
    void shiftExtendsFromTheAnchor();
    void tabWrapsAndLeavesTheGridAtItsEnd();
    void controlAChoosesAllRowsEvenLaterOnes();
    void spaceChoosesRowAndColumn();
    void enterAndF7ActivateTheValue();
    void arrivingByKeyboardShowsWhereOneIs();
    void keysOfTheWindowPassThrough();
    void arrowsAreMirroredFromRightToLeft();

private:
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_grid, key, modifiers); }

    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<GeneratedSource> m_source;
    ResultGrid *m_grid = nullptr;
    QWidget *m_after = nullptr;
};

void TestGridKeys::init()
{
    m_source = std::make_unique<GeneratedSource>(2'000'000'000, 5);
    m_window = std::make_unique<QWidget>();
    m_window->resize(700, 500);
    m_grid = new ResultGrid(m_window.get());
    m_grid->resize(700, 450);
    m_after = new QWidget(m_window.get());
    m_after->setFocusPolicy(Qt::StrongFocus);
    m_grid->setSource(m_source.get());
    m_window->show();
    m_window->activateWindow();
    m_grid->setFocus(Qt::MouseFocusReason);
    QTRY_VERIFY(m_grid->hasFocus());
}

void TestGridKeys::cleanup()
{
    m_window.reset();
    m_source.reset();
}

void TestGridKeys::theFirstKeyChoosesTheFirstVisibleCell()
{
    m_grid->clearSelection();
    m_grid->scrollToRow(1000);
    key(Qt::Key_Down);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 1000, 0 }));
}

void TestGridKeys::arrowsMoveByOneAndStopAtTheEdges()
{
    m_grid->setCurrentCell({ 0, 0 });
    key(Qt::Key_Up);
    key(Qt::Key_Left);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 0, 0 }));
    key(Qt::Key_Down);
    key(Qt::Key_Right);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 1, 1 }));
    m_grid->setCurrentCell({ 1'999'999'999, 4 });
    key(Qt::Key_Down);
    key(Qt::Key_Right);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 1'999'999'999, 4 }));
}

void TestGridKeys::controlArrowsGoToTheEdges()
{
    m_grid->setCurrentCell({ 7, 2 });
    key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 7, 4 }));
    key(Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 1'999'999'999, 4 }));
    key(Qt::Key_Left, Qt::ControlModifier);
    key(Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 0, 0 }));
}

void TestGridKeys::homeAndEndStayInTheRowWithoutControl()
{
    m_grid->setCurrentCell({ 7, 2 });
    key(Qt::Key_End);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 7, 4 }));
    key(Qt::Key_Home);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 7, 0 }));
}

void TestGridKeys::controlEndReachesTheLastOfTwoBillionRows()
{
    m_grid->setCurrentCell({ 0, 0 });
    key(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 1'999'999'999, 4 }));
    QCOMPARE(m_grid->lastVisibleRow(), 1'999'999'999);
    key(Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(m_grid->firstVisibleRow(), 0);
}

void TestGridKeys::pagesMoveByVisibleRowsAtAnyRow()
{
    for (const qint64 start : { 1000LL, 1'000'000'007LL }) {
        m_grid->setCurrentCell({ start, 1 });
        key(Qt::Key_PageDown);
        const qint64 page = m_grid->currentCell().row - start;
        QVERIFY(page > 5 && page <= m_grid->viewport()->height() / m_grid->rowHeight());
        key(Qt::Key_PageDown);
        QCOMPARE(m_grid->currentCell().row, start + 2 * page);
        key(Qt::Key_PageUp);
        key(Qt::Key_PageUp);
        QCOMPARE(m_grid->currentCell().row, start);
        QVERIFY(m_grid->viewport()->rect().contains(m_grid->cellRect({ start, 1 })));
    }
}

void TestGridKeys::shiftExtendsFromTheAnchor()
{
    m_grid->setCurrentCell({ 10, 2 });
    QSignalSpy selectionSpy(m_grid, &ResultGrid::selectionChanged);
    key(Qt::Key_Down, Qt::ShiftModifier);
    key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 10, 11, 2, 3 } }));
    QCOMPARE(selectionSpy.size(), 2);
    key(Qt::Key_End, Qt::ShiftModifier | Qt::ControlModifier);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 10, 1'999'999'999, 2, 4 } }));
    key(Qt::Key_Up);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 1'999'999'998, 1'999'999'998, 4, 4 } }));
}

void TestGridKeys::tabWrapsAndLeavesTheGridAtItsEnd()
{
    m_grid->setCurrentCell({ 3, 4 });
    key(Qt::Key_Tab);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 4, 0 }));
    key(Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 3, 4 }));
    m_grid->setCurrentCell({ 1'999'999'999, 4 });
    key(Qt::Key_Tab);
    QTRY_VERIFY(m_after->hasFocus());
    QCOMPARE(m_grid->currentCell(), (GridPosition { 1'999'999'999, 4 }));
}

void TestGridKeys::controlAChoosesAllRowsEvenLaterOnes()
{
    m_source->setRowCount(100);
    key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 0, 99, 0, 4 } }));
    m_source->setRowCount(250);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 0, 249, 0, 4 } }));
}

void TestGridKeys::spaceChoosesRowAndColumn()
{
    m_grid->setCurrentCell({ 6, 3 });
    key(Qt::Key_Space, Qt::ShiftModifier);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 6, 6, 0, 4 } }));
    key(Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 0, 1'999'999'999, 3, 3 } }));
    QCOMPARE(m_grid->currentCell(), (GridPosition { 6, 3 }));
}

void TestGridKeys::enterAndF7ActivateTheValue()
{
    m_grid->setCurrentCell({ 6, 3 });
    QSignalSpy activated(m_grid, &ResultGrid::valueActivated);
    key(Qt::Key_Return);
    key(Qt::Key_F7);
    QCOMPARE(activated.size(), 2);
    QCOMPARE(activated.front(), QVariantList({ qint64(6), 3 }));
}

void TestGridKeys::arrivingByKeyboardShowsWhereOneIs()
{
    m_grid->clearSelection();
    m_after->setFocus();
    m_grid->setFocus(Qt::TabFocusReason);
    QTRY_COMPARE(m_grid->currentCell(), (GridPosition { 0, 0 }));
}

void TestGridKeys::keysOfTheWindowPassThrough()
{
    m_grid->setCurrentCell({ 6, 3 });
    for (const Qt::Key passed : { Qt::Key_Escape, Qt::Key_F5, Qt::Key_X }) {
        QKeyEvent event(QEvent::KeyPress, passed, Qt::NoModifier);
        QCoreApplication::sendEvent(m_grid, &event);
        QVERIFY(!event.isAccepted());
    }
}

void TestGridKeys::arrowsAreMirroredFromRightToLeft()
{
    m_window->setLayoutDirection(Qt::RightToLeft);
    m_grid->setCurrentCell({ 6, 2 });
    key(Qt::Key_Left);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 6, 3 }));
    QVERIFY(m_grid->cellRect({ 6, 3 }).x() < m_grid->cellRect({ 6, 2 }).x());
    QVERIFY(m_grid->viewport()->x() == 0 || m_grid->viewport()->geometry().right() < m_grid->width() - 10);
}

QTEST_MAIN(TestGridKeys)
#include "tst_gridkeys.moc"
