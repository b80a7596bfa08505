#pragma once

#include <QtGlobal>

namespace workbench {

/// What painting one page costs, in milliseconds of the processor; medians of interleaved runs.
struct GridPaintTimes
{
    /// Every cell of the page is new, as after a jump.
    double pageAtFirstRow = 0;
    double pageAtRowBillion = 0;
    /// The page is painted again as it was.
    double samePage = 0;
    /// QTableView with the same cells, at its first row, every cell new.
    double tableViewPage = 0;
    int visibleCells = 0;
};

/// Paints pages of ten columns in a window of 1200 × 800 pixels. Needs a QApplication, with no display the
/// offscreen platform.
GridPaintTimes measureGridPaint(int runs);

}
