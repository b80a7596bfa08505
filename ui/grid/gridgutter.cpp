#include "ui/grid/gridgutter.h"

#include "ui/grid/gridscene.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace workbench {

GridGutter::GridGutter(GridScene &scene, QWidget *parent)
    : QWidget(parent)
    , m_scene(scene)
{
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
}

int GridGutter::neededWidth() const
{
    const auto digits = std::max<qsizetype>(QString::number(m_scene.rowCount()).size(), 2);
    const qreal digit = m_scene.typeFont.width(QStringLiteral("0"));
    return static_cast<int>(std::ceil(digit * static_cast<qreal>(digits))) + 2 * GridScene::padding + 1;
}

void GridGutter::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_scene.colors.header);
    const int height = m_scene.rows.rowHeight();
    const GlyphFont &font = m_scene.typeFont;
    GlyphBatch numbers;
    GlyphBatch chosen;
    const qreal drop = std::round((height - m_scene.font.height()) / 2 + m_scene.font.ascent());
    for (qint64 row = m_scene.rows.firstRow(); row <= m_scene.rows.lastRow(); ++row) {
        const int y = m_scene.rows.yOf(row);
        const bool selected = m_scene.selection.touchesRow(row);
        if (selected || row == m_hover)
            painter.fillRect(
                0, y, width(), height, selected ? m_scene.colors.headerSelected : m_scene.colors.headerHover);
        const TextLook look = font.look(QString::number(row + 1), width());
        const qreal x = width() - 1 - GridScene::padding - static_cast<qreal>(look.width);
        (selected ? chosen : numbers).add(look, std::round(x), y + drop);
    }
    numbers.paint(painter, font, m_scene.colors.dim);
    chosen.paint(painter, font, m_scene.colors.headerText);
    painter.fillRect(m_scene.rightToLeft ? 0 : width() - 1, 0, 1, this->height(), m_scene.colors.headerLine);
}

void GridGutter::mousePressEvent(QMouseEvent *event)
{
    const qint64 row = m_scene.rows.rowAt(event->position().toPoint().y());
    if (event->button() != Qt::LeftButton || row < 0)
        return;
    m_dragging = true;
    Q_EMIT rowPressed(row, event->modifiers());
}

void GridGutter::mouseMoveEvent(QMouseEvent *event)
{
    const int y = event->position().toPoint().y();
    if (m_dragging)
        Q_EMIT rowDragged(y);
    else
        setHover(m_scene.rows.rowAt(y));
}

void GridGutter::mouseReleaseEvent(QMouseEvent *)
{
    m_dragging = false;
    Q_EMIT dragEnded();
}

void GridGutter::contextMenuEvent(QContextMenuEvent *event)
{
    const qint64 row = m_scene.rows.rowAt(event->pos().y());
    if (row >= 0)
        Q_EMIT contextMenuRequested(row, event->globalPos());
}

void GridGutter::leaveEvent(QEvent *)
{
    setHover(-1);
}

void GridGutter::setHover(qint64 row)
{
    if (m_hover == row)
        return;
    m_hover = row;
    update();
}

}
