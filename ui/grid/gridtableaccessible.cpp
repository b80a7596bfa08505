#include "ui/grid/gridtableaccessible.h"

#include "ui/grid/gridcellaccessible.h"
#include "ui/grid/resultgrid.h"

#include <algorithm>
#include <limits>

namespace workbench {

namespace {

constexpr int most = std::numeric_limits<int>::max();
constexpr int listedAtMost = 1000;
constexpr qsizetype keptCells = 4096;

}

int accessibleRow(qint64 row)
{
    return static_cast<int>(std::clamp<qint64>(row, -1, most - 1));
}

GridTableAccessible::GridTableAccessible(ResultGrid *grid)
    : QAccessibleWidget(grid, QAccessible::Table)
{
}

GridTableAccessible::~GridTableAccessible()
{
    forgetCells();
}

void GridTableAccessible::forgetCells() const
{
    const auto ids = std::exchange(m_cells, {});
    for (const QAccessible::Id id : ids)
        QAccessible::deleteAccessibleInterface(id);
}

ResultGrid *GridTableAccessible::grid() const
{
    return static_cast<ResultGrid *>(object());
}

void *GridTableAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TableInterface)
        return static_cast<QAccessibleTableInterface *>(this);
    if (type == QAccessible::SelectionInterface)
        return static_cast<QAccessibleSelectionInterface *>(this);
    return QAccessibleWidget::interface_cast(type);
}

QAccessible::Role GridTableAccessible::role() const
{
    return QAccessible::Table;
}

int GridTableAccessible::rowCount() const
{
    const GridSource *source = grid()->source();
    return source ? static_cast<int>(std::min<qint64>(source->rowCount(), most)) : 0;
}

int GridTableAccessible::columnCount() const
{
    const GridSource *source = grid()->source();
    return source ? source->columnCount() : 0;
}

int GridTableAccessible::childCount() const
{
    const qint64 children = (static_cast<qint64>(rowCount()) + 1) * columnCount();
    return static_cast<int>(std::min<qint64>(children, most));
}

QAccessibleInterface *GridTableAccessible::at(GridPosition position) const
{
    const std::pair key { position.row, position.column };
    if (const auto known = m_cells.constFind(key); known != m_cells.cend())
        return QAccessible::accessibleInterface(*known);
    if (m_cells.size() >= keptCells)
        forgetCells();
    auto *cell = new GridCellAccessible(grid(), position);
    m_cells.insert(key, QAccessible::registerAccessibleInterface(cell));
    return cell;
}

QAccessibleInterface *GridTableAccessible::child(int index) const
{
    const int columns = columnCount();
    if (index < 0 || index >= childCount())
        return nullptr;
    return at({ index / columns - 1, index % columns });
}

int GridTableAccessible::indexOfChild(const QAccessibleInterface *child) const
{
    const auto *cell = dynamic_cast<const GridCellAccessible *>(child);
    if (!cell)
        return -1;
    const qint64 index = (cell->position().row + 1) * columnCount() + cell->position().column;
    return index < childCount() ? static_cast<int>(index) : -1;
}

QAccessibleInterface *GridTableAccessible::childAt(int x, int y) const
{
    const GridPosition cell = grid()->cellAt(grid()->viewport()->mapFromGlobal(QPoint(x, y)));
    return cell.isValid() ? at(cell) : nullptr;
}

QAccessibleInterface *GridTableAccessible::focusChild() const
{
    const GridPosition current = grid()->currentCell();
    return grid()->hasFocus() && current.isValid() ? at(current) : nullptr;
}

QAccessibleInterface *GridTableAccessible::cellAt(int row, int column) const
{
    const bool exists = row >= 0 && row < rowCount() && column >= 0 && column < columnCount();
    return exists ? at({ row, column }) : nullptr;
}

QAccessibleInterface *GridTableAccessible::headerAt(int column) const
{
    return column >= 0 && column < columnCount() ? at({ -1, column }) : nullptr;
}

QString GridTableAccessible::columnDescription(int column) const
{
    return column >= 0 && column < columnCount() ? grid()->source()->column(column).name : QString();
}

QString GridTableAccessible::rowDescription(int row) const
{
    return QString::number(static_cast<qint64>(row) + 1);
}

int GridTableAccessible::selectedCellCount() const
{
    qint64 cells = 0;
    for (const GridRange &range : grid()->selectedRanges())
        cells = std::min<qint64>(cells + std::min<qint64>(range.rows(), most) * range.columns(), most);
    return static_cast<int>(cells);
}

QList<QAccessibleInterface *> GridTableAccessible::selectedCells() const
{
    QList<QAccessibleInterface *> cells;
    for (const GridRange &range : grid()->selectedRanges()) {
        for (qint64 row = range.firstRow; row <= range.lastRow; ++row) {
            for (int column = range.firstColumn; column <= range.lastColumn; ++column) {
                if (cells.size() == listedAtMost)
                    return cells;
                cells.append(at({ row, column }));
            }
        }
    }
    return cells;
}

QList<int> GridTableAccessible::selectedColumns() const
{
    QList<int> columns;
    for (int column = 0; column < columnCount(); ++column) {
        if (isColumnSelected(column))
            columns.append(column);
    }
    return columns;
}

int GridTableAccessible::selectedColumnCount() const
{
    return static_cast<int>(selectedColumns().size());
}

QList<int> GridTableAccessible::selectedRows() const
{
    QList<int> rows;
    for (const GridRange &range : grid()->selectedRanges()) {
        for (qint64 row = range.firstRow; row <= range.lastRow && rows.size() < listedAtMost; ++row) {
            if (range.columns() == columnCount() && !rows.contains(accessibleRow(row)))
                rows.append(accessibleRow(row));
        }
    }
    return rows;
}

int GridTableAccessible::selectedRowCount() const
{
    qint64 rows = 0;
    for (const GridRange &range : grid()->selectedRanges()) {
        if (range.columns() == columnCount())
            rows = std::min<qint64>(rows + range.rows(), most);
    }
    return static_cast<int>(rows);
}

bool GridTableAccessible::isColumnSelected(int column) const
{
    return grid()->selection().hasWholeColumn(column);
}

bool GridTableAccessible::isRowSelected(int row) const
{
    return grid()->selection().hasWholeRow(row);
}

bool GridTableAccessible::selectRow(int row)
{
    if (row < 0 || row >= rowCount())
        return false;
    grid()->selectRow(row);
    return true;
}

bool GridTableAccessible::selectColumn(int column)
{
    if (column < 0 || column >= columnCount())
        return false;
    grid()->selectColumn(column);
    return true;
}

bool GridTableAccessible::unselectRow(int row)
{
    return isRowSelected(row) && clear();
}

bool GridTableAccessible::unselectColumn(int column)
{
    return isColumnSelected(column) && clear();
}

void GridTableAccessible::modelChange(QAccessibleTableModelChangeEvent *event)
{
    // Cells stand for positions, so rows that come or go below them change nothing.
    if (event->modelChangeType() == QAccessibleTableModelChangeEvent::ModelReset)
        forgetCells();
}

bool GridTableAccessible::isSelected(QAccessibleInterface *item) const
{
    const auto *cell = dynamic_cast<const GridCellAccessible *>(item);
    return cell && grid()->selection().contains(cell->position());
}

bool GridTableAccessible::select(QAccessibleInterface *item)
{
    const auto *cell = dynamic_cast<const GridCellAccessible *>(item);
    if (!cell || !cell->position().isValid())
        return false;
    grid()->setCurrentCell(cell->position());
    return true;
}

bool GridTableAccessible::unselect(QAccessibleInterface *item)
{
    return isSelected(item) && clear();
}

bool GridTableAccessible::selectAll()
{
    grid()->selectAll();
    return columnCount() > 0;
}

bool GridTableAccessible::clear()
{
    grid()->clearSelection();
    return true;
}

}
