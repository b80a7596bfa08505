#include "ui/shell/tabstrip.h"

#include "ui/shell/theme.h"

#include <QMouseEvent>
#include <QPainter>

namespace workbench {

namespace {
constexpr int accentHeight = 3;
constexpr int widest = 32 * theme::unit;
constexpr int narrowest = 12 * theme::unit;
} // namespace

TabStrip::TabStrip(QWidget *parent)
    : QTabBar(parent)
{
    setObjectName(QStringLiteral("tabStrip"));
    setAccessibleName(tr("Open tabs"));
    setDocumentMode(true);
    setMovable(true);
    setTabsClosable(true);
    setExpanding(false);
    setUsesScrollButtons(true);
    setElideMode(Qt::ElideMiddle);
    setDrawBase(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
}

void TabStrip::setAccent(int index, const QColor &color)
{
    setTabData(index, color);
    update(tabRect(index));
}

QColor TabStrip::accent(int index) const
{
    return tabData(index).value<QColor>();
}

void TabStrip::paintEvent(QPaintEvent *event)
{
    QTabBar::paintEvent(event);
    QPainter painter(this);
    for (int index = 0; index < count(); ++index) {
        QColor color = accent(index);
        if (!color.isValid())
            continue;
        color.setAlphaF(index == currentIndex() ? 1.0f : 0.45f);
        const QRect tab = tabRect(index);
        painter.fillRect(QRect(tab.left() + 1, tab.top(), tab.width() - 2, accentHeight), color);
    }
}

void TabStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::MiddleButton)
        m_pressed = tabAt(event->position().toPoint());
    else
        QTabBar::mousePressEvent(event);
}

void TabStrip::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::MiddleButton) {
        QTabBar::mouseReleaseEvent(event);
        return;
    }
    const int released = tabAt(event->position().toPoint());
    if (released >= 0 && released == m_pressed)
        Q_EMIT closeWanted(released);
    m_pressed = -1;
}

void TabStrip::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && tabAt(event->position().toPoint()) < 0)
        Q_EMIT newTabWanted();
    else
        QTabBar::mouseDoubleClickEvent(event);
}

QSize TabStrip::tabSizeHint(int index) const
{
    QSize size = QTabBar::tabSizeHint(index);
    size.setWidth(std::clamp(size.width(), narrowest, widest));
    size.setHeight(std::max(size.height(), 4 * theme::unit));
    return size;
}

QSize TabStrip::minimumTabSizeHint(int index) const
{
    QSize size = tabSizeHint(index);
    size.setWidth(std::min(size.width(), narrowest));
    return size;
}

} // namespace workbench
