#include "ui/grid/gridselection.h"

#include <algorithm>

namespace workbench {

std::vector<GridRange> GridSelection::ranges(qint64 rowCount, int columnCount) const
{
    std::vector<GridRange> cut;
    for (GridRange range : m_ranges) {
        range.lastRow = std::min(range.lastRow, rowCount - 1);
        range.lastColumn = std::min(range.lastColumn, columnCount - 1);
        if (!range.isEmpty())
            cut.push_back(range);
    }
    return cut;
}

bool GridSelection::contains(GridPosition cell) const
{
    return std::ranges::any_of(m_ranges, [cell](const GridRange &range) { return range.contains(cell); });
}

bool GridSelection::touchesRow(qint64 row) const
{
    return std::ranges::any_of(
        m_ranges, [row](const GridRange &range) { return row >= range.firstRow && row <= range.lastRow; });
}

bool GridSelection::touchesColumn(int column) const
{
    return std::ranges::any_of(m_ranges, [column](const GridRange &range) {
        return column >= range.firstColumn && column <= range.lastColumn;
    });
}

bool GridSelection::hasWholeColumn(int column) const
{
    return std::ranges::any_of(m_ranges, [column](const GridRange &range) {
        return range.lastRow == everyRow && column >= range.firstColumn && column <= range.lastColumn;
    });
}

bool GridSelection::hasWholeRow(qint64 row) const
{
    return std::ranges::any_of(m_ranges, [row](const GridRange &range) {
        return range.lastColumn == everyColumn && row >= range.firstRow && row <= range.lastRow;
    });
}

void GridSelection::clear()
{
    *this = {};
}

void GridSelection::choose(GridPosition cell)
{
    begin(Shape::Cells, cell, false);
}

void GridSelection::add(GridPosition cell)
{
    begin(Shape::Cells, cell, true);
}

void GridSelection::extendTo(GridPosition cell)
{
    if (!m_anchor.isValid() || m_ranges.empty()) {
        choose(cell);
        return;
    }
    m_ranges.back() = between(m_anchor, cell);
    m_current = cell;
}

void GridSelection::chooseRow(qint64 row, int currentColumn, bool keepOthers)
{
    begin(Shape::Rows, { row, currentColumn }, keepOthers);
}

void GridSelection::chooseColumn(int column, qint64 currentRow, bool keepOthers)
{
    begin(Shape::Columns, { currentRow, column }, keepOthers);
}

void GridSelection::chooseAll()
{
    if (!m_current.isValid())
        m_current = { 0, 0 };
    m_anchor = m_current;
    m_shape = Shape::Cells;
    m_ranges = { GridRange { 0, everyRow, 0, everyColumn } };
}

void GridSelection::chooseRange(const GridRange &range)
{
    begin(Shape::Cells, { range.firstRow, range.firstColumn }, false);
    m_ranges = { range };
}

GridRange GridSelection::between(GridPosition a, GridPosition b) const
{
    GridRange range { std::min(a.row, b.row), std::max(a.row, b.row), std::min(a.column, b.column),
        std::max(a.column, b.column) };
    if (m_shape == Shape::Rows) {
        range.firstColumn = 0;
        range.lastColumn = everyColumn;
    } else if (m_shape == Shape::Columns) {
        range.firstRow = 0;
        range.lastRow = everyRow;
    }
    return range;
}

void GridSelection::begin(Shape shape, GridPosition at, bool keepOthers)
{
    if (!keepOthers)
        m_ranges.clear();
    m_shape = shape;
    m_anchor = at;
    m_current = at;
    m_ranges.push_back(between(at, at));
}

}
