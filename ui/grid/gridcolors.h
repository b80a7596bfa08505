#pragma once

#include <QColor>

class QPalette;

namespace workbench {

/// a where share is 0, b where it is 1.
QColor mixed(const QColor &a, const QColor &b, qreal share);

/// Every colour of a grid, from the palette alone.
struct GridColors
{
    GridColors() = default;
    /// focused: the grid has the keyboard.
    GridColors(const QPalette &palette, bool focused);

    QColor base;
    QColor alternate;
    QColor text;
    /// NULL, types, row numbers: readable, yet behind the values.
    QColor dim;
    QColor line;
    /// Half transparent, over the rows.
    QColor selection;
    QColor selectionEdge;
    QColor header;
    QColor headerText;
    QColor headerHover;
    QColor headerSelected;
    QColor headerLine;
    /// Bars in the place of cells that are not in memory yet.
    QColor placeholder;
    QColor accent;
};

}
