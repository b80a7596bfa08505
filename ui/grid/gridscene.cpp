#include "ui/grid/gridscene.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace workbench {

namespace {

constexpr int keyWidth = 16;
constexpr int sortWidth = 16;

QFont italic(QFont font)
{
    font.setItalic(true);
    return font;
}

QFont strong(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont smaller(QFont font)
{
    if (font.pointSizeF() > 0)
        font.setPointSizeF(std::max(font.pointSizeF() * 0.85, 6.0));
    else
        font.setPixelSize(std::max(font.pixelSize() * 85 / 100, 8));
    return font;
}

}

GridScene::GridScene(const QFont &gridFont)
    : font(gridFont)
    , nullFont(italic(gridFont))
    , nameFont(strong(gridFont))
    , typeFont(smaller(gridFont))
{
    rows.setRowHeight(static_cast<int>(std::ceil(font.height())) + 6);
}

void GridScene::setFont(const QFont &gridFont)
{
    font = GlyphFont(gridFont);
    nullFont = GlyphFont(italic(gridFont));
    nameFont = GlyphFont(strong(gridFont));
    typeFont = GlyphFont(smaller(gridFont));
    rows.setRowHeight(static_cast<int>(std::ceil(font.height())) + 6);
    setPage(page);
    cache.forget();
}

bool GridScene::readColumns()
{
    const int count = source ? source->columnCount() : 0;
    std::vector<GridColumn> fresh;
    fresh.reserve(static_cast<size_t>(count));
    for (int column = 0; column < count; ++column)
        fresh.push_back(source->column(column));
    const bool sameColumns = std::ranges::equal(fresh, headers, {}, &GridColumn::name, &GridColumn::name);
    headers = std::move(fresh);
    if (!sameColumns) {
        columns.reset(count, 0);
        for (int column = 0; column < count; ++column)
            columns.setWidth(column, fittingWidth(column, 0, -1));
    }
    setPage(page);
    return sameColumns;
}

void GridScene::setPage(QSize size)
{
    page = size;
    rows.setPageHeight(size.height());
    cache.resize(size.height() / rows.rowHeight() + 2, columns.count());
    left = std::clamp(left, 0, maximumLeft());
}

bool GridScene::contains(GridPosition cell) const
{
    return cell.isValid() && cell.row < rowCount() && cell.column < columnCount();
}

int GridScene::columnX(int column) const
{
    return mirrored(columns.start(column) - left, columns.width(column));
}

int GridScene::columnAt(int x) const
{
    return columns.columnAt(mirrored(x, 1) + left);
}

QRect GridScene::cellRect(GridPosition cell) const
{
    if (!contains(cell))
        return {};
    return { columnX(cell.column), rows.yOf(cell.row), columns.width(cell.column), rows.rowHeight() };
}

QRect GridScene::rangeRect(const GridRange &range) const
{
    const int lastColumn = std::min(range.lastColumn, columnCount() - 1);
    const qint64 lastRow = std::min(range.lastRow, rowCount() - 1);
    if (range.firstColumn > lastColumn || range.firstRow > lastRow)
        return {};
    const int x = columns.start(range.firstColumn) - left;
    const int width = columns.start(lastColumn) + columns.width(lastColumn) - left - x;
    const int y = rows.yOf(range.firstRow);
    return { mirrored(x, width), y, width, rows.yOf(lastRow) + rows.rowHeight() - y };
}

GridPosition GridScene::cellAt(QPoint point) const
{
    const GridPosition cell { rows.rowAt(point.y()), columnAt(point.x()) };
    return cell.isValid() ? cell : GridPosition {};
}

GridPosition GridScene::nearestCell(QPoint point) const
{
    if (rowCount() == 0 || columnCount() == 0)
        return {};
    const int x = std::clamp(mirrored(point.x(), 1) + left, 0, columns.totalWidth() - 1);
    const qint64 y = std::clamp<qint64>(rows.top() + point.y(), 0, rows.contentHeight() - 1);
    return { y / rows.rowHeight(), columns.columnAt(x) };
}

int GridScene::firstColumn() const
{
    return std::max(columns.columnAt(left), 0);
}

int GridScene::lastColumn() const
{
    const int column = columns.columnAt(left + page.width() - 1);
    return column >= 0 ? column : columnCount() - 1;
}

int GridScene::maximumLeft() const
{
    return std::max(columns.totalWidth() - page.width(), 0);
}

int GridScene::leftToReveal(int column) const
{
    const int start = columns.start(column);
    const int end = start + columns.width(column);
    if (start < left || columns.width(column) >= page.width())
        return start;
    return std::max(left, end - page.width());
}

const CellLook *GridScene::look(qint64 row, int column)
{
    CellLook &look = cache.place(row, column);
    if (look.row == row)
        return &look;
    const std::optional<GridCell> cell = source->tryCell(row, column);
    if (!cell)
        return nullptr;
    look.row = row;
    look.kind = cell->kind;
    look.edited = cell->edited;
    look.note = {};
    qreal available = columns.width(column) - 2 * padding - 1;
    if (cell->kind == GridCell::Kind::Null) {
        look.text = nullFont.look(nullText, available);
        return &look;
    }
    if (cell->kind == GridCell::Kind::Bytes && cell->size >= 0) {
        look.note = typeFont.look(sizeNote(cell->size), available);
        available -= static_cast<qreal>(look.note.width) + padding;
    }
    look.text = font.look(cell->text, available, cell->truncated);
    return &look;
}

const GlyphFont &GridScene::fontOf(GridCell::Kind kind) const
{
    return kind == GridCell::Kind::Null ? nullFont : font;
}

int GridScene::headerWidth(const GridColumn &header) const
{
    qreal name = nameFont.width(header.name) + sortWidth;
    if (header.primaryKey)
        name += keyWidth;
    return static_cast<int>(std::ceil(std::max(name, typeFont.width(header.typeText))));
}

int GridScene::fittingWidth(int column, qint64 firstRow, qint64 lastRow) const
{
    qreal width = headerWidth(header(column));
    // Numbers grow further down, and one that is cut is worse than none.
    if (header(column).numeric)
        width = std::max(width, font.width(QStringLiteral("00000000")));
    for (qint64 row = firstRow; row <= lastRow; ++row) {
        const std::optional<GridCell> cell = source->tryCell(row, column);
        if (!cell)
            continue;
        qreal own = fontOf(cell->kind).width(cell->kind == GridCell::Kind::Null ? nullText : cell->text);
        if (cell->kind == GridCell::Kind::Bytes && cell->size >= 0)
            own += padding + typeFont.width(sizeNote(cell->size));
        width = std::max(width, own);
    }
    return static_cast<int>(std::ceil(width)) + 2 * padding + 1;
}

QString sizeNote(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

}
