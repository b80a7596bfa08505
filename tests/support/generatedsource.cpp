#include "tests/support/generatedsource.h"

#include <QTimer>

namespace workbench {

GeneratedSource::GeneratedSource(qint64 rows, int columns, QObject *parent)
    : GridSource(parent)
    , m_rows(rows)
    , m_columns(static_cast<size_t>(columns))
    , m_cellAt(plainCell)
{
    for (int column = 0; column < columns; ++column) {
        const bool number = column % 2 == 0;
        setColumn(column,
            { .name = QStringLiteral("column_%1").arg(column),
                .typeText = number ? QStringLiteral("bigint") : QStringLiteral("text"),
                .numeric = number,
                .primaryKey = column == 0,
                .sort = {} });
    }
}

GridCell GeneratedSource::plainCell(qint64 row, int column)
{
    GridCell cell;
    cell.kind = column % 2 == 0 ? GridCell::Kind::Number : GridCell::Kind::Text;
    cell.text = column % 2 == 0 ? QString::number(row * 10 + column)
                                : QStringLiteral("row %1 of column %2").arg(row).arg(column);
    return cell;
}

std::optional<GridCell> GeneratedSource::tryCell(qint64 row, int column)
{
    Q_ASSERT(row >= 0 && row < m_rows && column >= 0 && column < columnCount());
    ++m_askedCells;
    return m_cellAt(row, column);
}

void GeneratedSource::copy(const CopyRequest &request, QObject *context, CopyDone done)
{
    m_copyRequests.push_back(request);
    const CopyResult result = m_copyError ? CopyResult(std::unexpected(*m_copyError)) : lines(request);
    QTimer::singleShot(0, context, [done = std::move(done), result] { done(result); });
}

QString GeneratedSource::lines(const CopyRequest &request)
{
    QStringList lines;
    for (const GridRange &range : request.ranges) {
        for (qint64 row = range.firstRow; row <= range.lastRow && lines.size() < 10'000; ++row) {
            QStringList fields;
            for (int column = range.firstColumn; column <= range.lastColumn; ++column)
                fields.append(m_cellAt(row, column).value_or(GridCell {}).text);
            lines.append(fields.join(u'\t'));
        }
    }
    return lines.join(u'\n');
}

void GeneratedSource::setRowCount(qint64 rows)
{
    m_rows = rows;
    Q_EMIT rowsChanged();
}

void GeneratedSource::setColumn(int column, const GridColumn &facts)
{
    m_columns[static_cast<size_t>(column)] = facts;
    Q_EMIT columnsChanged();
}

}
