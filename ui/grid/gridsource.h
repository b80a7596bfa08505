#pragma once

#include "core/base/result.h"
#include "ui/grid/copyformat.h"

#include <QObject>

#include <functional>
#include <optional>

namespace workbench {

/// What a ResultGrid shows. Rows are counted by 64 bits and may grow while they are shown.
/// Everything here is called in the window's thread and returns at once.
class GridSource : public QObject
{
    Q_OBJECT

public:
    using CopyResult = dumbo::Result<QString>;
    using CopyDone = std::function<void(const CopyResult &)>;

    explicit GridSource(QObject *parent = nullptr);
    ~GridSource() override;

    virtual qint64 rowCount() const = 0;
    virtual int columnCount() const = 0;
    virtual GridColumn column(int column) const = 0;

    /// The cell where it is in memory. Otherwise nothing, and the source fetches it and emits
    /// cellsReady(); asking again for the same cell meanwhile costs nothing.
    virtual std::optional<GridCell> tryCell(qint64 row, int column) = 0;

    /// Writes whole values, not what the grid paints, and calls done once from the event loop, never from
    /// within this call, unless context is gone by then. A single cell becomes its bare text.
    virtual void copy(const CopyRequest &request, QObject *context, CopyDone done) = 0;

Q_SIGNALS:
    /// rowCount() has another value; the rows that were there before are the same.
    void rowsChanged();
    /// Cells of these rows changed, or came into memory.
    void cellsReady(qint64 firstRow, qint64 lastRow);
    /// Headers changed; the rows did not.
    void columnsChanged();
    /// Everything changed, for instance because the rows were sorted or fetched anew. Selection and scroll
    /// position stay where they were, by position.
    void wasReset();
};

}
