#include "ui/grid/cellcache.h"

#include <algorithm>

namespace workbench {

void CellCache::resize(qint64 rows, int columns)
{
    if (rows == m_rows && columns == m_columns)
        return;
    m_rows = rows;
    m_columns = columns;
    m_cells.clear();
    m_cells.resize(static_cast<size_t>(rows) * static_cast<size_t>(columns));
}

CellLook &CellCache::place(qint64 row, int column)
{
    Q_ASSERT(m_rows > 0 && column < m_columns);
    return m_cells[static_cast<size_t>((row % m_rows) * m_columns + column)];
}

void CellCache::forget()
{
    for (CellLook &cell : m_cells)
        cell.row = -1;
}

void CellCache::forgetRows(qint64 first, qint64 last)
{
    for (CellLook &cell : m_cells) {
        if (cell.row >= first && cell.row <= last)
            cell.row = -1;
    }
}

void CellCache::forgetColumn(int column)
{
    for (qint64 row = 0; row < m_rows; ++row)
        place(row, column).row = -1;
}

}
