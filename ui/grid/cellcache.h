#pragma once

#include "ui/grid/gridcell.h"
#include "ui/grid/glyphfont.h"

#include <vector>

namespace workbench {

/// A cell as it was laid out for its column.
struct CellLook
{
    qint64 row = -1;
    GridCell::Kind kind = GridCell::Kind::Null;
    bool edited = false;
    TextLook text;
    /// The size of a value of bytes, behind its text.
    TextLook note;
};

/// Laid out cells of about a page. A row takes the place of the one a page away.
class CellCache
{
public:
    /// Forgets everything when one of them changes.
    void resize(qint64 rows, int columns);

    /// The place of a cell; it holds that cell where its row is the one asked for.
    CellLook &place(qint64 row, int column);

    void forget();
    void forgetRows(qint64 first, qint64 last);
    void forgetColumn(int column);

private:
    qint64 m_rows = 0;
    int m_columns = 0;
    std::vector<CellLook> m_cells;
};

}
