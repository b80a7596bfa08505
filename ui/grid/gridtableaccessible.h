#pragma once

#include "ui/grid/gridcell.h"

#include <QAccessibleWidget>
#include <QHash>

#include <functional>

namespace workbench {

class ResultGrid;

/// A row as assistive programs count it: those beyond int are the last one they can name.
int accessibleRow(qint64 row);

/// A grid as a table. Its children are the column headers, then the cells row by row.
class GridTableAccessible : public QAccessibleWidget,
                            public QAccessibleTableInterface,
                            public QAccessibleSelectionInterface
{
public:
    explicit GridTableAccessible(ResultGrid *grid);
    ~GridTableAccessible() override;

    void *interface_cast(QAccessible::InterfaceType type) override;
    QAccessible::Role role() const override;
    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *focusChild() const override;

    QAccessibleInterface *caption() const override { return nullptr; }
    QAccessibleInterface *summary() const override { return nullptr; }
    QAccessibleInterface *cellAt(int row, int column) const override;
    int rowCount() const override;
    int columnCount() const override;
    QString columnDescription(int column) const override;
    QString rowDescription(int row) const override;
    int selectedCellCount() const override;
    /// At most the first thousand.
    QList<QAccessibleInterface *> selectedCells() const override;
    int selectedColumnCount() const override;
    int selectedRowCount() const override;
    QList<int> selectedColumns() const override;
    /// At most the first thousand.
    QList<int> selectedRows() const override;
    bool isColumnSelected(int column) const override;
    bool isRowSelected(int row) const override;
    bool selectRow(int row) override;
    bool selectColumn(int column) override;
    bool unselectRow(int row) override;
    bool unselectColumn(int column) override;
    void modelChange(QAccessibleTableModelChangeEvent *event) override;

    int selectedItemCount() const override { return selectedCellCount(); }
    QList<QAccessibleInterface *> selectedItems() const override { return selectedCells(); }
    bool isSelected(QAccessibleInterface *item) const override;
    bool select(QAccessibleInterface *item) override;
    bool unselect(QAccessibleInterface *item) override;
    bool selectAll() override;
    bool clear() override;

    /// The header of a column.
    QAccessibleInterface *headerAt(int column) const;

private:
    ResultGrid *grid() const;
    QAccessibleInterface *at(GridPosition position) const;
    void forgetCells() const;

    mutable QHash<std::pair<qint64, int>, QAccessible::Id> m_cells;
};

}
