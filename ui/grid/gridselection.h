#pragma once

#include "ui/grid/gridcell.h"

#include <limits>
#include <vector>

namespace workbench {

/// The current cell and the chosen rectangles, by position. Whole rows and columns stay whole when the result
/// grows, and positions outlive a result that shrinks and comes back.
class GridSelection
{
public:
    static constexpr qint64 everyRow = std::numeric_limits<qint64>::max();
    static constexpr int everyColumn = std::numeric_limits<int>::max();

    GridPosition current() const { return m_current; }
    /// The cell from which Shift extends.
    GridPosition anchor() const { return m_anchor; }
    /// The last one is the one that Shift extends. Rows and columns may be open ended.
    const std::vector<GridRange> &ranges() const { return m_ranges; }
    /// Cut to a result of this size; empty ones left out.
    std::vector<GridRange> ranges(qint64 rowCount, int columnCount) const;
    bool contains(GridPosition cell) const;
    bool touchesRow(qint64 row) const;
    bool touchesColumn(int column) const;
    bool hasWholeColumn(int column) const;
    bool hasWholeRow(qint64 row) const;

    void clear();
    /// One cell, current and chosen.
    void choose(GridPosition cell);
    /// One more rectangle beside those that are there.
    void add(GridPosition cell);
    /// From the anchor to here, as cells, rows or columns, whichever were chosen last.
    void extendTo(GridPosition cell);
    void chooseRow(qint64 row, int currentColumn, bool keepOthers);
    void chooseColumn(int column, qint64 currentRow, bool keepOthers);
    void chooseAll();
    void chooseRange(const GridRange &range);

private:
    enum class Shape : quint8 { Cells, Rows, Columns };

    GridRange between(GridPosition a, GridPosition b) const;
    void begin(Shape shape, GridPosition at, bool keepOthers);

    GridPosition m_current;
    GridPosition m_anchor;
    Shape m_shape = Shape::Cells;
    std::vector<GridRange> m_ranges;
};

}
