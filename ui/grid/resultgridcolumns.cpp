// Widths and order of ResultGrid's columns.
#include "ui/grid/resultgrid.h"

#include "ui/grid/gridheader.h"
#include "ui/grid/gridscene.h"

#include <algorithm>

namespace workbench {

namespace {

constexpr int widestFitted = 360;
constexpr int narrowestFitted = 48;
constexpr qint64 cellsToFit = 8000;

}

void ResultGrid::fitNewColumns()
{
    if (!m_fitPending || !isVisible() || m_scene->rowCount() == 0 || m_scene->columnCount() == 0)
        return;
    const qint64 first = firstVisibleRow();
    if (!m_scene->source->tryCell(first, 0))
        return;
    m_fitPending = false;
    const int columns = m_scene->columnCount();
    const qint64 sample = std::max<qint64>(cellsToFit / columns, 4);
    const qint64 last = std::min(lastVisibleRow(), first + sample - 1);
    for (int column = 0; column < columns; ++column) {
        if (m_scene->columns.isFixed(column))
            continue;
        const int width = m_scene->fittingWidth(column, first, last);
        m_scene->columns.setWidth(column, std::clamp(width, narrowestFitted, widestFitted));
    }
    m_scene->cache.forget();
    updateGeometries();
    m_header->update();
    viewport()->update();
}

std::vector<int> ResultGrid::columnWidths() const
{
    return m_scene->columns.widths();
}

void ResultGrid::setColumnWidths(const std::vector<int> &widths)
{
    m_scene->columns.setWidths(widths);
    const int known = std::min(static_cast<int>(widths.size()), m_scene->columnCount());
    for (int column = 0; column < known; ++column)
        m_scene->columns.setFixed(column, true);
    m_scene->cache.forget();
    updateGeometries();
    updateScene();
}

int ResultGrid::columnWidth(int column) const
{
    return m_scene->columns.width(column);
}

void ResultGrid::setColumnWidth(int column, int width)
{
    m_scene->columns.setWidth(column, width);
    m_scene->columns.setFixed(column, true);
    m_scene->cache.forgetColumn(column);
    updateGeometries();
    updateScene();
    Q_EMIT columnResized(column, columnWidth(column));
}

void ResultGrid::fitColumn(int column)
{
    const int widest = std::max(viewport()->width() * 4 / 5, widestFitted);
    const int width = m_scene->fittingWidth(column, firstVisibleRow(), lastVisibleRow());
    setColumnWidth(column, std::clamp(width, narrowestFitted, widest));
}

void ResultGrid::requestSort(int column)
{
    const std::optional<Qt::SortOrder> now = m_scene->header(column).sort;
    if (!now)
        Q_EMIT sortRequested(column, Qt::AscendingOrder);
    else if (*now == Qt::AscendingOrder)
        Q_EMIT sortRequested(column, Qt::DescendingOrder);
    else
        Q_EMIT sortRequested(column, std::nullopt);
}

}
