#include "tests/support/generatedsource.h"
#include "ui/grid/resultgrid.h"

#include <QAbstractEventDispatcher>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;
using namespace workbench;

namespace {

/// Counts what a widget paints.
class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QWidget *widget)
        : QObject(widget)
    {
        widget->installEventFilter(this);
    }
    int paints = 0;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint;
        return false;
    }
};

}

class TestGridRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void thereIsNoTableViewInside();
    void rowsThatArriveBelowThePagePaintNothing();
    void rowsThatArriveOnThePageArePainted();
    void growthKeepsPageAndSelection();
    void growthBeyondTheBarsRangeKeepsThePage();
    void aRefreshKeepsSelectionScrollAndWidths();
    void aRefreshThatStartsEmptyComesBackToItsPlace();
    void anotherSourceStartsAtTheTop();
    void otherColumnsAreFittedAnew();
    void cellsThatArriveArePainted();
    void cellsOffThePagePaintNothing();
    void columnsAreFittedOnceTheFirstCellsAreThere();
    void aWidthChosenByAPersonIsKept();
    void aSourceMayVanish();
    void onlyVisibleCellsAreAskedFor();
    void aHugeResultCostsNoMemoryPerRow();
    void anIdleGridHasNoTimer();
    void theGutterGrowsWithTheNumberOfDigits();

private:
    void show(qint64 rows);

    std::unique_ptr<GeneratedSource> m_source;
    std::unique_ptr<ResultGrid> m_grid;
};

void TestGridRows::init()
{
    show(1000);
}

void TestGridRows::show(qint64 rows)
{
    m_source = std::make_unique<GeneratedSource>(rows, 5);
    m_grid = std::make_unique<ResultGrid>();
    m_grid->resize(900, 500);
    m_grid->setSource(m_source.get());
    m_grid->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_grid.get()));
    QCoreApplication::processEvents();
}

void TestGridRows::cleanup()
{
    m_grid.reset();
    m_source.reset();
}

void TestGridRows::thereIsNoTableViewInside()
{
    QVERIFY(m_grid->findChildren<QAbstractItemView *>().isEmpty());
}

void TestGridRows::rowsThatArriveBelowThePagePaintNothing()
{
    PaintCounter counter(m_grid->viewport());
    m_source->setRowCount(2000);
    QCoreApplication::processEvents();
    QCOMPARE(counter.paints, 0);
    QVERIFY(m_grid->verticalScrollBar()->maximum() > 1900 * m_grid->rowHeight());
}

void TestGridRows::rowsThatArriveOnThePageArePainted()
{
    show(3);
    PaintCounter counter(m_grid->viewport());
    m_source->setRowCount(10);
    QTRY_VERIFY(counter.paints > 0);
    QCOMPARE(m_grid->lastVisibleRow(), 9);
}

void TestGridRows::growthKeepsPageAndSelection()
{
    m_grid->selectRange({ 500, 510, 1, 2 });
    m_grid->scrollToRow(495);
    m_source->setRowCount(100'000);
    QCOMPARE(m_grid->firstVisibleRow(), 495);
    QCOMPARE(m_grid->selectedRanges(), std::vector({ GridRange { 500, 510, 1, 2 } }));
}

void TestGridRows::growthBeyondTheBarsRangeKeepsThePage()
{
    m_grid->scrollToRow(777);
    m_source->setRowCount(2'000'000'000);
    QCOMPARE(m_grid->firstVisibleRow(), 777);
    QCOMPARE(m_grid->cellRect({ 777, 0 }).top(), 0);
    m_grid->scrollToRow(1'234'567'890);
    m_source->setRowCount(5'000'000'000);
    QCOMPARE(m_grid->firstVisibleRow(), 1'234'567'890);
}

void TestGridRows::aRefreshKeepsSelectionScrollAndWidths()
{
    m_grid->setCurrentCell({ 500, 2 });
    m_grid->setColumnWidth(2, 222);
    const qint64 first = m_grid->firstVisibleRow();
    QSignalSpy current(m_grid.get(), &ResultGrid::currentCellChanged);
    m_source->reset();
    QCOMPARE(m_grid->currentCell(), (GridPosition { 500, 2 }));
    QCOMPARE(m_grid->firstVisibleRow(), first);
    QCOMPARE(m_grid->columnWidth(2), 222);
    QVERIFY(current.isEmpty());
}

void TestGridRows::aRefreshThatStartsEmptyComesBackToItsPlace()
{
    m_grid->setCurrentCell({ 500, 2 });
    const qint64 first = m_grid->firstVisibleRow();
    m_source->setRowCount(0);
    m_source->reset();
    QVERIFY(!m_grid->currentCell().isValid());
    m_source->setRowCount(300);
    m_source->setRowCount(1000);
    QCOMPARE(m_grid->currentCell(), (GridPosition { 500, 2 }));
    QCOMPARE(m_grid->firstVisibleRow(), first);
}

void TestGridRows::anotherSourceStartsAtTheTop()
{
    m_grid->setCurrentCell({ 500, 2 });
    GeneratedSource other(1000, 5);
    m_grid->setSource(&other);
    QVERIFY(!m_grid->currentCell().isValid());
    QCOMPARE(m_grid->firstVisibleRow(), 0);
    m_source->setRowCount(5);
    QCOMPARE(m_grid->lastVisibleRow() > 5, true);
}

void TestGridRows::otherColumnsAreFittedAnew()
{
    const int before = m_grid->columnWidth(1);
    GridColumn facts = m_source->column(1);
    facts.name = u"a very much longer name for this column"_s;
    m_source->setColumn(1, facts);
    QVERIFY(m_grid->columnWidth(1) > before);
}

void TestGridRows::cellsThatArriveArePainted()
{
    m_source->setCellAt([](qint64, int) { return std::nullopt; });
    m_source->reset();
    const QImage loading = m_grid->viewport()->grab().toImage();
    QCoreApplication::processEvents();
    PaintCounter counter(m_grid->viewport());
    m_source->setCellAt(GeneratedSource::plainCell);
    m_source->announce(0, 2);
    QTRY_VERIFY(counter.paints > 0);
    QVERIFY(m_grid->viewport()->grab().toImage() != loading);
}

void TestGridRows::cellsOffThePagePaintNothing()
{
    PaintCounter counter(m_grid->viewport());
    m_source->announce(500, 900);
    QCoreApplication::processEvents();
    QCOMPARE(counter.paints, 0);
}

void TestGridRows::columnsAreFittedOnceTheFirstCellsAreThere()
{
    m_source->setCellAt([](qint64, int) { return std::nullopt; });
    GeneratedSource late(100, 2);
    bool ready = false;
    late.setCellAt([&](qint64, int) -> std::optional<GridCell> {
        if (!ready)
            return std::nullopt;
        return GridCell { .kind = GridCell::Kind::Text, .text = QString(40, u'm') };
    });
    m_grid->setSource(&late);
    const int before = m_grid->columnWidth(1);
    ready = true;
    late.announce(0, 50);
    QVERIFY(m_grid->columnWidth(1) > before);
    m_grid->setSource(nullptr);
}

void TestGridRows::aWidthChosenByAPersonIsKept()
{
    m_grid->setColumnWidths({ 111, 99 });
    m_grid->setFont(QFont(m_grid->font().family(), 15));
    QCOMPARE(m_grid->columnWidth(0), 111);
    QCOMPARE(m_grid->columnWidth(1), 99);
}

void TestGridRows::aSourceMayVanish()
{
    m_source.reset();
    QCOMPARE(m_grid->source(), nullptr);
    QVERIFY(m_grid->lastVisibleRow() < m_grid->firstVisibleRow());
    m_grid->viewport()->grab();
    QTest::keyClick(m_grid.get(), Qt::Key_Down);
    m_grid->copy(CopyFormat::Csv);
    m_grid->selectAll();
    QVERIFY(m_grid->selectedRanges().empty());
}

void TestGridRows::onlyVisibleCellsAreAskedFor()
{
    show(2'000'000'000);
    const qint64 before = m_source->askedCells();
    m_grid->scrollToRow(1'000'000'000);
    m_grid->viewport()->grab();
    const qint64 page = (m_grid->lastVisibleRow() - m_grid->firstVisibleRow() + 1) * 5;
    QVERIFY(m_source->askedCells() - before <= page);
}

void TestGridRows::aHugeResultCostsNoMemoryPerRow()
{
    // With anything kept for each row this would not fit into memory at all.
    show(1'000'000'000'000'000);
    m_grid->setCurrentCell({ 999'999'999'999'999, 4 });
    QCOMPARE(m_grid->lastVisibleRow(), 999'999'999'999'999);
    m_grid->viewport()->grab();
}

void TestGridRows::anIdleGridHasNoTimer()
{
    m_grid->setFocus();
    m_grid->setCurrentCell({ 5, 1 });
    QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, {}, m_grid->cellRect({ 6, 1 }).center());
    QCoreApplication::processEvents();
    const auto *dispatcher = QAbstractEventDispatcher::instance();
    QVERIFY(dispatcher->registeredTimers(m_grid.get()).isEmpty());
    for (QObject *part : m_grid->findChildren<QObject *>())
        QVERIFY2(dispatcher->registeredTimers(part).isEmpty(), part->metaObject()->className());
}

void TestGridRows::theGutterGrowsWithTheNumberOfDigits()
{
    const int before = m_grid->viewport()->x();
    m_source->setRowCount(2'000'000'000);
    QVERIFY(m_grid->viewport()->x() > before);
}

QTEST_MAIN(TestGridRows)
#include "tst_gridrows.moc"
