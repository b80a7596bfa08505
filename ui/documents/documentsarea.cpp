#include "ui/documents/documentsarea.h"

#include "ui/documents/documentfields.h"
#include "ui/documents/documentlist.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/keptrows.h"
#include "ui/grid/gridselection.h"
#include "ui/grid/resultgrid.h"
#include "ui/migrations/adaptivesplitter.h"
#include "ui/settings/settings.h"
#include "ui/shell/theme.h"

#include <QMenu>
#include <QScopedValueRollback>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int widthForBoth = 560;
constexpr std::size_t mostSelected = 100'000;

} // namespace

DocumentsArea::DocumentsArea(Settings &settings, DocumentRows &rows, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_rows(rows)
    , m_stack(new QStackedWidget(this))
    , m_tree(new DocumentTree(rows, this))
    , m_list(new DocumentList(rows, this))
    , m_detail(new DocumentTree(rows, this))
    , m_grid(new ResultGrid(this))
    , m_fields(new DocumentFields(rows, this))
    , m_keptInList(new KeptRows(rows, this))
    , m_keptInGrid(new KeptRows(rows, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
    auto *both = new AdaptiveSplitter(widthForBoth, this);
    both->setObjectName(QStringLiteral("listSplitter"));
    m_detail->setObjectName(QStringLiteral("documentDetail"));
    m_detail->setAccessibleName(tr("The chosen document"));
    m_detail->showOnly(-1);
    both->addWidget(m_list);
    both->addWidget(m_detail);
    both->setStretchFactor(0, 2);
    both->setStretchFactor(1, 3);
    both->setSizes({ 400, 600 });
    m_stack->addWidget(m_tree);
    m_stack->addWidget(both);
    m_stack->addWidget(m_grid);
    m_list->setMinimumWidth(20 * theme::unit);
    connectTree(*m_tree);
    connectTree(*m_detail);
    connectList();
    connectGrid();
    setFocusProxy(m_tree);
    connectKept();
    m_detail->setEditorMaker([this](QWidget *owner, const DocumentNode &node, DocumentTree::Part part) -> QWidget * {
        return m_tree->editorMaker() ? m_tree->editorMaker()(owner, node, part) : nullptr;
    });
}

DocumentsArea::~DocumentsArea()
{
    // The grid says that its source is gone; nobody here may hear it any more.
    for (QWidget *view : { static_cast<QWidget *>(m_grid), static_cast<QWidget *>(m_tree), static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_detail) })
        view->disconnect(this);
}

void DocumentsArea::connectTree(DocumentTree &tree)
{
    connect(&tree, &DocumentTree::currentChanged, this, [this, &tree] {
        if (&tree == &this->tree() && m_view != View::Table)
            Q_EMIT currentChanged();
    });
    connect(&tree, &DocumentTree::selectionChanged, this, &DocumentsArea::selectionChanged);
    connect(&tree, &DocumentTree::valueWanted, this, &DocumentsArea::valueWanted);
    connect(&tree, &DocumentTree::copyWanted, this, &DocumentsArea::copyWanted);
    connect(&tree, &DocumentTree::menuWanted, this, &DocumentsArea::menuWanted);
}

void DocumentsArea::connectList()
{
    connect(m_list, &DocumentList::currentChanged, this, [this] {
        if (m_view != View::List)
            return;
        m_detail->showOnly(m_list->currentRow());
        Q_EMIT currentChanged();
    });
    connect(m_list, &DocumentList::selectionChanged, this, &DocumentsArea::selectionChanged);
    connect(m_list, &DocumentList::activated, m_detail, qOverload<>(&QWidget::setFocus));
    connect(m_list, &DocumentList::copyWanted, this, &DocumentsArea::copyWanted);
    connect(m_list, &DocumentList::menuWanted, this,
        [this](qint64 row, const QPoint &position) { Q_EMIT menuWanted({ row, {} }, position); });
}

void DocumentsArea::connectGrid()
{
    m_grid->setObjectName(QStringLiteral("documentGrid"));
    m_grid->setAccessibleName(tr("Documents as a table"));
    m_grid->setFrameShape(QFrame::NoFrame);
    for (QWidget *view : { static_cast<QWidget *>(m_grid), static_cast<QWidget *>(m_tree), static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_detail) })
        m_settings.watch(setting::resultFont, view, [this, view] {
            QFont font = QWidget::font();
            if (const auto chosen = m_settings.get(setting::resultFont); !chosen.isEmpty())
                font.fromString(chosen);
            view->setFont(font);
        });
    m_grid->setSource(m_fields);
    connect(m_grid, &ResultGrid::currentCellChanged, this, [this] {
        if (m_view == View::Table)
            Q_EMIT currentChanged();
    });
    connect(m_grid, &ResultGrid::selectionChanged, this, &DocumentsArea::selectionChanged);
    connect(m_grid, &ResultGrid::valueActivated, this, &DocumentsArea::valueWanted);
    connect(m_grid, &ResultGrid::cellContextMenuRequested, this,
        [this](qint64, int, const QPoint &position) { Q_EMIT menuWanted(current(), position); });
    connect(m_grid, &ResultGrid::sortRequested, this, [this](int column, std::optional<Qt::SortOrder> order) {
        const auto field = m_fields->fieldOf(column);
        if (!m_fields->isKeyColumn(column))
            Q_EMIT sortWanted({ field }, order);
        else if (m_rows.source().isCollection)
            Q_EMIT sortWanted({ QByteArrayLiteral("_id") }, order);
    });
}

void DocumentsArea::connectKept()
{
    connect(&m_rows, &DocumentRows::aboutToReset, this, &DocumentsArea::keepChoice);
    connect(&m_rows, &DocumentRows::wasReset, this, [this] {
        m_detail->showOnly(-1);
        m_grid->clearSelection();
        m_keptInList->search();
        m_keptInGrid->search();
        m_isRestoring = false;
    });
    connect(m_keptInList, &KeptRows::found, this, [this](qint64 current, const std::set<qint64> &rows) {
        const QScopedValueRollback restoring(m_isRestoring, true);
        m_list->setChoice(current, rows);
    });
    connect(m_keptInGrid, &KeptRows::found, this, &DocumentsArea::showKeptCells);
    const auto drop = [this](KeptRows *kept) {
        if (!m_isRestoring)
            kept->drop();
    };
    connect(m_list, &DocumentList::selectionChanged, this, [this, drop] { drop(m_keptInList); });
    connect(m_grid, &ResultGrid::selectionChanged, this, [this, drop] { drop(m_keptInGrid); });
    connect(m_grid, &ResultGrid::currentCellChanged, this, [this, drop] { drop(m_keptInGrid); });
}

void DocumentsArea::keepChoice()
{
    // The list forgets its own before the area hears of the reset.
    m_isRestoring = true;
    m_keptInList->keep(m_list->currentRow(), m_list->selectedRows());
    const auto cell = m_grid->currentCell();
    auto rows = selectedGridRows();
    if (rows.size() >= mostSelected)
        rows.assign(cell.isValid() ? 1 : 0, cell.row);
    m_keptInGrid->keep(cell.row, rows);
    if (!cell.isValid())
        return;
    m_keptColumn = columnName(cell.column);
    const auto &ranges = m_grid->selection().ranges();
    m_keptSpan.reset();
    const auto isAlike = [&ranges](const GridRange &range) {
        return range.lastColumn != GridSelection::everyColumn && range.firstColumn == ranges.front().firstColumn
            && range.lastColumn == ranges.front().lastColumn;
    };
    if (!ranges.empty() && std::ranges::all_of(ranges, isAlike))
        m_keptSpan.emplace(columnName(ranges.front().firstColumn), columnName(ranges.front().lastColumn));
}

void DocumentsArea::showKeptCells(qint64 current, const std::set<qint64> &rows)
{
    const QScopedValueRollback restoring(m_isRestoring, true);
    auto first = m_keptSpan ? columnOf(m_keptSpan->first) : 0;
    auto last = m_keptSpan ? columnOf(m_keptSpan->second) : GridSelection::everyColumn;
    if (first < 0 || last < first) {
        first = 0;
        last = GridSelection::everyColumn;
    }
    const GridPosition cell { current, std::max(0, columnOf(m_keptColumn)) };
    const bool isOneRange = !rows.empty() && *rows.rbegin() - *rows.begin() + 1 == qint64(rows.size());
    // What is no rectangle any more is not chosen; the current cell is.
    if (isOneRange && rows.size() > 1)
        m_grid->selectRange({ *rows.begin(), *rows.rbegin(), first, last });
    else if (cell.isValid())
        m_grid->selectRange({ cell.row, cell.row, cell.column, cell.column });
    else
        m_grid->clearSelection();
}

QByteArray DocumentsArea::columnName(int column) const
{
    return m_fields->isKeyColumn(column) ? QByteArray::number(column) : '.' + m_fields->fieldOf(column);
}

int DocumentsArea::columnOf(const QByteArray &name) const
{
    for (int column = 0; column < m_fields->columnCount(); ++column) {
        if (columnName(column) == name)
            return column;
    }
    return -1;
}

DocumentTree &DocumentsArea::tree() const
{
    return m_view == View::List ? *m_detail : *m_tree;
}

DocumentPlace DocumentsArea::current() const
{
    if (m_view == View::Table) {
        const auto cell = m_grid->currentCell();
        return cell.isValid() ? m_fields->placeOf(cell.row, cell.column) : DocumentPlace();
    }
    if (m_view == View::List) {
        const auto place = m_detail->current();
        return place.isValid() ? place : DocumentPlace { m_list->currentRow(), {} };
    }
    return m_tree->current();
}

std::vector<qint64> DocumentsArea::selectedRows() const
{
    if (m_view == View::List)
        return m_list->selectedRows();
    if (m_view == View::Tree)
        return m_tree->selectedRows();
    return selectedGridRows();
}

std::vector<qint64> DocumentsArea::selectedGridRows() const
{
    std::set<qint64> rows;
    for (const auto &range : m_grid->selectedRanges()) {
        for (auto row = range.firstRow; row <= range.lastRow && rows.size() < mostSelected; ++row)
            rows.insert(row);
    }
    if (rows.empty() && m_grid->currentCell().isValid())
        rows.insert(m_grid->currentCell().row);
    return { rows.begin(), rows.end() };
}

qint64 DocumentsArea::lastVisibleRow() const
{
    if (m_view == View::Table)
        return m_grid->lastVisibleRow();
    return m_view == View::List ? m_list->scroll().lastRow() : m_tree->scroll().lastRow();
}

void DocumentsArea::setView(View view)
{
    if (view == m_view)
        return;
    const auto place = current();
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    m_view = view;
    m_stack->setCurrentIndex(int(view));
    QWidget *shown = view == View::Tree ? static_cast<QWidget *>(m_tree) : view == View::List ? static_cast<QWidget *>(m_list) : m_grid;
    setFocusProxy(shown);
    setCurrent(place);
    if (hadFocus)
        shown->setFocus();
}

void DocumentsArea::setCurrent(const DocumentPlace &place)
{
    if (!place.isValid())
        return;
    if (m_view == View::Tree) {
        m_tree->setCurrent(place);
    } else if (m_view == View::List) {
        m_list->setCurrentRow(place.row);
        m_detail->showOnly(m_list->currentRow());
        m_detail->setCurrent(place);
    } else {
        m_grid->setCurrentCell(m_fields->positionOf(place));
    }
}

void DocumentsArea::goToTop()
{
    m_tree->goToTop();
    m_list->setCurrentRow(0);
    if (m_rows.count() > 0 && m_grid->currentCell().isValid())
        m_grid->setCurrentCell({ 0, 0 });
    m_grid->scrollToRow(0);
}

void DocumentsArea::setEmptyText(const QString &title, const QString &hint)
{
    m_tree->setEmptyText(title, hint);
    m_list->setEmptyText(title, hint);
    m_grid->setEmptyTitle(title);
    m_grid->setEmptyHint(hint);
}

} // namespace workbench
