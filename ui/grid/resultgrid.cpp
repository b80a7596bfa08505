#include "ui/grid/resultgrid.h"

#include "ui/grid/gridaccessible.h"
#include "ui/grid/gridgutter.h"
#include "ui/grid/gridheader.h"
#include "ui/grid/gridpainter.h"
#include "ui/grid/gridscene.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace workbench {

ResultGrid::ResultGrid(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_scene(std::make_unique<GridScene>(font()))
    , m_header(new GridHeader(*m_scene, this))
    , m_gutter(new GridGutter(*m_scene, this))
{
    installGridAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Result"));
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    viewport()->setMouseTracking(false);
    m_scene->nullText = QStringLiteral("NULL");
    m_header->setObjectName(QStringLiteral("gridHeader"));
    m_gutter->setObjectName(QStringLiteral("gridGutter"));
    connectHeader();
    connectGutter();
    makeCopyActions();
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, &ResultGrid::onVerticalAction);
    readPalette();
    updateGeometries();
}

ResultGrid::~ResultGrid() = default;

void ResultGrid::connectHeader()
{
    connect(m_header, &GridHeader::columnPressed, this, [this](int column, Qt::KeyboardModifiers modifiers) {
        setFocus(Qt::MouseFocusReason);
        const qint64 row = std::max<qint64>(firstVisibleRow(), 0);
        changeSelection(
            [&](GridSelection &selection) {
                if (modifiers & Qt::ShiftModifier)
                    selection.extendTo({ row, column });
                else
                    selection.chooseColumn(column, row, modifiers & Qt::ControlModifier);
            },
            false);
        Q_EMIT headerClicked(column);
    });
    connect(m_header, &GridHeader::columnDragged, this, [this](int column) {
        const qint64 row = std::max<qint64>(firstVisibleRow(), 0);
        changeSelection([&](GridSelection &selection) { selection.extendTo({ row, column }); }, false);
    });
    connect(m_header, &GridHeader::cornerPressed, this, &ResultGrid::selectAll);
    connect(m_header, &GridHeader::sortPressed, this, &ResultGrid::requestSort);
    connect(m_header, &GridHeader::columnResized, this, &ResultGrid::setColumnWidth);
    connect(m_header, &GridHeader::fitRequested, this, &ResultGrid::fitColumn);
    connect(m_header, &GridHeader::contextMenuRequested, this, &ResultGrid::columnContextMenuRequested);
}

void ResultGrid::connectGutter()
{
    connect(m_gutter, &GridGutter::rowPressed, this, [this](qint64 row, Qt::KeyboardModifiers modifiers) {
        setFocus(Qt::MouseFocusReason);
        m_drag = Drag::Rows;
        const int column = m_scene->firstColumn();
        changeSelection(
            [&](GridSelection &selection) {
                if (modifiers & Qt::ShiftModifier)
                    selection.extendTo({ row, column });
                else
                    selection.chooseRow(row, column, modifiers & Qt::ControlModifier);
            },
            false);
    });
    connect(m_gutter, &GridGutter::rowDragged, this, [this](int y) { dragTo({ 0, y }); });
    connect(m_gutter, &GridGutter::dragEnded, this, [this] {
        m_drag = Drag::None;
        m_dragTimer.stop();
    });
    connect(m_gutter, &GridGutter::contextMenuRequested, this, [this](qint64 row, const QPoint &position) {
        if (!m_scene->selection.hasWholeRow(row))
            selectRow(row);
        Q_EMIT cellContextMenuRequested(row, m_scene->firstColumn(), position);
    });
}

GridSource *ResultGrid::source() const
{
    return m_scene->source;
}

void ResultGrid::setSource(GridSource *source)
{
    if (m_scene->source)
        disconnect(m_scene->source, nullptr, this, nullptr);
    m_scene->source = source;
    ++m_copyGeneration;
    if (source) {
        connect(source, &GridSource::rowsChanged, this, &ResultGrid::onRowsChanged);
        connect(source, &GridSource::cellsReady, this, &ResultGrid::onCellsReady);
        connect(source, &GridSource::columnsChanged, this, &ResultGrid::onColumnsChanged);
        connect(source, &GridSource::wasReset, this, &ResultGrid::onReset);
        connect(source, &QObject::destroyed, this, [this] { setSource(nullptr); });
    }
    m_scene->headers.clear();
    m_scene->columns.reset(0, 0);
    m_fitPending = true;
    m_scene->rows.setTop(0);
    m_scene->left = 0;
    changeSelection([](GridSelection &selection) { selection.clear(); }, false);
    readSource();
}

void ResultGrid::readSource()
{
    const bool sameColumns = m_scene->readColumns();
    m_scene->rows.setRowCount(m_scene->source ? m_scene->source->rowCount() : 0);
    m_scene->cache.forget();
    m_fitPending = m_fitPending || !sameColumns;
    updateGeometries();
    updateScene();
    notifyGridReset(this);
}

void ResultGrid::onReset()
{
    readSource();
}

void ResultGrid::onColumnsChanged()
{
    readSource();
}

void ResultGrid::onRowsChanged()
{
    const qint64 before = m_scene->rowCount();
    const qint64 last = m_scene->rows.lastRow();
    const qint64 now = m_scene->source->rowCount();
    m_scene->rows.setRowCount(now);
    if (now < before)
        m_scene->cache.forgetRows(now, before);
    // Rows that arrive below the page change the scroll bar, nothing else.
    if (m_gutter->neededWidth() != m_gutter->width())
        updateGeometries();
    else
        updateScrollBars();
    if (m_scene->rows.lastRow() != last || now == 0 || before == 0)
        updateScene();
    notifyGridRows(this, before, now);
}

void ResultGrid::onCellsReady(qint64 firstRow, qint64 lastRow)
{
    m_scene->cache.forgetRows(firstRow, lastRow);
    const qint64 first = std::max(firstRow, firstVisibleRow());
    const qint64 last = std::min(lastRow, lastVisibleRow());
    if (first > last)
        return;
    fitNewColumns();
    const int y = m_scene->rows.yOf(first);
    viewport()->update(0, y, viewport()->width(), m_scene->rows.yOf(last) + rowHeight() - y);
}

void ResultGrid::readPalette()
{
    m_scene->focused = hasFocus();
    m_scene->rightToLeft = isRightToLeft();
    m_scene->colors = GridColors(palette(), m_scene->focused);
}

void ResultGrid::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::StyleChange:
        m_scene->setFont(font());
        m_fitPending = true;
        [[fallthrough]];
    case QEvent::PaletteChange:
    case QEvent::LayoutDirectionChange:
        readPalette();
        updateGeometries();
        updateScene();
        break;
    default:
        break;
    }
}

QString ResultGrid::nullText() const
{
    return m_scene->nullText;
}

void ResultGrid::setNullText(const QString &text)
{
    m_scene->nullText = text;
    m_scene->cache.forget();
    viewport()->update();
}

void ResultGrid::setEmptyTitle(const QString &title)
{
    m_emptyTitle = title;
    viewport()->update();
}

void ResultGrid::setEmptyHint(const QString &hint)
{
    m_emptyHint = hint;
    viewport()->update();
}

void ResultGrid::updateGeometries()
{
    const bool shown = m_scene->columnCount() > 0;
    const int top = shown ? m_header->neededHeight() : 0;
    const int side = shown ? m_gutter->neededWidth() : 0;
    const bool rtl = isRightToLeft();
    setViewportMargins(rtl ? 0 : side, top, rtl ? side : 0, 0);
    const QRect body = viewport()->geometry();
    const int gutterX = rtl ? body.right() + 1 : body.left() - side;
    m_header->setGeometry(std::min(gutterX, body.left()), body.top() - top, body.width() + side, top);
    m_header->setBodySpan(rtl ? 0 : side, body.width());
    m_gutter->setGeometry(gutterX, body.top(), side, body.height());
    m_header->setVisible(shown);
    m_gutter->setVisible(shown);
    m_scene->setPage(viewport()->size());
    updateScrollBars();
}

void ResultGrid::resizeEvent(QResizeEvent *)
{
    updateGeometries();
    fitNewColumns();
    announceVisibleRows();
}

void ResultGrid::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    fitNewColumns();
    announceVisibleRows();
}

void ResultGrid::updateScene()
{
    fitNewColumns();
    m_header->update();
    m_gutter->update();
    viewport()->update();
    announceVisibleRows();
}

int ResultGrid::rowHeight() const
{
    return m_scene->rows.rowHeight();
}

QRect ResultGrid::cellRect(GridPosition cell) const
{
    return m_scene->cellRect(cell);
}

GridPosition ResultGrid::cellAt(QPoint point) const
{
    return m_scene->cellAt(point);
}

void ResultGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    GridPainter(*m_scene, painter).paint(event->rect());
    if (m_scene->rowCount() == 0)
        GridPainter::paintMessage(painter, *m_scene, viewport()->rect(), m_emptyTitle, m_emptyHint);
}

}
