#pragma once

#include "ui/grid/gridscene.h"

class QPainter;

namespace workbench {

/// Paints the cells of a grid. Text of one colour goes to the painter at once.
class GridPainter
{
public:
    GridPainter(GridScene &scene, QPainter &painter);

    /// Rows and columns that touch exposed, in pixels of the body.
    void paint(const QRect &exposed);

    /// A title and a hint in the middle of the area, for a grid that has nothing to show.
    static void paintMessage(QPainter &painter, const GridScene &scene, const QRect &area,
        const QString &title, const QString &hint);

private:
    void paintRows(const QRect &exposed);
    void paintSelection(const QRect &exposed);
    void paintCells();
    void paintCell(qint64 row, int column);
    void paintPlaceholder(qint64 row, int column);
    void paintLines(const QRect &exposed);
    void paintCurrent();

    GridScene &m_scene;
    QPainter &m_painter;
    qint64 m_firstRow = 0;
    qint64 m_lastRow = -1;
    int m_firstColumn = 0;
    int m_lastColumn = -1;
    GlyphBatch m_values;
    GlyphBatch m_nulls;
    GlyphBatch m_notes;
};

}
