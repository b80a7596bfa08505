#include "tests/support/generatedsource.h"
#include "ui/grid/resultgrid.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

#include <limits>
#include <memory>

using namespace Qt::StringLiterals;
using namespace workbench;

class TestGridAccessible : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void theGridIsATableWithANameAndHeaders();
    void cellsSayWhatTheyShow();
    void nullHasItsOwnWord();
    void cellsNotInMemoryAreBusy();
    void rowCountsAreHeldWithinInt();
    void childrenAreHeadersThenCells();
    void selectionIsToldAndTaken();
    void theCurrentCellHasTheFocus();
    void aMovingCellIsAnnounced();
    void aPressActivatesACellAndSortsByAHeader();
    void manyAskedCellsAreNotKept();

private:
    QAccessibleTableInterface *table() const { return m_interface->tableInterface(); }

    std::unique_ptr<GeneratedSource> m_source;
    std::unique_ptr<ResultGrid> m_grid;
    QAccessibleInterface *m_interface = nullptr;
};

void TestGridAccessible::init()
{
    m_source = std::make_unique<GeneratedSource>(100, 4);
    m_grid = std::make_unique<ResultGrid>();
    m_grid->resize(900, 500);
    m_grid->setSource(m_source.get());
    m_grid->show();
    m_grid->activateWindow();
    QVERIFY(QTest::qWaitForWindowExposed(m_grid.get()));
    m_interface = QAccessible::queryAccessibleInterface(m_grid.get());
    QVERIFY(m_interface);
    QVERIFY(table());
}

void TestGridAccessible::cleanup()
{
    m_grid.reset();
    m_source.reset();
}

void TestGridAccessible::theGridIsATableWithANameAndHeaders()
{
    QCOMPARE(m_interface->role(), QAccessible::Table);
    QVERIFY(!m_interface->text(QAccessible::Name).isEmpty());
    QCOMPARE(table()->rowCount(), 100);
    QCOMPARE(table()->columnCount(), 4);
    QCOMPARE(table()->columnDescription(1), u"column_1"_s);
    QCOMPARE(table()->rowDescription(0), u"1"_s);
}

void TestGridAccessible::cellsSayWhatTheyShow()
{
    QAccessibleInterface *cell = table()->cellAt(7, 1);
    QVERIFY(cell && cell->isValid());
    QCOMPARE(cell->role(), QAccessible::Cell);
    QCOMPARE(cell->text(QAccessible::Name), u"row 7 of column 1"_s);
    QCOMPARE(cell->parent(), m_interface);
    QCOMPARE(cell->tableCellInterface()->rowIndex(), 7);
    QCOMPARE(cell->tableCellInterface()->columnIndex(), 1);
    const auto headers = cell->tableCellInterface()->columnHeaderCells();
    QCOMPARE(headers.size(), 1);
    QCOMPARE(headers.front()->role(), QAccessible::ColumnHeader);
    QCOMPARE(headers.front()->text(QAccessible::Name), u"column_1"_s);
    QCOMPARE(m_interface->childAt(cell->rect().center().x(), cell->rect().center().y()), cell);
    QVERIFY(!cell->state().offscreen);
    QVERIFY(table()->cellAt(99, 1)->state().offscreen);
}

void TestGridAccessible::nullHasItsOwnWord()
{
    m_source->setCellAt(
        [](qint64 row, int) { return row == 0 ? GridCell {} : GridCell { .kind = GridCell::Kind::Text }; });
    m_grid->setNullText(u"(null)"_s);
    QCOMPARE(table()->cellAt(0, 0)->text(QAccessible::Name), u"(null)"_s);
    QCOMPARE(table()->cellAt(1, 0)->text(QAccessible::Name), QString());
}

void TestGridAccessible::cellsNotInMemoryAreBusy()
{
    m_source->setCellAt([](qint64, int) { return std::nullopt; });
    QVERIFY(table()->cellAt(3, 1)->state().busy);
    QCOMPARE(table()->cellAt(3, 1)->text(QAccessible::Name), QString());
}

void TestGridAccessible::rowCountsAreHeldWithinInt()
{
    m_source->setRowCount(5'000'000'000);
    QCOMPARE(table()->rowCount(), std::numeric_limits<int>::max());
    QCOMPARE(m_interface->childCount(), std::numeric_limits<int>::max());
    QAccessibleInterface *cell = table()->cellAt(2'000'000'000, 1);
    QCOMPARE(cell->text(QAccessible::Name), u"row 2000000000 of column 1"_s);
    m_grid->setCurrentCell({ 4'999'999'999, 1 });
    QCOMPARE(table()->selectedCellCount(), 1);
    QCOMPARE(table()->selectedCells().front()->text(QAccessible::Name), u"row 4999999999 of column 1"_s);
    m_grid->selectAll();
    QCOMPARE(table()->selectedCellCount(), std::numeric_limits<int>::max());
    QCOMPARE(table()->selectedCells().size(), 1000);
}

void TestGridAccessible::childrenAreHeadersThenCells()
{
    QCOMPARE(m_interface->childCount(), 404);
    QCOMPARE(m_interface->child(2)->text(QAccessible::Name), u"column_2"_s);
    QCOMPARE(m_interface->child(4 + 4 * 9 + 1)->text(QAccessible::Name), u"row 9 of column 1"_s);
    QCOMPARE(m_interface->indexOfChild(table()->cellAt(9, 1)), 4 + 4 * 9 + 1);
    QCOMPARE(m_interface->child(404), nullptr);
    QCOMPARE(table()->cellAt(100, 0), nullptr);
    QCOMPARE(table()->cellAt(0, 4), nullptr);
}

void TestGridAccessible::selectionIsToldAndTaken()
{
    QVERIFY(table()->selectRow(5));
    QVERIFY(table()->isRowSelected(5));
    QCOMPARE(table()->selectedRows(), QList<int>({ 5 }));
    QCOMPARE(table()->selectedCellCount(), 4);
    QVERIFY(table()->selectColumn(2));
    QCOMPARE(table()->selectedColumns(), QList<int>({ 2 }));
    QVERIFY(table()->unselectColumn(2));
    QCOMPARE(table()->selectedCellCount(), 0);
    auto *selection = m_interface->selectionInterface();
    QVERIFY(selection);
    QVERIFY(selection->select(table()->cellAt(8, 3)));
    QCOMPARE(m_grid->currentCell(), (GridPosition { 8, 3 }));
    QVERIFY(selection->isSelected(table()->cellAt(8, 3)));
    QVERIFY(!table()->selectRow(100));
}

void TestGridAccessible::theCurrentCellHasTheFocus()
{
    m_grid->setFocus();
    QTRY_VERIFY(m_grid->hasFocus());
    m_grid->setCurrentCell({ 3, 2 });
    QCOMPARE(m_interface->focusChild(), table()->cellAt(3, 2));
    QVERIFY(table()->cellAt(3, 2)->state().focused);
    QVERIFY(!table()->cellAt(3, 1)->state().focused);
}

void TestGridAccessible::aMovingCellIsAnnounced()
{
    QAccessible::setActive(true);
    if (!QAccessible::isActive())
        QSKIP("This platform tells assistive programs nothing; the announcements are off with it.");
    static QStringList announced;
    announced.clear();
    const auto before = QAccessible::installUpdateHandler([](QAccessibleEvent *event) {
        if (event->type() == QAccessible::Focus && event->accessibleInterface())
            announced.append(event->accessibleInterface()->text(QAccessible::Name));
    });
    m_grid->setFocus();
    QTRY_VERIFY(m_grid->hasFocus());
    m_grid->setCurrentCell({ 3, 1 });
    QTest::keyClick(m_grid.get(), Qt::Key_Down);
    QVERIFY(announced.contains(u"row 3 of column 1"_s));
    QCOMPARE(announced.back(), u"row 4 of column 1"_s);
    QAccessible::installUpdateHandler(before);
}

void TestGridAccessible::aPressActivatesACellAndSortsByAHeader()
{
    QSignalSpy activated(m_grid.get(), &ResultGrid::valueActivated);
    QSignalSpy sorted(m_grid.get(), &ResultGrid::sortRequested);
    table()->cellAt(3, 1)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(activated.size(), 1);
    m_interface->child(1)->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(sorted.size(), 1);
}

void TestGridAccessible::manyAskedCellsAreNotKept()
{
    m_source->setRowCount(100'000);
    for (int row = 0; row < 20'000; ++row)
        QVERIFY(table()->cellAt(row, 0));
    QCOMPARE(table()->cellAt(0, 1)->text(QAccessible::Name), u"row 0 of column 1"_s);
}

QTEST_MAIN(TestGridAccessible)
#include "tst_gridaccessible.moc"
