// Keys and mouse of a DocumentTree.
#include "ui/documents/documentrows.h"
#include "ui/documents/documenttree.h"
#include "ui/shell/theme.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QToolTip>

namespace workbench {

void DocumentTree::selectTo(qint64 row, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier) {
        const auto from = std::max<qint64>(0, m_anchor);
        m_selected.clear();
        for (auto at = std::min(from, row); at <= std::max(from, row) && m_selected.size() < 100'000; ++at)
            m_selected.insert(at);
    } else if (modifiers & Qt::ControlModifier) {
        if (m_current.isValid())
            m_selected.insert(m_current.row);
        if (!m_selected.insert(row).second)
            m_selected.erase(row);
        m_anchor = row;
    } else {
        m_selected.clear();
        m_anchor = row;
    }
    Q_EMIT selectionChanged();
}

void DocumentTree::setLine(qint64 line, Qt::KeyboardModifiers modifiers)
{
    if (m_layout.lineCount() == 0)
        return;
    line = std::clamp<qint64>(line, 0, m_layout.lineCount() - 1);
    const auto at = m_layout.lineAt(line);
    const auto place = inRows(at.place);
    selectTo(place.row, modifiers);
    reveal(line);
    setCurrentQuietly(place);
    viewport()->update();
    setAccessibleDescription(lineText(line));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void DocumentTree::goLeft()
{
    if (isExpanded(m_current)) {
        setExpanded(m_current, false);
    } else if (!m_current.isDocument()) {
        auto above = m_current;
        above.steps.pop_back();
        setCurrent(above);
    }
}

void DocumentTree::goRight()
{
    if (!isExpanded(m_current))
        setExpanded(m_current, true);
    else
        setLine(m_layout.lineOf(inLayout(m_current)) + 1, {});
}

bool DocumentTree::moveByKey(const QKeyEvent &event)
{
    const auto line = std::max<qint64>(0, m_layout.lineOf(inLayout(m_current)));
    const auto page = scroll().rowsPerPage();
    const auto modifiers = event.modifiers() & Qt::ShiftModifier;
    switch (event.key()) {
    case Qt::Key_Up:
        setLine(line - 1, modifiers);
        return true;
    case Qt::Key_Down:
        setLine(line + 1, modifiers);
        return true;
    case Qt::Key_PageUp:
        setLine(line - page, modifiers);
        return true;
    case Qt::Key_PageDown:
        setLine(line + page, modifiers);
        return true;
    case Qt::Key_Home:
        setLine(0, modifiers);
        return true;
    case Qt::Key_End:
        setLine(m_layout.lineCount() - 1, modifiers);
        return true;
    case Qt::Key_Left:
        goLeft();
        return true;
    case Qt::Key_Right:
        goRight();
        return true;
    default:
        return false;
    }
}

bool DocumentTree::actByKey(const QKeyEvent &event)
{
    if (event.matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        selectTo(m_rows.count() - 1, Qt::ShiftModifier);
        viewport()->update();
        return true;
    }
    if (event.matches(QKeySequence::Copy)) {
        Q_EMIT copyWanted();
        return true;
    }
    switch (event.key()) {
    case Qt::Key_Asterisk:
        expandAll(m_current);
        return true;
    case Qt::Key_Plus:
        setExpanded(m_current, true);
        return true;
    case Qt::Key_Minus:
        setExpanded(m_current, false);
        return true;
    case Qt::Key_Space:
        setExpanded(m_current, !isExpanded(m_current));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activate(m_current, Part::Value);
        return true;
    case Qt::Key_F2:
        edit(m_current, event.modifiers() & Qt::ShiftModifier ? Part::Key : Part::Value);
        return true;
    default:
        return false;
    }
}

void DocumentTree::keyPressEvent(QKeyEvent *event)
{
    if (m_current.isValid() && (moveByKey(*event) || actByKey(*event)))
        return;
    RowScrollArea::keyPressEvent(event);
}

void DocumentTree::activate(const DocumentPlace &place, Part part)
{
    const auto node = m_rows.tryNode(place);
    if (node && node->isContainer() && part == Part::Value) {
        setExpanded(place, !isExpanded(place));
        return;
    }
    edit(place, part);
    if (!m_editor)
        Q_EMIT valueWanted();
}

void DocumentTree::mousePressEvent(QMouseEvent *event)
{
    const auto line = scroll().rowAt(event->position().toPoint().y());
    if (line < 0 || event->button() == Qt::MiddleButton)
        return;
    const auto at = m_layout.lineAt(line);
    const auto place = inRows(at.place);
    const int x = event->position().toPoint().x();
    const int indent = indentOf(place);
    if (event->button() == Qt::LeftButton && !at.isPlaceholder && x >= indent && x < indent + 2 * theme::unit) {
        setExpanded(place, !isExpanded(place));
        return;
    }
    if (event->button() == Qt::RightButton && m_selected.contains(place.row)) {
        setCurrentQuietly(place);
        return;
    }
    setLine(line, event->modifiers());
}

void DocumentTree::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto point = event->position().toPoint();
    const auto line = scroll().rowAt(point.y());
    if (line < 0 || event->button() != Qt::LeftButton)
        return;
    const auto at = m_layout.lineAt(line);
    const int indent = indentOf(inRows(at.place));
    if (at.isPlaceholder || (point.x() >= indent && point.x() < indent + 2 * theme::unit))
        return mousePressEvent(event);
    const auto rect = rowRect(line);
    const bool isKey = sectionRect(Part::Key, rect).contains(point) && !at.place.isDocument();
    activate(inRows(at.place), isKey ? Part::Key : sectionRect(Part::Type, rect).contains(point) ? Part::Type : Part::Value);
}

void DocumentTree::contextMenuEvent(QContextMenuEvent *event)
{
    if (!m_current.isValid())
        return;
    auto point = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const auto rect = partRect(m_current, Part::Value);
        point = viewport()->mapToGlobal(rect.isEmpty() ? viewport()->rect().center() : rect.bottomLeft());
    }
    Q_EMIT menuWanted(m_current, point);
}

bool DocumentTree::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto text = toolTipAt(help->pos());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return RowScrollArea::viewportEvent(event);
}

void DocumentTree::resizeEvent(QResizeEvent *event)
{
    RowScrollArea::resizeEvent(event);
    placeHeader();
    fitSections();
    placeEditor();
}

void DocumentTree::focusInEvent(QFocusEvent *event)
{
    RowScrollArea::focusInEvent(event);
    readLook();
}

void DocumentTree::focusOutEvent(QFocusEvent *event)
{
    RowScrollArea::focusOutEvent(event);
    readLook();
}

void DocumentTree::changeEvent(QEvent *event)
{
    RowScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        readLook();
        placeHeader();
    }
}

} // namespace workbench
