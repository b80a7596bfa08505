#include "ui/grid/gridaccessible.h"

#include "ui/grid/gridtableaccessible.h"
#include "ui/grid/resultgrid.h"

#include <QAccessible>

#include <algorithm>

namespace workbench {

namespace {

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *grid = qobject_cast<ResultGrid *>(object);
    return grid ? new GridTableAccessible(grid) : nullptr;
}

void notifyModel(
    ResultGrid *grid, QAccessibleTableModelChangeEvent::ModelChangeType type, int first, int last)
{
    QAccessibleTableModelChangeEvent event(grid, type);
    event.setFirstRow(first);
    event.setLastRow(last);
    event.setFirstColumn(0);
    event.setLastColumn(std::max(static_cast<int>(grid->columnWidths().size()) - 1, 0));
    QAccessible::updateAccessibility(&event);
}

}

void installGridAccessibility()
{
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
}

void notifyGridReset(ResultGrid *grid)
{
    if (QAccessible::isActive())
        notifyModel(grid, QAccessibleTableModelChangeEvent::ModelReset, 0, 0);
}

void notifyGridRows(ResultGrid *grid, qint64 before, qint64 now)
{
    if (!QAccessible::isActive() || before == now)
        return;
    using Event = QAccessibleTableModelChangeEvent;
    const auto type = now > before ? Event::RowsInserted : Event::RowsRemoved;
    const int first = accessibleRow(std::min(before, now));
    const int last = accessibleRow(std::max(before, now) - 1);
    notifyModel(grid, type, first, last);
}

void notifyGridFocus(ResultGrid *grid, GridPosition cell)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(grid);
    QAccessibleTableInterface *table = interface ? interface->tableInterface() : nullptr;
    QAccessibleInterface *focused = table ? table->cellAt(accessibleRow(cell.row), cell.column) : nullptr;
    if (!focused)
        return;
    QAccessibleEvent event(focused, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

}
