#include "ui/documents/documenttree.h"

#include "core/json/jsondocument.h"
#include "ui/documents/documentrows.h"
#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QScopedValueRollback>
#include <QStandardItemModel>

#include <algorithm>

namespace workbench {

using dumbo::JsonNode;

DocumentTree::DocumentTree(DocumentRows &rows, QWidget *parent)
    : RowScrollArea(parent)
    , m_rows(rows)
    , m_header(new QHeaderView(Qt::Horizontal, this))
    , m_keyWidth(42 * theme::unit)
{
    setObjectName(QStringLiteral("documentTree"));
    setAccessibleName(tr("Documents as a tree"));
    viewport()->setMouseTracking(false);
    makeHeader();
    readLook();
    connect(&rows, &DocumentRows::countChanged, this, &DocumentTree::updateLines);
    connect(&rows, &DocumentRows::rowsReady, this, &DocumentTree::onRowsReady);
    connect(&rows, &DocumentRows::stateChanged, this, &DocumentTree::scanForKept);
    connect(&rows, &DocumentRows::aboutToReset, this, &DocumentTree::keep);
    connect(&rows, &DocumentRows::wasReset, this, &DocumentTree::restore);
}

void DocumentTree::makeHeader()
{
    auto *titles = new QStandardItemModel(0, 3, m_header);
    titles->setHorizontalHeaderLabels({ tr("Key"), tr("Value"), tr("Type") });
    m_header->setModel(titles);
    m_header->setObjectName(QStringLiteral("documentTreeHeader"));
    m_header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_header->setMinimumSectionSize(60);
    m_header->setSectionResizeMode(int(Part::Key), QHeaderView::Interactive);
    m_header->setSectionResizeMode(int(Part::Value), QHeaderView::Stretch);
    m_header->setSectionResizeMode(int(Part::Type), QHeaderView::Interactive);
    m_header->setStretchLastSection(false);
    m_header->setSectionsMovable(false);
    m_header->setHighlightSections(false);
    m_header->setSectionsClickable(false);
    m_header->setFocusPolicy(Qt::NoFocus);
    m_header->resizeSection(int(Part::Key), m_keyWidth);
    m_header->resizeSection(int(Part::Type), 14 * theme::unit);
    connect(m_header, &QHeaderView::sectionResized, this, [this](int section, int, int width) {
        if (section == int(Part::Key) && !m_fitting)
            m_keyWidth = width;
        viewport()->update();
        placeEditor();
    });
}

void DocumentTree::placeHeader()
{
    const int height = m_header->sizeHint().height();
    setViewportMargins(0, height, 0, 0);
    m_header->setGeometry(viewport()->x(), viewport()->y() - height, viewport()->width(), height);
}

/// Where there is little room the values get it.
void DocumentTree::fitSections()
{
    constexpr int widthForTypes = 50 * theme::unit;
    const int width = viewport()->width();
    if (width <= 0)
        return;
    const QScopedValueRollback fitting(m_fitting, true);
    m_header->setSectionHidden(int(Part::Type), width < widthForTypes);
    m_header->resizeSection(int(Part::Key), std::max(m_header->minimumSectionSize(), std::min(m_keyWidth, width * 9 / 20)));
}

void DocumentTree::readLook()
{
    m_colors = DocumentColors(palette(), hasFocus() || (m_editor && m_editor->hasFocus()));
    setRowHeight(fontMetrics().height() + theme::unit);
}

DocumentPlace DocumentTree::inLayout(DocumentPlace place) const
{
    if (m_only && place.isValid())
        place.row = place.row == *m_only ? 0 : -1;
    return place;
}

DocumentPlace DocumentTree::inRows(DocumentPlace place) const
{
    if (m_only && place.isValid())
        place.row = *m_only;
    return place;
}

void DocumentTree::updateLines()
{
    m_layout.setDocuments(m_only ? qint64(*m_only >= 0 && *m_only < m_rows.count()) : m_rows.count());
    setRowCount(m_layout.lineCount());
    if (!m_current.isValid() && m_layout.documents() > 0 && !(m_kept && m_kept->hasCurrent))
        setCurrentQuietly(inRows({ 0, {} }));
    scanForKept();
}

void DocumentTree::onRowsReady(qint64 first, qint64 last)
{
    if (m_layout.isAnythingExpanded())
        checkExpanded(first, last);
    if (m_kept)
        scanForKept();
    viewport()->update();
    if (m_current.row >= first && m_current.row <= last)
        Q_EMIT currentChanged();
}

/// Children of documents that were read by now, or that are others by now.
void DocumentTree::checkExpanded(qint64 first, qint64 last)
{
    std::vector<DocumentPlace> expanded;
    m_layout.forEachExpanded([&](const DocumentPlace &place, qint64) {
        const auto row = m_only.value_or(place.row);
        if (row >= first && row <= last)
            expanded.push_back(place);
    });
    for (const auto &place : expanded) {
        if (!m_layout.isExpanded(place))
            continue;
        const auto opened = m_rows.tryOpen(inRows(place).row);
        const auto node = opened.document.isNull() ? JsonNode() : DocumentRows::nodeAt(opened.document, place.steps);
        if (opened.document.isNull())
            m_layout.expand(place, TreeLayout::unknown);
        else if (node.isContainer())
            m_layout.expand(place, node.childCount());
        else
            m_layout.collapse(place);
    }
    setRowCount(m_layout.lineCount());
}

void DocumentTree::showOnly(std::optional<qint64> row)
{
    if (m_only == row)
        return;
    closeEditor();
    m_only = row;
    auto kept = std::move(m_kept);
    m_layout.clear();
    m_current = {};
    m_selected.clear();
    updateLines();
    if (row && m_layout.documents() > 0)
        setExpanded({ *row, {} }, true);
    setTop(0);
    if (row && *row < 0)
        m_kept = std::move(kept);
    else if (row && kept)
        restoreOnly(*row, *kept);
}

void DocumentTree::goToTop()
{
    m_kept.reset();
    m_layout.clear();
    m_current = {};
    m_selected.clear();
    updateLines();
    setTop(0);
    Q_EMIT currentChanged();
}

void DocumentTree::setExpanded(const DocumentPlace &place, bool expanded)
{
    const auto at = inLayout(place);
    if (!at.isValid() || m_layout.lineOf(at) < 0)
        return;
    if (!expanded) {
        m_layout.collapse(at);
    } else {
        const auto opened = m_rows.tryOpen(place.row);
        const auto node = opened.document.isNull() ? JsonNode() : DocumentRows::nodeAt(opened.document, place.steps);
        if (opened.document.isNull())
            m_layout.expand(at, TreeLayout::unknown);
        else if (node.isContainer())
            m_layout.expand(at, node.childCount());
    }
    setRowCount(m_layout.lineCount());
    if (!expanded && m_layout.lineOf(inLayout(m_current)) < 0)
        setCurrent(place);
}

void DocumentTree::expandAll(const DocumentPlace &place)
{
    setExpanded(place, true);
    const auto opened = m_rows.tryOpen(place.row);
    if (opened.document.isNull())
        return;
    // Nobody looks at what is nested deeper than that, and each level costs the way to it.
    const auto deepest = place.steps.size() + mostLevelsAtOnce;
    std::vector<DocumentPlace> left { place };
    qint64 lines = 0;
    while (!left.empty() && lines < mostExpandedAtOnce) {
        auto at = std::move(left.back());
        left.pop_back();
        const auto node = DocumentRows::nodeAt(opened.document, at.steps);
        m_layout.expand(inLayout(at), node.childCount());
        qint64 position = 0;
        std::vector<DocumentPlace> inside;
        for (const auto child : node.children()) {
            if (++lines > mostExpandedAtOnce)
                break;
            if (child.isContainer() && at.steps.size() < deepest && child.childCount() > 0) {
                inside.push_back(at);
                inside.back().steps.push_back(position);
            }
            ++position;
        }
        left.insert(left.end(), inside.rbegin(), inside.rend());
    }
    setRowCount(m_layout.lineCount());
}

void DocumentTree::collapseAll()
{
    const auto row = m_current.row;
    m_layout.clear();
    setRowCount(m_layout.lineCount());
    if (row >= 0)
        setCurrent({ row, {} });
}

void DocumentTree::setCurrent(const DocumentPlace &place)
{
    if (inLayout(place).row < 0 || place.row >= m_rows.count())
        return;
    DocumentPlace above { place.row, {} };
    for (const auto step : place.steps) {
        if (!isExpanded(above))
            setExpanded(above, true);
        above.steps.push_back(step);
    }
    setCurrentQuietly(place);
    if (const auto line = m_layout.lineOf(inLayout(place)); line >= 0)
        reveal(line);
    viewport()->update();
}

void DocumentTree::setCurrentQuietly(const DocumentPlace &place)
{
    if (place == m_current)
        return;
    const bool otherRow = place.row != m_current.row;
    m_current = place;
    m_anchor = m_anchor < 0 ? place.row : m_anchor;
    Q_EMIT currentChanged();
    if (otherRow)
        Q_EMIT selectionChanged();
}

std::vector<qint64> DocumentTree::selectedRows() const
{
    auto rows = m_selected;
    if (m_current.isValid())
        rows.insert(m_current.row);
    return { rows.begin(), rows.end() };
}

void DocumentTree::setEmptyText(const QString &title, const QString &hint)
{
    m_emptyTitle = title;
    m_emptyHint = hint;
    viewport()->update();
}

void DocumentTree::edit(const DocumentPlace &place, Part part)
{
    closeEditor();
    if (!m_editorMaker)
        return;
    const auto node = m_rows.tryNode(place);
    if (!node)
        return;
    setCurrent(place);
    m_edited = place;
    m_editedPart = part;
    m_editor = m_editorMaker(viewport(), *node, part);
    if (!m_editor)
        return;
    placeEditor();
    m_editor->show();
    m_editor->setFocus();
}

void DocumentTree::closeEditor()
{
    if (!m_editor)
        return;
    auto *editor = m_editor.data();
    m_editor.clear();
    const bool hadFocus = editor->hasFocus() || editor->isAncestorOf(editor->window()->focusWidget());
    editor->hide();
    editor->deleteLater();
    if (hadFocus)
        setFocus();
}

void DocumentTree::placeEditor()
{
    if (!m_editor)
        return;
    const auto rect = partRect(m_edited, m_editedPart);
    m_editor->setVisible(!rect.isEmpty());
    if (!rect.isEmpty())
        m_editor->setGeometry(rect);
}

QRect DocumentTree::partRect(const DocumentPlace &place, Part part) const
{
    const auto line = m_layout.lineOf(inLayout(place));
    if (line < 0)
        return {};
    const auto rect = rowRect(line);
    if (!rect.intersects(viewport()->rect()))
        return {};
    auto section = sectionRect(part, rect);
    if (part == Part::Key)
        section.setLeft(section.left() + indentOf(place) + 2 * theme::unit);
    return section;
}

void DocumentTree::scrolled()
{
    viewport()->update();
    placeEditor();
}

} // namespace workbench
