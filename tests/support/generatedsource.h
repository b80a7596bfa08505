#pragma once

#include "ui/grid/gridsource.h"

#include <functional>
#include <vector>

namespace workbench {

/// A result of any number of rows whose cells are computed from their position.
class GeneratedSource : public GridSource
{
    Q_OBJECT

public:
    using CellAt = std::function<std::optional<GridCell>(qint64 row, int column)>;

    GeneratedSource(qint64 rows, int columns, QObject *parent = nullptr);

    qint64 rowCount() const override { return m_rows; }
    int columnCount() const override { return static_cast<int>(m_columns.size()); }
    GridColumn column(int column) const override { return m_columns[static_cast<size_t>(column)]; }
    std::optional<GridCell> tryCell(qint64 row, int column) override;
    /// Tab separated lines of what the grid paints, whatever the format. Answers from the event loop.
    void copy(const CopyRequest &request, QObject *context, CopyDone done) override;

    void setRowCount(qint64 rows);
    void setColumn(int column, const GridColumn &facts);
    void setCellAt(CellAt cellAt) { m_cellAt = std::move(cellAt); }
    /// The next copies answer with this error.
    void setCopyError(const dumbo::Error &error) { m_copyError = error; }
    void reset() { Q_EMIT wasReset(); }
    void announce(qint64 firstRow, qint64 lastRow) { Q_EMIT cellsReady(firstRow, lastRow); }

    const std::vector<CopyRequest> &copyRequests() const { return m_copyRequests; }
    qint64 askedCells() const { return m_askedCells; }

    /// The cell a source has where no other function was set: row and column as text, numbers in even
    /// columns.
    static GridCell plainCell(qint64 row, int column);

private:
    QString lines(const CopyRequest &request);

    qint64 m_rows;
    std::vector<GridColumn> m_columns;
    CellAt m_cellAt;
    std::optional<dumbo::Error> m_copyError;
    std::vector<CopyRequest> m_copyRequests;
    qint64 m_askedCells = 0;
};

}
