#pragma once

#include "ui/grid/gridcell.h"

#include <QAccessible>
#include <QPointer>

namespace workbench {

class ResultGrid;

/// A cell of a grid, or where its row is -1 the header of a column. It stands for a position: what it says
/// is what the result holds there now.
class GridCellAccessible : public QAccessibleInterface,
                           public QAccessibleTableCellInterface,
                           public QAccessibleActionInterface
{
public:
    GridCellAccessible(ResultGrid *grid, GridPosition position);

    GridPosition position() const { return m_position; }
    bool isHeader() const { return m_position.row < 0; }

    void *interface_cast(QAccessible::InterfaceType type) override;
    bool isValid() const override;
    QObject *object() const override { return nullptr; }
    QWindow *window() const override;
    QAccessibleInterface *parent() const override;
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QRect rect() const override;
    QAccessible::Role role() const override;
    QAccessible::State state() const override;
    /// A NULL is called by the grid's text for it; a value that is not in memory has no text and is busy.
    QString text(QAccessible::Text type) const override;
    void setText(QAccessible::Text, const QString &) override { }

    bool isSelected() const override;
    QList<QAccessibleInterface *> columnHeaderCells() const override;
    QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_position.column; }
    int rowIndex() const override;
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface *table() const override { return parent(); }

    QStringList actionNames() const override;
    void doAction(const QString &name) override;
    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPointer<ResultGrid> m_grid;
    GridPosition m_position;
};

}
