#include "tests/bench/gridpaint.h"

#include "tests/support/generatedsource.h"
#include "ui/grid/resultgrid.h"

#include <QAbstractTableModel>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QImage>
#include <QTableView>

#include <algorithm>
#include <functional>
#include <vector>

namespace workbench {

namespace {

constexpr int columns = 10;
constexpr qint64 gridRows = 2'000'000'000;
constexpr int tableRows = 10'000'000;
constexpr qint64 billion = 1'000'000'000;

/// The cells of a GeneratedSource as QTableView wants them.
class TableModel : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &) const override { return tableRows; }
    int columnCount(const QModelIndex &) const override { return columns; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const bool number = index.column() % 2 == 0;
        if (role == Qt::TextAlignmentRole)
            return QVariant::fromValue(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
        if (role == Qt::DisplayRole)
            return GeneratedSource::plainCell(index.row(), index.column()).text;
        return {};
    }
};

void prepare(QAbstractScrollArea &view)
{
    // Scroll bars are the style's work, the same for both.
    view.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view.resize(1200, 800);
    view.show();
    QCoreApplication::sendPostedEvents();
}

double medianOf(std::vector<double> &times)
{
    const auto middle = times.begin() + static_cast<qsizetype>(times.size()) / 2;
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

double millisecondsOf(const std::function<void()> &work)
{
    QElapsedTimer timer;
    timer.start();
    work();
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Both views are drawn as a whole, headers and all, on the same kind of picture.
double paintTime(QWidget &view, QImage &picture)
{
    return millisecondsOf([&] { view.render(&picture, {}, {}, QWidget::DrawChildren); });
}

}

GridPaintTimes measureGridPaint(int runs)
{
    GeneratedSource source(gridRows, columns);
    ResultGrid grid;
    grid.setSource(&source);
    prepare(grid);
    TableModel model;
    QTableView table;
    table.setModel(&model);
    table.verticalHeader()->setDefaultSectionSize(grid.rowHeight());
    for (int column = 0; column < columns; ++column)
        table.setColumnWidth(column, grid.columnWidth(column));
    prepare(table);

    QImage picture(1200, 800, QImage::Format_ARGB32_Premultiplied);
    std::vector<double> first, far, same, peer;
    for (int run = 0; run <= runs; ++run) {
        // Each page begins elsewhere, so that nothing laid out before can serve it.
        const int step = (run + 1) * 100;
        table.scrollTo(model.index(step, 0), QAbstractItemView::PositionAtTop);
        const double tableTime = paintTime(table, picture);
        grid.scrollToRow(step);
        const double firstTime = paintTime(grid, picture);
        grid.scrollToRow(billion + step);
        const double farTime = paintTime(grid, picture);
        const double sameTime = paintTime(grid, picture);
        if (run == 0)
            continue; // fonts and glyphs are loaded now
        first.push_back(firstTime);
        far.push_back(farTime);
        same.push_back(sameTime);
        peer.push_back(tableTime);
    }
    GridPaintTimes times { medianOf(first), medianOf(far), medianOf(same), medianOf(peer), 0 };
    times.visibleCells = static_cast<int>(grid.lastVisibleRow() - grid.firstVisibleRow() + 1) * columns;
    return times;
}

}
