#pragma once

#include "ui/grid/gridselection.h"
#include "ui/grid/gridsource.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>

#include <functional>
#include <memory>
#include <vector>

class QAction;
class QHelpEvent;

namespace workbench {

class GridGutter;
class GridHeader;
class GridScene;

/// A table of any number of rows. Costs memory for the cells of one page only, and does nothing while nothing
/// changes: no timer runs but while the mouse drags a selection over the edge.
///
/// Keys: arrows, Page, Home and End, with Ctrl to the edge and with Shift to extend; Tab, Ctrl+A, Ctrl+Space
/// for the column, Shift+Space for the row, Ctrl+C, and Enter or F7 for the value.
class ResultGrid : public QAbstractScrollArea
{
    Q_OBJECT
    Q_PROPERTY(QString nullText READ nullText WRITE setNullText)
    Q_PROPERTY(QString emptyTitle READ emptyTitle WRITE setEmptyTitle)
    Q_PROPERTY(QString emptyHint READ emptyHint WRITE setEmptyHint)

public:
    /// Asked before a copy starts; calls proceed, now or later, or drops it.
    using CopyGate = std::function<void(const CopyRequest &request, std::function<void()> proceed)>;

    explicit ResultGrid(QWidget *parent = nullptr);
    ~ResultGrid() override;

    GridSource *source() const;
    /// Not owned; may be destroyed at any time, or null. Starts at the first row without a selection.
    void setSource(GridSource *source);

    QString nullText() const;
    void setNullText(const QString &text);
    /// Shown in the middle while there are no rows.
    QString emptyTitle() const { return m_emptyTitle; }
    void setEmptyTitle(const QString &title);
    QString emptyHint() const { return m_emptyHint; }
    void setEmptyHint(const QString &hint);

    /// Invalid while the result does not have such a cell.
    GridPosition currentCell() const;
    /// Chooses the cell and scrolls to it.
    void setCurrentCell(GridPosition cell);
    const GridSelection &selection() const;
    /// Cut to the rows and columns that there are.
    std::vector<GridRange> selectedRanges() const;
    void selectRange(const GridRange &range);
    void selectRow(qint64 row);
    void selectColumn(int column);
    void selectAll();
    void clearSelection();

    /// Scrolls as little as needed.
    void scrollTo(GridPosition cell);
    void scrollToRow(qint64 row);
    /// Of what is on the page, partly visible rows included; last is before first where there is none.
    qint64 firstVisibleRow() const;
    qint64 lastVisibleRow() const;
    int rowHeight() const;

    std::vector<int> columnWidths() const;
    /// Widths a person chose earlier; they are not fitted any more.
    void setColumnWidths(const std::vector<int> &widths);
    int columnWidth(int column) const;
    void setColumnWidth(int column, int width);
    /// As wide as the header and the visible rows need.
    void fitColumn(int column);

    /// In pixels of the viewport.
    QRect cellRect(GridPosition cell) const;
    GridPosition cellAt(QPoint point) const;

    /// Shows what the header would show, as a click on its mark does: ascending, descending, none.
    void requestSort(int column);

    /// Copies the selection, or the current cell, to the clipboard. Returns at once; a later copy replaces
    /// one that has not finished.
    void copy(CopyFormat format, bool withHeader = false);
    void setCopyGate(CopyGate gate);
    /// One action for each format, "grid.copy-tsv" and so on, owned by the grid.
    QAction *copyAction(CopyFormat format) const;
    QList<QAction *> copyActions() const;

Q_SIGNALS:
    void currentCellChanged(qint64 row, int column);
    void selectionChanged();
    /// Enter, F7 or a double click.
    void valueActivated(qint64 row, int column);
    /// No order means the order in which the rows came.
    void sortRequested(int column, std::optional<Qt::SortOrder> order);
    void headerClicked(int column);
    void columnResized(int column, int width);
    void visibleRangeChanged(qint64 firstRow, qint64 lastRow);
    void columnContextMenuRequested(int column, const QPoint &globalPosition);
    /// For the cells that are selected now.
    void cellContextMenuRequested(qint64 row, int column, const QPoint &globalPosition);
    void copyStarted(const workbench::CopyRequest &request);
    void copyFinished(const workbench::CopyRequest &request);
    void copyFailed(const workbench::CopyRequest &request, const dumbo::Error &error);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    enum class Drag : quint8 { None, Cells, Rows };

    void connectHeader();
    void connectGutter();
    void makeCopyActions();
    void readSource();
    void onRowsChanged();
    void onCellsReady(qint64 firstRow, qint64 lastRow);
    void onColumnsChanged();
    void onReset();
    void readPalette();

    void updateGeometries();
    void updateScrollBars();
    void onVerticalAction(int action);
    void updateScene();
    void afterScroll();
    void announceVisibleRows();
    void fitNewColumns();

    std::optional<GridPosition> keyTarget(const QKeyEvent &event) const;
    bool selectByKey(const QKeyEvent &event);
    bool moveByTab(bool forward);
    GridPosition startCell() const;
    void dragTo(QPoint point);
    void scrollBeyondEdge();
    bool showToolTip(QHelpEvent *event);

    /// Runs a change of the selection and tells what came of it.
    void changeSelection(const std::function<void(GridSelection &)> &change, bool reveal);
    void startCopy(const CopyRequest &request);
    void finishCopy(const CopyRequest &request, const GridSource::CopyResult &result);
    void announceCurrent();

    std::unique_ptr<GridScene> m_scene;
    GridHeader *m_header;
    GridGutter *m_gutter;
    QList<QAction *> m_copyActions;
    CopyGate m_copyGate;
    QString m_emptyTitle;
    QString m_emptyHint;
    GridRange m_visible;
    quint64 m_copyGeneration = 0;
    int m_wheelRest = 0;
    bool m_fitPending = true;
    bool m_barsFollow = false;
    Drag m_drag = Drag::None;
    QPoint m_dragPoint;
    QBasicTimer m_dragTimer;
};

}
