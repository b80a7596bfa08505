#include "ui/grid/rowscroll.h"

#include <algorithm>
#include <limits>

namespace workbench {

void RowScroll::setRowHeight(int pixels)
{
    Q_ASSERT(pixels > 0);
    const qint64 row = m_wantedTop / m_rowHeight;
    m_rowHeight = pixels;
    m_wantedTop = row * pixels;
    setRowCount(m_rowCount);
}

void RowScroll::setRowCount(qint64 rows)
{
    Q_ASSERT(rows >= 0);
    m_rowCount = std::min(rows, std::numeric_limits<qint64>::max() / 4 / m_rowHeight);
}

void RowScroll::setPageHeight(int pixels)
{
    m_pageHeight = std::max(pixels, 0);
}

qint64 RowScroll::maximumTop() const
{
    return std::max<qint64>(contentHeight() - m_pageHeight, 0);
}

qint64 RowScroll::top() const
{
    return std::min(m_wantedTop, maximumTop());
}

qint64 RowScroll::firstRow() const
{
    return top() / m_rowHeight;
}

qint64 RowScroll::lastRow() const
{
    if (m_pageHeight == 0)
        return firstRow() - 1;
    return std::min(m_rowCount - 1, (top() + m_pageHeight - 1) / m_rowHeight);
}

qint64 RowScroll::rowsPerPage() const
{
    return std::max(m_pageHeight / m_rowHeight, 1);
}

qint64 RowScroll::rowAt(int y) const
{
    const qint64 pixel = top() + y;
    if (pixel < 0)
        return -1;
    const qint64 row = pixel / m_rowHeight;
    return row < m_rowCount ? row : -1;
}

int RowScroll::yOf(qint64 row) const
{
    constexpr qint64 far = std::numeric_limits<int>::max() / 4;
    const qint64 within = std::clamp<qint64>(row, 0, m_rowCount);
    return static_cast<int>(std::clamp(within * m_rowHeight - top(), -far, far));
}

int RowScroll::barMaximum() const
{
    return static_cast<int>(std::min<qint64>(maximumTop(), barLimit));
}

int RowScroll::barValue() const
{
    if (!isScaled())
        return static_cast<int>(top());
    const auto share = static_cast<long double>(top()) / static_cast<long double>(maximumTop());
    return static_cast<int>(share * barLimit);
}

void RowScroll::setFromBar(int value)
{
    const qint64 maximum = maximumTop();
    if (!isScaled() || value >= barLimit) {
        m_wantedTop = std::clamp<qint64>(isScaled() ? maximum : value, 0, maximum);
        return;
    }
    // value * maximum / barLimit, without leaving 64 bits
    const qint64 whole = maximum / barLimit;
    const qint64 rest = maximum % barLimit;
    const qint64 pixel = whole * value + rest * value / barLimit;
    m_wantedTop = pixel / m_rowHeight * m_rowHeight;
}

void RowScroll::setTop(qint64 pixels)
{
    m_wantedTop = std::clamp<qint64>(pixels, 0, maximumTop());
}

void RowScroll::scrollRows(qint64 rows)
{
    const qint64 edge = rows < 0 ? (top() + m_rowHeight - 1) / m_rowHeight : top() / m_rowHeight;
    setTop(std::clamp<qint64>(edge + std::clamp(rows, -m_rowCount, m_rowCount), 0, m_rowCount) * m_rowHeight);
}

void RowScroll::reveal(qint64 row)
{
    const qint64 above = row * m_rowHeight;
    if (above < top() || m_pageHeight < m_rowHeight)
        setTop(above);
    else if (above + m_rowHeight > top() + m_pageHeight)
        setTop(above + m_rowHeight - m_pageHeight);
}

}
