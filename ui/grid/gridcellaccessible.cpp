#include "ui/grid/gridcellaccessible.h"

#include "ui/grid/gridtableaccessible.h"
#include "ui/grid/resultgrid.h"

#include <QWindow>

namespace workbench {

GridCellAccessible::GridCellAccessible(ResultGrid *grid, GridPosition position)
    : m_grid(grid)
    , m_position(position)
{
}

void *GridCellAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::TableCellInterface)
        return static_cast<QAccessibleTableCellInterface *>(this);
    if (type == QAccessible::ActionInterface)
        return static_cast<QAccessibleActionInterface *>(this);
    return nullptr;
}

bool GridCellAccessible::isValid() const
{
    const GridSource *source = m_grid ? m_grid->source() : nullptr;
    return source && m_position.row < source->rowCount() && m_position.column < source->columnCount();
}

QWindow *GridCellAccessible::window() const
{
    return m_grid ? m_grid->window()->windowHandle() : nullptr;
}

QAccessibleInterface *GridCellAccessible::parent() const
{
    return m_grid ? QAccessible::queryAccessibleInterface(m_grid) : nullptr;
}

QRect GridCellAccessible::rect() const
{
    if (!isValid())
        return {};
    QRect rect
        = m_grid->cellRect({ isHeader() ? m_grid->firstVisibleRow() : m_position.row, m_position.column });
    if (isHeader()) {
        const int height = m_grid->viewport()->y();
        rect = QRect(rect.x(), -height, rect.width(), height);
    }
    return rect.translated(m_grid->viewport()->mapToGlobal(QPoint()));
}

QAccessible::Role GridCellAccessible::role() const
{
    return isHeader() ? QAccessible::ColumnHeader : QAccessible::Cell;
}

QAccessible::State GridCellAccessible::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.readOnly = true;
    state.selectable = true;
    state.extSelectable = true;
    state.selected = isSelected();
    if (isHeader())
        return state;
    state.focusable = true;
    state.focused = m_grid->hasFocus() && m_grid->currentCell() == m_position;
    state.offscreen = !m_grid->viewport()->rect().intersects(m_grid->cellRect(m_position));
    state.busy = !m_grid->source()->tryCell(m_position.row, m_position.column);
    return state;
}

QString GridCellAccessible::text(QAccessible::Text type) const
{
    if (!isValid())
        return {};
    const GridColumn column = m_grid->source()->column(m_position.column);
    if (isHeader()) {
        switch (type) {
        case QAccessible::Name:
            return column.name;
        case QAccessible::Description:
            return column.typeText;
        default:
            return {};
        }
    }
    if (type == QAccessible::Description)
        return column.name;
    if (type != QAccessible::Name && type != QAccessible::Value)
        return {};
    const std::optional<GridCell> cell = m_grid->source()->tryCell(m_position.row, m_position.column);
    if (!cell)
        return {};
    return cell->kind == GridCell::Kind::Null ? m_grid->nullText() : cell->text;
}

bool GridCellAccessible::isSelected() const
{
    if (!m_grid)
        return false;
    return isHeader() ? m_grid->selection().hasWholeColumn(m_position.column)
                      : m_grid->selection().contains(m_position);
}

QList<QAccessibleInterface *> GridCellAccessible::columnHeaderCells() const
{
    auto *table = dynamic_cast<GridTableAccessible *>(parent());
    if (isHeader() || !table)
        return {};
    return { table->headerAt(m_position.column) };
}

int GridCellAccessible::rowIndex() const
{
    return accessibleRow(m_position.row);
}

QStringList GridCellAccessible::actionNames() const
{
    return { pressAction(), setFocusAction() };
}

void GridCellAccessible::doAction(const QString &name)
{
    if (!isValid())
        return;
    if (isHeader()) {
        if (name == pressAction())
            m_grid->requestSort(m_position.column);
        return;
    }
    m_grid->setFocus(Qt::OtherFocusReason);
    m_grid->setCurrentCell(m_position);
    if (name == pressAction())
        Q_EMIT m_grid->valueActivated(m_position.row, m_position.column);
}

}
