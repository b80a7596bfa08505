#include "ui/shell/tabstrip.h"

#include "ui/shell/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QProxyStyle>
#include <QStyleOption>

namespace workbench {

namespace {
constexpr int accentHeight = 3;
constexpr int widest = 32 * theme::unit;
constexpr int narrowest = 12 * theme::unit;
/// Below this tabs scroll: a name of two letters and dots tells nothing.
constexpr int narrowestSqueezed = 20 * theme::unit;

/// Fusion's cross on the current tab is red, and red is kept for danger.
class CloseButtonStyle : public QProxyStyle {
public:
    CloseButtonStyle()
        : QProxyStyle(QStringLiteral("fusion"))
    {
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        if (element != PE_IndicatorTabClose) {
            QProxyStyle::drawPrimitive(element, option, painter, widget);
            return;
        }
        constexpr qreal arm = 3.5;
        QColor color = option->palette.color(QPalette::WindowText);
        const bool hovered = option->state & State_Enabled && option->state & State_MouseOver;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (hovered || option->state & State_Sunken) {
            QColor ground = color;
            ground.setAlphaF(option->state & State_Sunken ? 0.25f : 0.14f);
            painter->setPen(Qt::NoPen);
            painter->setBrush(ground);
            painter->drawRoundedRect(option->rect, 3, 3);
        }
        color.setAlphaF(hovered ? 1.0f : 0.6f);
        painter->setPen(QPen(color, 1.3));
        const QPointF centre = QRectF(option->rect).center();
        painter->drawLine(centre - QPointF(arm, arm), centre + QPointF(arm, arm));
        painter->drawLine(centre - QPointF(arm, -arm), centre + QPointF(arm, -arm));
        painter->restore();
    }
};

/// One for all, as buttons refer to it until they are gone.
QStyle *closeButtonStyle()
{
    static QPointer<QStyle> style;
    if (!style) {
        style = new CloseButtonStyle;
        style->setParent(qApp);
    }
    return style;
}

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
    const auto *proxy = qobject_cast<const QProxyStyle *>(style());
    if ((proxy ? proxy->baseStyle() : style())->name() == QStringLiteral("fusion"))
        m_closeStyle = closeButtonStyle();
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

void TabStrip::tabInserted(int index)
{
    QTabBar::tabInserted(index);
    if (QWidget *button = m_closeStyle ? tabButton(index, RightSide) : nullptr)
        button->setStyle(m_closeStyle);
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
    size.setWidth(std::min(size.width(), narrowestSqueezed));
    return size;
}

} // namespace workbench
