#pragma once

#include <QString>

#include <optional>

namespace workbench {

/// One value as the grid shows it.
struct GridCell
{
    enum class Kind : quint8 { Null, Text, Number, Bool, Bytes, Temporal, Json, Other };

    Kind kind = Kind::Null;
    /// text is only the beginning of the value.
    bool truncated = false;
    /// The person changed the value and has not saved it.
    bool edited = false;
    /// Bytes of the whole value; -1 where nobody asked. Shown beside values of Kind::Bytes.
    qint64 size = -1;
    /// One line, at most displayLimit characters; see displaytext.h. Ignored for Kind::Null.
    QString text = {};
};

/// What the header says about a column.
struct GridColumn
{
    QString name = {};
    /// The database's name of the type; may be empty.
    QString typeText = {};
    /// Numbers: header and NULLs stand on the trailing side.
    bool numeric = false;
    bool primaryKey = false;
    std::optional<Qt::SortOrder> sort = {};

    friend bool operator==(const GridColumn &, const GridColumn &) = default;
};

/// A cell by its row and column, both from 0; invalid where one is negative.
struct GridPosition
{
    qint64 row = -1;
    int column = -1;

    bool isValid() const { return row >= 0 && column >= 0; }
    friend bool operator==(const GridPosition &, const GridPosition &) = default;
};

/// A rectangle of cells; first and last belong to it.
struct GridRange
{
    qint64 firstRow = 0;
    qint64 lastRow = -1;
    int firstColumn = 0;
    int lastColumn = -1;

    bool isEmpty() const { return lastRow < firstRow || lastColumn < firstColumn; }
    bool contains(GridPosition cell) const
    {
        return cell.row >= firstRow && cell.row <= lastRow && cell.column >= firstColumn
            && cell.column <= lastColumn;
    }
    qint64 rows() const { return isEmpty() ? 0 : lastRow - firstRow + 1; }
    int columns() const { return isEmpty() ? 0 : lastColumn - firstColumn + 1; }
    friend bool operator==(const GridRange &, const GridRange &) = default;
};

}
