#pragma once

#include <vector>

namespace workbench {

/// Widths of columns and where they stand, in pixels from the leading edge of the first one.
class ColumnLayout
{
public:
    static constexpr int minimumWidth = 24;
    static constexpr int maximumWidth = 4000;

    /// Every column anew, each of the same width and not fixed by a person.
    void reset(int count, int width);

    int count() const { return static_cast<int>(m_widths.size()); }
    int width(int column) const { return m_widths[static_cast<size_t>(column)]; }
    const std::vector<int> &widths() const { return m_widths; }
    int start(int column) const { return m_starts[static_cast<size_t>(column)]; }
    int totalWidth() const { return m_starts.empty() ? 0 : m_starts.back(); }
    /// A person chose this width; it is not fitted again.
    bool isFixed(int column) const { return m_fixed[static_cast<size_t>(column)]; }
    /// The column at x, or -1 outside of all.
    int columnAt(int x) const;

    /// Held within minimumWidth and maximumWidth.
    void setWidth(int column, int width);
    void setFixed(int column, bool fixed) { m_fixed[static_cast<size_t>(column)] = fixed; }
    /// Widths for as many columns as there are; the rest stay.
    void setWidths(const std::vector<int> &widths);

private:
    void place(int fromColumn);

    std::vector<int> m_widths;
    std::vector<int> m_starts;
    std::vector<bool> m_fixed;
};

}
