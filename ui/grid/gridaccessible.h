#pragma once

#include "ui/grid/gridcell.h"

namespace workbench {

class ResultGrid;

/// Lets assistive programs see every ResultGrid as a table. Done once for a program; further calls do
/// nothing.
///
/// Their interface counts rows by int: a longer result is a table of 2,147,483,647 rows to them.
void installGridAccessibility();

/// Tell assistive programs what changed; free of cost while there are none.
void notifyGridReset(ResultGrid *grid);
void notifyGridRows(ResultGrid *grid, qint64 before, qint64 now);
void notifyGridFocus(ResultGrid *grid, GridPosition cell);

}
