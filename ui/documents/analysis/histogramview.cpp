#include "ui/documents/analysis/histogramview.h"

#include "ui/shell/theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace workbench {

HistogramView::HistogramView(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Histogram"));
}

void HistogramView::setBars(const std::vector<dumbo::HistogramBar> &bars, const Label &label)
{
    m_bars = bars;
    m_label = label;
    m_highest = 0;
    for (const auto &bar : bars)
        m_highest = std::max(m_highest, bar.count);
    setMarked(-1);
    update();
}

QSize HistogramView::sizeHint() const
{
    return { 30 * theme::unit, 9 * theme::unit + axisHeight() };
}

QSize HistogramView::minimumSizeHint() const
{
    return { 16 * theme::unit, 6 * theme::unit + axisHeight() };
}

int HistogramView::axisHeight() const
{
    return fontMetrics().height() + theme::unit / 2;
}

QRect HistogramView::barRect(int bar) const
{
    const auto count = double(m_bars.size());
    const auto left = int(double(bar) * width() / count);
    const auto right = int(double(bar + 1) * width() / count);
    return { left, 0, right - left, height() - axisHeight() };
}

int HistogramView::barAt(const QPoint &point) const
{
    for (int bar = 0; bar < barCount(); ++bar) {
        if (barRect(bar).contains(point))
            return bar;
    }
    return -1;
}

QString HistogramView::barText(int bar) const
{
    const auto &shown = m_bars[std::size_t(bar)];
    return tr("%1 … %2: %3").arg(m_label(shown.from), m_label(shown.to), QLocale().toString(shown.count));
}

void HistogramView::setMarked(int bar)
{
    m_marked = bar;
    setAccessibleDescription(bar >= 0 ? barText(bar) : QString());
    update();
}

void HistogramView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_bars.empty() || m_highest == 0)
        return;
    const auto base = height() - axisHeight();
    auto color = palette().color(QPalette::Highlight);
    for (int bar = 0; bar < barCount(); ++bar) {
        const auto room = barRect(bar);
        const auto count = m_bars[std::size_t(bar)].count;
        // One value is still a bar.
        const auto high = count == 0 ? 0 : std::max(2, int(double(count) / double(m_highest) * (base - 2)));
        auto shade = color;
        shade.setAlpha(bar == m_marked ? 255 : 170);
        painter.fillRect(QRect(room.left(), base - high, std::max(1, room.width() - 1), high), shade);
    }
    const auto quiet = theme::quiet(palette().color(QPalette::WindowText), palette().color(QPalette::Window));
    painter.setPen(quiet);
    painter.drawLine(0, base, width(), base);
    const QRect axis(0, base + theme::unit / 2, width(), axisHeight() - theme::unit / 2);
    if (m_marked >= 0) {
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(axis, Qt::AlignCenter, fontMetrics().elidedText(barText(m_marked), Qt::ElideMiddle, width()));
        return;
    }
    const auto half = width() / 2 - theme::unit;
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignTop, fontMetrics().elidedText(m_label(m_bars.front().from), Qt::ElideRight, half));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignTop, fontMetrics().elidedText(m_label(m_bars.back().to), Qt::ElideRight, half));
}

void HistogramView::mousePressEvent(QMouseEvent *event)
{
    const auto bar = event->button() == Qt::LeftButton ? barAt(event->position().toPoint()) : -1;
    if (bar >= 0 && m_bars[std::size_t(bar)].count > 0)
        Q_EMIT barChosen(m_bars[std::size_t(bar)]);
}

void HistogramView::mouseMoveEvent(QMouseEvent *event)
{
    setMarked(barAt(event->position().toPoint()));
}

void HistogramView::leaveEvent(QEvent *)
{
    setMarked(-1);
}

void HistogramView::keyPressEvent(QKeyEvent *event)
{
    if (m_bars.empty())
        return QWidget::keyPressEvent(event);
    if (event->key() == Qt::Key_Right)
        setMarked(std::min(m_marked + 1, barCount() - 1));
    else if (event->key() == Qt::Key_Left)
        setMarked(std::max(m_marked - 1, 0));
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && m_marked >= 0)
        Q_EMIT barChosen(m_bars[std::size_t(m_marked)]);
    else
        QWidget::keyPressEvent(event);
}

bool HistogramView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const auto bar = barAt(help->pos());
        if (bar >= 0)
            QToolTip::showText(help->globalPos(), barText(bar), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace workbench
