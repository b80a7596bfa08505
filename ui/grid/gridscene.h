#pragma once

#include "ui/grid/cellcache.h"
#include "ui/grid/columnlayout.h"
#include "ui/grid/gridcolors.h"
#include "ui/grid/gridselection.h"
#include "ui/grid/gridsource.h"
#include "ui/grid/rowscroll.h"

#include <QPointer>
#include <QRect>

#include <vector>

namespace workbench {

/// What body, header and gutter of a grid share: the source, where everything stands, and how it looks.
/// x and y are pixels of the body; in right-to-left layouts the first column stands at the right.
class GridScene
{
public:
    /// Between a cell's edge and its text.
    static constexpr int padding = 8;

    explicit GridScene(const QFont &font);

    void setFont(const QFont &font);
    /// Reads the headers again. Keeps the widths and returns true where the columns are the same ones.
    bool readColumns();
    void setPage(QSize page);

    int columnCount() const { return columns.count(); }
    qint64 rowCount() const { return rows.rowCount(); }
    bool contains(GridPosition cell) const;
    const GridColumn &header(int column) const { return headers[static_cast<size_t>(column)]; }

    int columnX(int column) const;
    int columnAt(int x) const;
    QRect cellRect(GridPosition cell) const;
    /// Held within the body: open ends reach its edges.
    QRect rangeRect(const GridRange &range) const;
    GridPosition cellAt(QPoint point) const;
    /// The cell at a point, or the nearest one.
    GridPosition nearestCell(QPoint point) const;
    /// Columns of which a pixel shows; last is before first where there is none.
    int firstColumn() const;
    int lastColumn() const;
    int maximumLeft() const;
    /// The least horizontal move that shows the column, or its start.
    int leftToReveal(int column) const;

    /// The cell, laid out for its column; nullptr while it is not in memory.
    const CellLook *look(qint64 row, int column);
    const GlyphFont &fontOf(GridCell::Kind kind) const;
    /// The width that shows the header and those of the given rows that are in memory.
    int fittingWidth(int column, qint64 firstRow, qint64 lastRow) const;

    QPointer<GridSource> source;
    std::vector<GridColumn> headers;
    ColumnLayout columns;
    RowScroll rows;
    GridSelection selection;
    CellCache cache;
    GridColors colors;
    GlyphFont font;
    GlyphFont nullFont;
    GlyphFont nameFont;
    GlyphFont typeFont;
    QString nullText;
    QSize page;
    int left = 0;
    bool rightToLeft = false;
    bool focused = false;

private:
    int mirrored(int x, int width) const { return rightToLeft ? page.width() - x - width : x; }
    int headerWidth(const GridColumn &header) const;
};

/// "1.4 KB", in the words of the locale.
QString sizeNote(qint64 bytes);

}
