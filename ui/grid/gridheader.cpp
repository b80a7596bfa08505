#include "ui/grid/gridheader.h"

#include "ui/grid/gridscene.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace workbench {

namespace {

constexpr int edgeReach = 4;
constexpr int keyWidth = 16;
constexpr int sortWidth = 16;
constexpr int sortReach = 6;

void paintKey(QPainter &painter, QPointF leftMiddle, const QColor &color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    painter.translate(leftMiddle);
    painter.drawEllipse(QPointF(3, 0), 2.5, 2.5);
    painter.drawLine(QPointF(5.5, 0), QPointF(11, 0));
    painter.drawLine(QPointF(11, 0), QPointF(11, 3));
    painter.drawLine(QPointF(8.5, 0), QPointF(8.5, 2));
    painter.restore();
}

void paintArrow(QPainter &painter, const QRect &rect, bool up, const QColor &color)
{
    const QPointF middle = QRectF(rect).center();
    const qreal tip = up ? -2.5 : 2.5;
    QPainterPath path(middle + QPointF(-4, -tip));
    path.lineTo(middle + QPointF(4, -tip));
    path.lineTo(middle + QPointF(0, tip));
    path.closeSubpath();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(path, color);
    painter.restore();
}

}

GridHeader::GridHeader(GridScene &scene, QWidget *parent)
    : QWidget(parent)
    , m_scene(scene)
{
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

int GridHeader::neededHeight() const
{
    const bool typed
        = std::ranges::any_of(m_scene.headers, [](const auto &h) { return !h.typeText.isEmpty(); });
    const qreal text = m_scene.nameFont.height() + (typed ? m_scene.typeFont.height() : 0);
    return static_cast<int>(std::ceil(text)) + 8;
}

void GridHeader::setBodySpan(int x, int width)
{
    m_bodyX = x;
    m_bodyWidth = width;
    update();
}

QRect GridHeader::sectionRect(int column) const
{
    return { m_bodyX + m_scene.columnX(column), 0, m_scene.columns.width(column), height() };
}

QRect GridHeader::sortRect(int column) const
{
    const QRect section = sectionRect(column);
    const GridColumn &header = m_scene.header(column);
    // On the side away from the name, so that neither covers the other.
    const bool atRight = header.numeric == m_scene.rightToLeft;
    const int x = atRight ? section.right() - sortWidth - 4 : section.left() + 4;
    return { x, 0, sortWidth, static_cast<int>(m_scene.nameFont.height()) + 8 };
}

GridHeader::Target GridHeader::targetAt(QPoint point) const
{
    using enum Target::Part;
    const int x = point.x() - m_bodyX;
    if (x < 0 || x >= m_bodyWidth)
        return { Corner, -1 };
    // The edge belongs to the column that ends there; RTL columns end at their left.
    const int towardsStart = m_scene.rightToLeft ? edgeReach : -edgeReach;
    const int ending = m_scene.columnAt(x + towardsStart);
    if (ending >= 0 && ending != m_scene.columnAt(x - towardsStart))
        return { Edge, ending };
    const int column = m_scene.columnAt(x);
    if (column < 0)
        return {};
    const bool roomy = m_scene.columns.width(column) > 2 * sortWidth + 8;
    // Larger than the mark that is seen: the whole height, and some room beside it.
    QRect area = sortRect(column).adjusted(-sortReach, 0, sortReach, 0);
    area.setHeight(height());
    return { roomy && area.contains(point) ? SortMark : Section, column };
}

void GridHeader::setHover(const Target &target)
{
    if (m_hover == target)
        return;
    m_hover = target;
    if (target.part == Target::Part::Edge)
        setCursor(Qt::SplitHCursor);
    else
        unsetCursor();
    update();
}

void GridHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_scene.colors.header);
    painter.setClipRect(QRect(m_bodyX, 0, m_bodyWidth, height()));
    for (int column = m_scene.firstColumn(); column <= m_scene.lastColumn(); ++column)
        paintSection(painter, column);
    painter.setClipping(false);
    painter.fillRect(0, height() - 1, width(), 1, m_scene.colors.headerLine);
    const int cornerEdge = m_scene.rightToLeft ? m_bodyWidth : m_bodyX - 1;
    painter.fillRect(cornerEdge, 0, 1, height(), m_scene.colors.headerLine);
}

void GridHeader::paintSection(QPainter &painter, int column)
{
    const QRect section = sectionRect(column);
    const bool hovered = m_hover.column == column && m_hover.part != Target::Part::Edge;
    if (m_scene.selection.touchesColumn(column))
        painter.fillRect(section, m_scene.colors.headerSelected);
    else if (hovered)
        painter.fillRect(section, m_scene.colors.headerHover);
    paintTexts(painter, column, section);
    paintSortMark(painter, column);
    const bool resizing = m_hover == Target { Target::Part::Edge, column };
    const int edge = m_scene.rightToLeft ? section.left() : section.right();
    painter.fillRect(resizing ? edge - 1 : edge, 0, resizing ? 2 : 1, height(),
        resizing ? m_scene.colors.accent : m_scene.colors.headerLine);
}

void GridHeader::paintTexts(QPainter &painter, int column, const QRect &section)
{
    const GridColumn &header = m_scene.header(column);
    const bool atRight = header.numeric != m_scene.rightToLeft;
    const bool marked = header.sort || m_hover.column == column;
    const int keyRoom = header.primaryKey ? keyWidth : 0;
    const int available = section.width() - 2 * GridScene::padding - 1;
    const TextLook name
        = m_scene.nameFont.look(header.name, available - keyRoom - (marked ? sortWidth - 4 : 0));
    const TextLook type = m_scene.typeFont.look(header.typeText, available);
    const auto startOf = [&](const TextLook &text, int extra) {
        const int width = static_cast<int>(std::ceil(text.width)) + extra;
        return atRight ? section.right() - GridScene::padding - width : section.left() + GridScene::padding;
    };
    const int nameX = startOf(name, keyRoom);
    const qreal top = 4;
    const qreal middle = top + m_scene.nameFont.height() / 2;
    if (header.primaryKey) {
        const int keyX = atRight ? nameX + static_cast<int>(std::ceil(name.width)) + 5 : nameX;
        paintKey(painter, QPointF(keyX, middle), m_scene.colors.dim);
    }
    GlyphBatch batch;
    batch.add(name, atRight ? nameX : nameX + keyRoom, std::round(top + m_scene.nameFont.ascent()));
    batch.paint(painter, m_scene.nameFont, m_scene.colors.headerText);
    batch.add(
        type, startOf(type, 0), std::round(top + m_scene.nameFont.height() + m_scene.typeFont.ascent()));
    batch.paint(painter, m_scene.typeFont, m_scene.colors.dim);
}

void GridHeader::paintSortMark(QPainter &painter, int column)
{
    const GridColumn &header = m_scene.header(column);
    const bool hovered = m_hover == Target { Target::Part::SortMark, column };
    const bool near = m_hover.column == column && m_hover.part == Target::Part::Section;
    if (!header.sort && !hovered && !near)
        return;
    const QColor color = header.sort || hovered
        ? m_scene.colors.headerText
        : mixed(m_scene.colors.header, m_scene.colors.headerText, 0.35);
    paintArrow(
        painter, sortRect(column), header.sort.value_or(Qt::AscendingOrder) == Qt::AscendingOrder, color);
}

void GridHeader::mousePressEvent(QMouseEvent *event)
{
    m_pressed = {};
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = targetAt(event->position().toPoint());
    m_pressX = event->position().toPoint().x();
    using enum Target::Part;
    switch (m_pressed.part) {
    case Corner:
        Q_EMIT cornerPressed();
        break;
    case Section:
        Q_EMIT columnPressed(m_pressed.column, event->modifiers());
        break;
    case Edge:
        m_pressWidth = m_scene.columns.width(m_pressed.column);
        break;
    case SortMark:
    case Nothing:
        break;
    }
}

void GridHeader::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint point = event->position().toPoint();
    if (!(event->buttons() & Qt::LeftButton)) {
        setHover(targetAt(point));
        return;
    }
    if (m_pressed.part == Target::Part::Edge) {
        const int moved = point.x() - m_pressX;
        Q_EMIT columnResized(m_pressed.column, m_pressWidth + (m_scene.rightToLeft ? -moved : moved));
    } else if (m_pressed.part == Target::Part::Section) {
        const int column = m_scene.columnAt(point.x() - m_bodyX);
        if (column >= 0)
            Q_EMIT columnDragged(column);
    }
}

void GridHeader::mouseReleaseEvent(QMouseEvent *event)
{
    const Target released = targetAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && m_pressed.part == Target::Part::SortMark
        && released == m_pressed)
        Q_EMIT sortPressed(m_pressed.column);
    m_pressed = {};
    setHover(released);
}

void GridHeader::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Target target = targetAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && target.part == Target::Part::Edge)
        Q_EMIT fitRequested(target.column);
    else if (event->button() == Qt::LeftButton && target.part == Target::Part::Section)
        Q_EMIT sortPressed(target.column);
    else
        mousePressEvent(event);
}

void GridHeader::contextMenuEvent(QContextMenuEvent *event)
{
    const int column = m_scene.columnAt(event->pos().x() - m_bodyX);
    if (column >= 0)
        Q_EMIT contextMenuRequested(column, event->globalPos());
}

void GridHeader::leaveEvent(QEvent *)
{
    setHover({});
}

bool GridHeader::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip)
        return showToolTip(static_cast<QHelpEvent *>(event));
    return QWidget::event(event);
}

bool GridHeader::showToolTip(QHelpEvent *event)
{
    const Target target = targetAt(event->pos());
    QString text;
    if (target.part == Target::Part::SortMark) {
        text = tr("Sort by this column");
    } else if (target.part == Target::Part::Edge) {
        text = tr("Drag to resize, double-click to fit");
    } else if (target.column >= 0) {
        const GridColumn &header = m_scene.header(target.column);
        text = header.typeText.isEmpty() ? header.name : header.name + u'\n' + header.typeText;
        if (header.primaryKey)
            text += u'\n' + tr("Primary key");
        text += u'\n' + tr("Double-click to sort");
    }
    QToolTip::showText(event->globalPos(), text, this);
    return true;
}

}
