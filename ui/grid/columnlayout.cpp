#include "ui/grid/columnlayout.h"

#include <QtGlobal>

#include <algorithm>

namespace workbench {

void ColumnLayout::reset(int count, int width)
{
    m_widths.assign(static_cast<size_t>(count), std::clamp(width, minimumWidth, maximumWidth));
    m_fixed.assign(static_cast<size_t>(count), false);
    m_starts.assign(static_cast<size_t>(count) + 1, 0);
    place(0);
}

int ColumnLayout::columnAt(int x) const
{
    if (x < 0 || x >= totalWidth())
        return -1;
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), x);
    return static_cast<int>(after - m_starts.begin()) - 1;
}

void ColumnLayout::setWidth(int column, int width)
{
    Q_ASSERT(column >= 0 && column < count());
    m_widths[static_cast<size_t>(column)] = std::clamp(width, minimumWidth, maximumWidth);
    place(column);
}

void ColumnLayout::setWidths(const std::vector<int> &widths)
{
    const size_t known = std::min(widths.size(), m_widths.size());
    for (size_t i = 0; i < known; ++i)
        m_widths[i] = std::clamp(widths[i], minimumWidth, maximumWidth);
    place(0);
}

void ColumnLayout::place(int fromColumn)
{
    for (auto i = static_cast<size_t>(fromColumn); i < m_widths.size(); ++i)
        m_starts[i + 1] = m_starts[i] + m_widths[i];
}

}
