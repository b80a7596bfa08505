// Scrolling of ResultGrid: the scroll bars, the wheel, and what is visible.
#include "ui/grid/resultgrid.h"

#include "ui/grid/gridgutter.h"
#include "ui/grid/gridheader.h"
#include "ui/grid/gridscene.h"

#include <QApplication>
#include <QScrollBar>
#include <QScopedValueRollback>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace workbench {

namespace {

constexpr int columnStep = 24;

}

void ResultGrid::updateScrollBars()
{
    // The bars follow the position here; their rounded values must not come back as a new one.
    const QScopedValueRollback following(m_barsFollow, true);
    const RowScroll &rows = m_scene->rows;
    QScrollBar *vertical = verticalScrollBar();
    vertical->setSingleStep(rows.isScaled() ? 1 : rows.rowHeight());
    vertical->setPageStep(std::max(rows.pageHeight(), 1));
    vertical->setRange(0, rows.barMaximum());
    vertical->setValue(rows.barValue());
    QScrollBar *horizontal = horizontalScrollBar();
    horizontal->setSingleStep(columnStep);
    horizontal->setPageStep(std::max(viewport()->width(), 1));
    horizontal->setRange(0, m_scene->maximumLeft());
    horizontal->setValue(m_scene->left);
}

void ResultGrid::scrollContentsBy(int, int)
{
    if (m_barsFollow)
        return;
    RowScroll &rows = m_scene->rows;
    if (verticalScrollBar()->value() != rows.barValue())
        rows.setFromBar(verticalScrollBar()->value());
    m_scene->left = horizontalScrollBar()->value();
    afterScroll();
}

void ResultGrid::onVerticalAction(int action)
{
    RowScroll &rows = m_scene->rows;
    switch (action) {
    case QAbstractSlider::SliderSingleStepAdd:
        rows.scrollRows(1);
        break;
    case QAbstractSlider::SliderSingleStepSub:
        rows.scrollRows(-1);
        break;
    case QAbstractSlider::SliderPageStepAdd:
        rows.scrollRows(rows.rowsPerPage());
        break;
    case QAbstractSlider::SliderPageStepSub:
        rows.scrollRows(-rows.rowsPerPage());
        break;
    default:
        return;
    }
    // Instead of the bar's own idea of a step, which is too coarse where it is scaled.
    verticalScrollBar()->setSliderPosition(rows.barValue());
    afterScroll();
}

void ResultGrid::wheelEvent(QWheelEvent *event)
{
    const bool sideways = event->modifiers() & Qt::ShiftModifier;
    const QPoint pixels = event->pixelDelta();
    const QPoint angle = event->angleDelta();
    const int across = sideways ? angle.y() : angle.x();
    if (across != 0 && (sideways || std::abs(angle.x()) > std::abs(angle.y()))) {
        const int step
            = pixels.isNull() ? across * 3 * columnStep / 120 : (sideways ? pixels.y() : pixels.x());
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - step);
    } else if (!pixels.isNull()) {
        m_scene->rows.setTop(m_scene->rows.top() - pixels.y());
    } else {
        m_wheelRest += angle.y() * QApplication::wheelScrollLines();
        m_scene->rows.scrollRows(-(m_wheelRest / 120));
        m_wheelRest %= 120;
    }
    event->accept();
    updateScrollBars();
    afterScroll();
}

void ResultGrid::afterScroll()
{
    m_header->update();
    m_gutter->update();
    viewport()->update();
    announceVisibleRows();
}

void ResultGrid::announceVisibleRows()
{
    const GridRange visible { firstVisibleRow(), lastVisibleRow(), 0, 0 };
    if (visible == m_visible)
        return;
    m_visible = visible;
    Q_EMIT visibleRangeChanged(visible.firstRow, visible.lastRow);
}

qint64 ResultGrid::firstVisibleRow() const
{
    return m_scene->rows.firstRow();
}

qint64 ResultGrid::lastVisibleRow() const
{
    return m_scene->rows.lastRow();
}

void ResultGrid::scrollTo(GridPosition cell)
{
    if (!m_scene->contains(cell))
        return;
    m_scene->rows.reveal(cell.row);
    updateScrollBars();
    horizontalScrollBar()->setValue(m_scene->leftToReveal(cell.column));
    afterScroll();
}

void ResultGrid::scrollToRow(qint64 row)
{
    m_scene->rows.setTop(row * m_scene->rows.rowHeight());
    updateScrollBars();
    afterScroll();
}

}
