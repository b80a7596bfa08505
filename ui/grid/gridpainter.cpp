#include "ui/grid/gridpainter.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace workbench {

namespace {

void paintFrame(QPainter &painter, const QRect &rect, int width, const QColor &color)
{
    const QRect inner = rect.adjusted(width, width, -width, -width);
    painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), width), color);
    painter.fillRect(QRect(rect.left(), inner.bottom() + 1, rect.width(), width), color);
    painter.fillRect(QRect(rect.left(), inner.top(), width, inner.height()), color);
    painter.fillRect(QRect(inner.right() + 1, inner.top(), width, inner.height()), color);
}

}

GridPainter::GridPainter(GridScene &scene, QPainter &painter)
    : m_scene(scene)
    , m_painter(painter)
{
}

void GridPainter::paint(const QRect &exposed)
{
    m_painter.fillRect(exposed, m_scene.colors.base);
    if (m_scene.rowCount() == 0 || m_scene.columnCount() == 0)
        return;
    const qint64 below = m_scene.rows.rowAt(exposed.bottom());
    m_firstRow = std::max(m_scene.rows.rowAt(exposed.top()), m_scene.rows.firstRow());
    m_lastRow = below >= 0 ? below : m_scene.rows.lastRow();
    m_firstColumn = m_scene.firstColumn();
    m_lastColumn = m_scene.lastColumn();
    paintRows(exposed);
    paintSelection(exposed);
    paintLines(exposed);
    paintCells();
    paintCurrent();
}

void GridPainter::paintRows(const QRect &exposed)
{
    const int height = m_scene.rows.rowHeight();
    const QRect all = m_scene.rangeRect({ m_firstRow, m_lastRow, m_firstColumn, m_lastColumn });
    for (qint64 row = m_firstRow | 1; row <= m_lastRow; row += 2) {
        const QRect band(all.left(), m_scene.rows.yOf(row), all.width(), height);
        m_painter.fillRect(band & exposed, m_scene.colors.alternate);
    }
}

void GridPainter::paintSelection(const QRect &exposed)
{
    const auto ranges = m_scene.selection.ranges(m_scene.rowCount(), m_scene.columnCount());
    for (const GridRange &range : ranges) {
        const bool single = range.rows() == 1 && range.columns() == 1;
        if (single && ranges.size() == 1)
            continue; // the frame of the current cell says it
        const QRect rect = m_scene.rangeRect(range).adjusted(0, 0, -1, 0);
        m_painter.fillRect(rect & exposed, m_scene.colors.selection);
        paintFrame(m_painter, rect, 1, m_scene.colors.selectionEdge);
    }
}

void GridPainter::paintCells()
{
    for (qint64 row = m_firstRow; row <= m_lastRow; ++row) {
        for (int column = m_firstColumn; column <= m_lastColumn; ++column)
            paintCell(row, column);
    }
    m_values.paint(m_painter, m_scene.font, m_scene.colors.text);
    m_nulls.paint(m_painter, m_scene.nullFont, m_scene.colors.dim);
    m_notes.paint(m_painter, m_scene.typeFont, m_scene.colors.dim);
}

void GridPainter::paintCell(qint64 row, int column)
{
    const CellLook *look = m_scene.look(row, column);
    if (!look) {
        paintPlaceholder(row, column);
        return;
    }
    const int x = m_scene.columnX(column);
    const int width = m_scene.columns.width(column);
    const int y = m_scene.rows.yOf(row);
    const GlyphFont &font = m_scene.fontOf(look->kind);
    const bool isNull = look->kind == GridCell::Kind::Null;
    const bool trailing = isNull ? m_scene.header(column).numeric : look->kind == GridCell::Kind::Number;
    const auto textX = [&](const TextLook &text, bool atEnd) {
        const qreal spare = width - 1 - 2 * GridScene::padding - static_cast<qreal>(text.width);
        const qreal indent = atEnd != m_scene.rightToLeft ? spare : 0;
        return std::round(x + GridScene::padding + indent);
    };
    const qreal baseline = y + std::round((m_scene.rows.rowHeight() - font.height()) / 2 + font.ascent());
    (isNull ? m_nulls : m_values).add(look->text, textX(look->text, trailing), baseline);
    if (look->note.width > 0)
        m_notes.add(look->note, textX(look->note, true), baseline);
    if (look->edited)
        m_painter.fillRect(QRect(m_scene.rightToLeft ? x + width - 3 : x, y, 3, m_scene.rows.rowHeight()),
            m_scene.colors.accent);
}

void GridPainter::paintPlaceholder(qint64 row, int column)
{
    const QRect cell = m_scene.cellRect({ row, column });
    const int height = std::max(m_scene.rows.rowHeight() / 3, 4);
    // Uneven lengths look like text that is on its way, and the same cell always has the same one.
    const int share = 35 + static_cast<int>((row * 7 + column * 13) % 5) * 10;
    const int width = std::clamp((cell.width() - 2 * GridScene::padding) * share / 100, 0, 160);
    const bool trailing = m_scene.header(column).numeric != m_scene.rightToLeft;
    const int x = trailing ? cell.right() - GridScene::padding - width : cell.left() + GridScene::padding;
    m_painter.fillRect(
        x, cell.top() + (cell.height() - height) / 2, width, height, m_scene.colors.placeholder);
}

void GridPainter::paintLines(const QRect &exposed)
{
    const int bottom = m_scene.rows.yOf(m_lastRow) + m_scene.rows.rowHeight();
    for (int column = m_firstColumn; column <= m_lastColumn; ++column) {
        const int x = m_scene.columnX(column);
        const int edge = m_scene.rightToLeft ? x : x + m_scene.columns.width(column) - 1;
        m_painter.fillRect(edge, exposed.top(), 1, bottom - exposed.top(), m_scene.colors.line);
    }
}

void GridPainter::paintCurrent()
{
    const GridPosition current = m_scene.selection.current();
    if (!m_scene.contains(current) || current.row < m_firstRow || current.row > m_lastRow)
        return;
    const QRect rect = m_scene.cellRect(current).adjusted(0, 0, -1, 0);
    paintFrame(m_painter, rect, m_scene.focused ? 2 : 1, m_scene.colors.selectionEdge);
}

void GridPainter::paintMessage(
    QPainter &painter, const GridScene &scene, const QRect &area, const QString &title, const QString &hint)
{
    const QRect inner = area.adjusted(24, 16, -24, -16);
    QFont titleFont = scene.nameFont.font();
    titleFont.setPointSizeF(QFontInfo(titleFont).pointSizeF() * 1.15);
    const int flags = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
    const QRect titleRect = QFontMetrics(titleFont).boundingRect(inner, flags, title);
    const QRect hintRect = QFontMetrics(scene.font.font()).boundingRect(inner, flags, hint);
    const int gap = title.isEmpty() || hint.isEmpty() ? 0 : 8;
    int y = area.top() + std::max((area.height() - titleRect.height() - gap - hintRect.height()) / 2, 0);
    painter.setPen(scene.colors.text);
    painter.setFont(titleFont);
    painter.drawText(QRect(inner.left(), y, inner.width(), titleRect.height()), flags, title);
    y += titleRect.height() + gap;
    painter.setPen(scene.colors.dim);
    painter.setFont(scene.font.font());
    painter.drawText(QRect(inner.left(), y, inner.width(), hintRect.height()), flags, hint);
}

}
