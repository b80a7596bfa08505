#pragma once

#include <QtGlobal>

namespace workbench {

/// Where a page of equally high rows stands among any number of them, in pixels counted by 64 bits.
///
/// A scroll bar has 31 bits. Up to barLimit pixels its value is the position; beyond that it is scaled, and
/// only dragging the bar is coarse: every other movement is exact.
class RowScroll
{
public:
    static constexpr int barLimit = 1 << 30;

    void setRowHeight(int pixels);
    void setRowCount(qint64 rows);
    void setPageHeight(int pixels);

    int rowHeight() const { return m_rowHeight; }
    qint64 rowCount() const { return m_rowCount; }
    int pageHeight() const { return m_pageHeight; }
    qint64 contentHeight() const { return m_rowCount * m_rowHeight; }
    qint64 maximumTop() const;
    /// The content's pixel at the upper edge of the page. Fewer rows move it up, and more rows back again.
    qint64 top() const;

    /// Rows of which at least a pixel is on the page; last is before first where there is none.
    qint64 firstRow() const;
    qint64 lastRow() const;
    /// Rows that fit as a whole, at least 1.
    qint64 rowsPerPage() const;
    /// The row at a height of the page, or -1 below the last row.
    qint64 rowAt(int y) const;
    /// The upper edge of a row on the page; far away rows are held within the bounds of int.
    int yOf(qint64 row) const;

    bool isScaled() const { return maximumTop() > barLimit; }
    int barMaximum() const;
    int barValue() const;
    void setFromBar(int value);

    void setTop(qint64 pixels);
    /// Moves by whole rows, to a row's edge where the movement has room.
    void scrollRows(qint64 rows);
    /// Moves as little as needed for the whole row to be on the page.
    void reveal(qint64 row);

private:
    qint64 m_rowCount = 0;
    qint64 m_wantedTop = 0;
    int m_rowHeight = 20;
    int m_pageHeight = 0;
};

}
