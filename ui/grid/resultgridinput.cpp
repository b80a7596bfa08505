// Keys and mouse of ResultGrid, and what they choose.
#include "ui/grid/resultgrid.h"

#include "ui/grid/gridaccessible.h"
#include "ui/grid/gridgutter.h"
#include "ui/grid/gridheader.h"
#include "ui/grid/gridscene.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace workbench {

namespace {

constexpr int edgeScrollInterval = 40;

}

GridPosition ResultGrid::currentCell() const
{
    const GridPosition current = m_scene->selection.current();
    return m_scene->contains(current) ? current : GridPosition {};
}

const GridSelection &ResultGrid::selection() const
{
    return m_scene->selection;
}

std::vector<GridRange> ResultGrid::selectedRanges() const
{
    return m_scene->selection.ranges(m_scene->rowCount(), m_scene->columnCount());
}

void ResultGrid::changeSelection(const std::function<void(GridSelection &)> &change, bool reveal)
{
    const GridPosition before = m_scene->selection.current();
    const auto rangesBefore = m_scene->selection.ranges();
    change(m_scene->selection);
    const GridPosition now = m_scene->selection.current();
    if (reveal)
        scrollTo(now);
    m_header->update();
    m_gutter->update();
    viewport()->update();
    if (now != before) {
        announceCurrent();
        Q_EMIT currentCellChanged(now.row, now.column);
    }
    if (m_scene->selection.ranges() != rangesBefore)
        Q_EMIT selectionChanged();
}

void ResultGrid::announceCurrent()
{
    const GridPosition current = currentCell();
    if (hasFocus() && current.isValid())
        notifyGridFocus(this, current);
}

void ResultGrid::setCurrentCell(GridPosition cell)
{
    if (m_scene->contains(cell))
        changeSelection([cell](GridSelection &selection) { selection.choose(cell); }, true);
}

void ResultGrid::selectRange(const GridRange &range)
{
    changeSelection([&range](GridSelection &selection) { selection.chooseRange(range); }, false);
}

void ResultGrid::selectRow(qint64 row)
{
    const int column = std::max(currentCell().column, 0);
    changeSelection([=](GridSelection &selection) { selection.chooseRow(row, column, false); }, false);
}

void ResultGrid::selectColumn(int column)
{
    const qint64 row = currentCell().isValid() ? currentCell().row : firstVisibleRow();
    changeSelection([=](GridSelection &selection) { selection.chooseColumn(column, row, false); }, false);
}

void ResultGrid::selectAll()
{
    if (m_scene->columnCount() > 0)
        changeSelection([](GridSelection &selection) { selection.chooseAll(); }, false);
}

void ResultGrid::clearSelection()
{
    changeSelection([](GridSelection &selection) { selection.clear(); }, false);
}

GridPosition ResultGrid::startCell() const
{
    const GridPosition cell { firstVisibleRow(), m_scene->firstColumn() };
    return m_scene->contains(cell) ? cell : GridPosition {};
}

std::optional<GridPosition> ResultGrid::keyTarget(const QKeyEvent &event) const
{
    const GridPosition from = currentCell();
    const bool edge = event.modifiers() & Qt::ControlModifier;
    const qint64 lastRow = m_scene->rowCount() - 1;
    const int lastColumn = m_scene->columnCount() - 1;
    const qint64 page = std::max<qint64>(m_scene->rows.rowsPerPage() - 1, 1);
    const auto [row, column] = from;
    const bool towardsEnd = (event.key() == Qt::Key_Right) != m_scene->rightToLeft;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (edge)
            return GridPosition { row, towardsEnd ? lastColumn : 0 };
        return GridPosition { row, std::clamp(column + (towardsEnd ? 1 : -1), 0, lastColumn) };
    case Qt::Key_Up:
        return GridPosition { edge ? 0 : std::max<qint64>(row - 1, 0), column };
    case Qt::Key_Down:
        return GridPosition { edge ? lastRow : std::min(row + 1, lastRow), column };
    case Qt::Key_PageUp:
        return GridPosition { std::max<qint64>(row - page, 0), column };
    case Qt::Key_PageDown:
        return GridPosition { std::min(row + page, lastRow), column };
    case Qt::Key_Home:
        return GridPosition { edge ? 0 : row, 0 };
    case Qt::Key_End:
        return GridPosition { edge ? lastRow : row, lastColumn };
    default:
        return std::nullopt;
    }
}

bool ResultGrid::selectByKey(const QKeyEvent &event)
{
    const GridPosition current = currentCell();
    if (event.matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event.matches(QKeySequence::Copy)) {
        copy(CopyFormat::Tsv);
    } else if (event.key() == Qt::Key_Space && event.modifiers() == Qt::ControlModifier
        && current.isValid()) {
        selectColumn(current.column);
    } else if (event.key() == Qt::Key_Space && event.modifiers() == Qt::ShiftModifier && current.isValid()) {
        selectRow(current.row);
    } else if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter || event.key() == Qt::Key_F7) {
        if (!current.isValid() || event.modifiers() & ~Qt::KeypadModifier)
            return false;
        Q_EMIT valueActivated(current.row, current.column);
    } else {
        return false;
    }
    return true;
}

void ResultGrid::keyPressEvent(QKeyEvent *event)
{
    if (selectByKey(*event))
        return;
    const GridPosition current = currentCell();
    const std::optional<GridPosition> target = keyTarget(*event);
    const GridPosition to = current.isValid() ? target.value_or(GridPosition {}) : startCell();
    if (!target || event->modifiers() & (Qt::AltModifier | Qt::MetaModifier) || !to.isValid()) {
        event->ignore();
        return;
    }
    const bool extend = event->modifiers() & Qt::ShiftModifier && current.isValid();
    changeSelection(
        [&](GridSelection &selection) { extend ? selection.extendTo(to) : selection.choose(to); }, true);
}

bool ResultGrid::moveByTab(bool forward)
{
    GridPosition to = currentCell();
    if (!to.isValid())
        return false;
    to.column += forward ? 1 : -1;
    if (to.column < 0)
        to = { to.row - 1, m_scene->columnCount() - 1 };
    else if (to.column >= m_scene->columnCount())
        to = { to.row + 1, 0 };
    // Beyond the first and the last cell the keyboard leaves the grid.
    if (!m_scene->contains(to))
        return false;
    setCurrentCell(to);
    return true;
}

bool ResultGrid::event(QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool tab = key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab;
        if (tab && !(key->modifiers() & ~Qt::ShiftModifier) && moveByTab(key->key() == Qt::Key_Tab)) {
            event->accept();
            return true;
        }
    }
    return QAbstractScrollArea::event(event);
}

void ResultGrid::mousePressEvent(QMouseEvent *event)
{
    const GridPosition cell = cellAt(event->position().toPoint());
    if (!cell.isValid())
        return;
    if (event->button() == Qt::RightButton) {
        if (!m_scene->selection.contains(cell))
            setCurrentCell(cell);
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    m_drag = Drag::Cells;
    changeSelection(
        [&](GridSelection &selection) {
            if (event->modifiers() & Qt::ShiftModifier)
                selection.extendTo(cell);
            else if (event->modifiers() & Qt::ControlModifier)
                selection.add(cell);
            else
                selection.choose(cell);
        },
        true);
}

void ResultGrid::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag != Drag::None && event->buttons() & Qt::LeftButton)
        dragTo(event->position().toPoint());
}

void ResultGrid::dragTo(QPoint point)
{
    m_dragPoint = point;
    GridPosition cell = m_scene->nearestCell(point);
    if (!cell.isValid())
        return;
    if (m_drag == Drag::Rows)
        cell.column = std::max(m_scene->selection.anchor().column, 0);
    changeSelection([cell](GridSelection &selection) { selection.extendTo(cell); }, m_drag == Drag::Cells);
    const bool outside = point.y() < 0 || point.y() >= viewport()->height()
        || (m_drag == Drag::Cells && (point.x() < 0 || point.x() >= viewport()->width()));
    if (!outside)
        m_dragTimer.stop();
    else if (!m_dragTimer.isActive())
        m_dragTimer.start(edgeScrollInterval, this);
}

void ResultGrid::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_dragTimer.timerId())
        scrollBeyondEdge();
    else
        QAbstractScrollArea::timerEvent(event);
}

void ResultGrid::scrollBeyondEdge()
{
    // Faster the further away the mouse is.
    const int below = std::max(m_dragPoint.y() - viewport()->height(), 0);
    const int above = std::max(-m_dragPoint.y(), 0);
    const int rows = (below + above) / rowHeight() + 1;
    if (below + above > 0)
        m_scene->rows.scrollRows(below > 0 ? rows : -rows);
    updateScrollBars();
    dragTo(m_dragPoint);
    if (m_drag == Drag::Rows)
        afterScroll();
}

void ResultGrid::mouseReleaseEvent(QMouseEvent *)
{
    m_drag = Drag::None;
    m_dragTimer.stop();
}

void ResultGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const GridPosition cell = cellAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && cell.isValid())
        Q_EMIT valueActivated(cell.row, cell.column);
}

void ResultGrid::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const GridPosition cell = byKey ? currentCell() : cellAt(event->pos());
    if (!cell.isValid())
        return;
    if (byKey)
        scrollTo(cell);
    const QPoint position = byKey ? viewport()->mapToGlobal(cellRect(cell).center()) : event->globalPos();
    Q_EMIT cellContextMenuRequested(cell.row, cell.column, position);
}

void ResultGrid::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    readPalette();
    // Someone who arrives by keyboard sees where they are.
    const bool byKeyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason
        || event->reason() == Qt::ShortcutFocusReason || event->reason() == Qt::OtherFocusReason;
    if (byKeyboard && !currentCell().isValid() && startCell().isValid())
        setCurrentCell(startCell());
    announceCurrent();
    updateScene();
}

void ResultGrid::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    readPalette();
    updateScene();
}

bool ResultGrid::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip)
        return showToolTip(static_cast<QHelpEvent *>(event));
    return QAbstractScrollArea::viewportEvent(event);
}

bool ResultGrid::showToolTip(QHelpEvent *event)
{
    const GridPosition cell = cellAt(event->pos());
    const CellLook *look = cell.isValid() ? m_scene->look(cell.row, cell.column) : nullptr;
    QString text;
    if (look && look->text.isElided)
        text = m_scene->source->tryCell(cell.row, cell.column).value_or(GridCell {}).text;
    // Values are never read as markup.
    if (!text.isEmpty())
        text = QStringLiteral("<p style=\"white-space:pre-wrap\">%1</p>").arg(text.toHtmlEscaped());
    QToolTip::showText(event->globalPos(), text, viewport(), cellRect(cell));
    return true;
}

}
