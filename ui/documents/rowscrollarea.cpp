#include "ui/documents/rowscrollarea.h"

#include <QApplication>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QWheelEvent>

namespace workbench {

RowScrollArea::RowScrollArea(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::Base);
}

void RowScrollArea::setRowCount(qint64 rows)
{
    m_scroll.setRowCount(rows);
    updateBar();
    scrolled();
}

void RowScrollArea::setRowHeight(int pixels)
{
    m_scroll.setRowHeight(pixels);
    updateBar();
    scrolled();
}

void RowScrollArea::reveal(qint64 row)
{
    m_scroll.reveal(row);
    updateBar();
    scrolled();
}

void RowScrollArea::setTop(qint64 pixels)
{
    m_scroll.setTop(pixels);
    updateBar();
    scrolled();
}

QRect RowScrollArea::rowRect(qint64 row) const
{
    return { 0, m_scroll.yOf(row), viewport()->width(), m_scroll.rowHeight() };
}

void RowScrollArea::scrolled()
{
    viewport()->update();
}

void RowScrollArea::updateBar()
{
    // The bar follows the position; its rounded value must not come back as a new one.
    const QScopedValueRollback following(m_barFollows, true);
    auto *bar = verticalScrollBar();
    bar->setSingleStep(m_scroll.isScaled() ? 1 : m_scroll.rowHeight());
    bar->setPageStep(std::max(m_scroll.pageHeight(), 1));
    bar->setRange(0, m_scroll.barMaximum());
    bar->setValue(m_scroll.barValue());
}

void RowScrollArea::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    m_scroll.setPageHeight(viewport()->height());
    updateBar();
    scrolled();
}

void RowScrollArea::scrollContentsBy(int, int)
{
    if (m_barFollows)
        return;
    if (verticalScrollBar()->value() != m_scroll.barValue())
        m_scroll.setFromBar(verticalScrollBar()->value());
    scrolled();
}

void RowScrollArea::wheelEvent(QWheelEvent *event)
{
    if (!event->pixelDelta().isNull()) {
        m_scroll.setTop(m_scroll.top() - event->pixelDelta().y());
    } else {
        m_wheelRest += event->angleDelta().y() * QApplication::wheelScrollLines();
        m_scroll.scrollRows(-(m_wheelRest / 120));
        m_wheelRest %= 120;
    }
    event->accept();
    updateBar();
    scrolled();
}

} // namespace workbench
