#include "ui/documents/documentlist.h"

#include "ui/documents/documentrows.h"
#include "ui/grid/displaytext.h"
#include "ui/shell/theme.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace workbench {

namespace {

constexpr qsizetype previewBytes = 900;
constexpr int linesOfText = 2;
constexpr qsizetype mostSelected = 100'000;

} // namespace

DocumentList::DocumentList(DocumentRows &rows, QWidget *parent)
    : RowScrollArea(parent)
    , m_rows(rows)
{
    setObjectName(QStringLiteral("documentList"));
    setAccessibleName(tr("Documents as a list"));
    readLook();
    connect(&rows, &DocumentRows::countChanged, this, [this] {
        setRowCount(m_rows.count());
        if (m_picksFirst && m_current < 0 && m_rows.count() > 0)
            setCurrentRow(0);
    });
    connect(&rows, &DocumentRows::rowsReady, this, [this] { viewport()->update(); });
    connect(&rows, &DocumentRows::wasReset, this, [this] {
        setRowCount(m_rows.count());
        if (m_current >= 0)
            setChoice(-1, {});
        viewport()->update();
    });
}

void DocumentList::readLook()
{
    m_colors = DocumentColors(palette(), hasFocus());
    setRowHeight((linesOfText + 1) * fontMetrics().lineSpacing() + 2 * theme::unit);
}

void DocumentList::setChoice(qint64 current, const std::set<qint64> &selected)
{
    const bool isOther = current != m_current;
    m_current = current;
    m_anchor = current;
    m_selected = selected;
    m_picksFirst = false;
    viewport()->update();
    if (isOther)
        Q_EMIT currentChanged();
    Q_EMIT selectionChanged();
}

void DocumentList::setCurrentRow(qint64 row)
{
    row = std::min(row, m_rows.count() - 1);
    m_picksFirst = true;
    if (row >= 0)
        reveal(row);
    if (row == m_current)
        return;
    m_current = row;
    m_selected.clear();
    m_anchor = row;
    viewport()->update();
    Q_EMIT currentChanged();
    Q_EMIT selectionChanged();
}

std::vector<qint64> DocumentList::selectedRows() const
{
    auto rows = m_selected;
    if (m_current >= 0)
        rows.insert(m_current);
    return { rows.begin(), rows.end() };
}

void DocumentList::setEmptyText(const QString &title, const QString &hint)
{
    m_emptyTitle = title;
    m_emptyHint = hint;
    viewport()->update();
}

void DocumentList::choose(qint64 row, Qt::KeyboardModifiers modifiers)
{
    if (m_rows.count() == 0)
        return;
    row = std::clamp<qint64>(row, 0, m_rows.count() - 1);
    auto selected = m_selected;
    auto anchor = m_anchor < 0 ? row : m_anchor;
    if (modifiers & Qt::ShiftModifier) {
        selected.clear();
        for (auto at = std::min(anchor, row); at <= std::max(anchor, row) && qsizetype(selected.size()) < mostSelected; ++at)
            selected.insert(at);
    } else if (modifiers & Qt::ControlModifier) {
        if (m_current >= 0)
            selected.insert(m_current);
        if (!selected.insert(row).second)
            selected.erase(row);
        anchor = row;
    } else {
        selected.clear();
        anchor = row;
    }
    setCurrentRow(row);
    m_selected = std::move(selected);
    m_anchor = anchor;
    viewport()->update();
    Q_EMIT selectionChanged();
    setAccessibleDescription(rowText(row));
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
}

void DocumentList::selectAll()
{
    for (qint64 row = 0; row < m_rows.count() && qsizetype(m_selected.size()) < mostSelected; ++row)
        m_selected.insert(row);
    viewport()->update();
    Q_EMIT selectionChanged();
}

QString DocumentList::idText(qint64 row)
{
    if (row < m_rows.addedCount())
        return tr("new");
    const auto key = m_rows.tryKey(row);
    if (!key)
        return {};
    if (key->text.isEmpty())
        return QStringLiteral("#") + QLocale().toString(row + 1 - m_rows.addedCount());
    return displayText(QUtf8StringView(key->text)).text.replace(QChar(0x241f), QStringLiteral(" · "));
}

QString DocumentList::rowText(qint64 row)
{
    const auto text = m_rows.tryBeginning(row, previewBytes);
    return text ? idText(row) + QStringLiteral(": ") + previewText(*text, previewBytes) : QString();
}

void DocumentList::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_colors.base);
    if (m_rows.count() == 0) {
        const QRect area = viewport()->rect().adjusted(2 * theme::unit, 0, -2 * theme::unit, 0);
        const int height = fontMetrics().height();
        painter.setPen(m_colors.text);
        painter.drawText(QRect(area.left(), area.center().y() - height, area.width(), height), Qt::AlignCenter, m_emptyTitle);
        painter.setPen(m_colors.dim);
        painter.drawText(QRect(area.left(), area.center().y() + theme::unit, area.width(), 4 * height),
            Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyHint);
        return;
    }
    for (auto row = scroll().firstRow(); row <= scroll().lastRow(); ++row)
        paintCard(painter, row, rowRect(row));
}

void DocumentList::paintText(QPainter &painter, const QString &preview, const QRect &rect) const
{
    // Words break anywhere: keys and values of a document have few blanks.
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    QTextLayout layout(preview, painter.font());
    layout.setTextOption(option);
    layout.setFormats(previewFormats(preview, m_colors));
    layout.beginLayout();
    auto first = layout.createLine();
    if (first.isValid())
        first.setLineWidth(rect.width());
    layout.endLayout();
    if (!first.isValid())
        return;
    painter.save();
    painter.setClipRect(rect);
    layout.draw(&painter, rect.topLeft());
    painter.restore();
    if (const auto rest = preview.sliced(std::min<qsizetype>(first.textLength(), preview.size())); !rest.isEmpty()) {
        const int height = rect.height() / linesOfText;
        drawPreview(painter, QRect(rect.left(), rect.top() + height, rect.width(), height), rest, m_colors);
    }
}

void DocumentList::paintCard(QPainter &painter, qint64 row, const QRect &rect)
{
    if (row == m_current || m_selected.contains(row))
        painter.fillRect(rect, m_colors.selection);
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), m_colors.line);
    const auto *staged = m_rows.staged(row);
    if (staged)
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), m_colors.of(staged->state));
    const QRect inside = rect.adjusted(theme::unit + theme::unit / 2, theme::unit / 2 + 1, -theme::unit, -theme::unit / 2);
    const int height = fontMetrics().lineSpacing();
    const auto text = m_rows.tryBeginning(row, previewBytes);
    const auto id = idText(row);
    if (!text || id.isEmpty()) {
        painter.fillRect(QRect(inside.left(), inside.top() + height / 2 - 4, inside.width() / 3, theme::unit), m_colors.placeholder);
        return;
    }
    const auto size = sizeText(m_rows.textSize(row));
    const int sizeWidth = fontMetrics().horizontalAdvance(size) + theme::unit;
    painter.setPen(m_colors.dim);
    painter.setFont(font());
    painter.drawText(QRect(inside.left(), inside.top(), inside.width(), height), Qt::AlignRight | Qt::AlignVCenter, size);
    auto bold = font();
    bold.setBold(true);
    bold.setStrikeOut(staged && staged->state == DocumentsOverlay::State::Deleted);
    painter.setFont(bold);
    painter.setPen(m_colors.text);
    painter.drawText(QRect(inside.left(), inside.top(), inside.width() - sizeWidth, height), Qt::AlignVCenter,
        QFontMetrics(bold).elidedText(id, Qt::ElideMiddle, inside.width() - sizeWidth));
    bold.setBold(false);
    painter.setFont(bold);
    const QRect body(inside.left(), inside.top() + height + 1, inside.width(), linesOfText * height);
    if (m_rows.isNull(row)) {
        painter.setPen(m_colors.dim);
        painter.drawText(body, Qt::AlignTop, QStringLiteral("NULL"));
    } else {
        painter.setPen(m_colors.dim);
        paintText(painter, previewText(m_rows.source().isCollection ? withoutIds(*text) : *text, previewBytes), body);
    }
}

void DocumentList::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & Qt::ShiftModifier;
    const auto page = scroll().rowsPerPage();
    if (event->matches(QKeySequence::Copy))
        Q_EMIT copyWanted();
    else if (event->matches(QKeySequence::SelectAll))
        selectAll();
    else if (event->key() == Qt::Key_Up)
        choose(m_current - 1, modifiers);
    else if (event->key() == Qt::Key_Down)
        choose(m_current + 1, modifiers);
    else if (event->key() == Qt::Key_PageUp)
        choose(m_current - page, modifiers);
    else if (event->key() == Qt::Key_PageDown)
        choose(m_current + page, modifiers);
    else if (event->key() == Qt::Key_Home)
        choose(0, modifiers);
    else if (event->key() == Qt::Key_End)
        choose(m_rows.count() - 1, modifiers);
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT activated();
    else
        RowScrollArea::keyPressEvent(event);
}

void DocumentList::mousePressEvent(QMouseEvent *event)
{
    const auto row = scroll().rowAt(event->position().toPoint().y());
    if (row < 0 || event->button() == Qt::MiddleButton || (event->button() == Qt::RightButton && m_selected.contains(row)))
        return;
    choose(row, event->modifiers());
}

void DocumentList::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && scroll().rowAt(event->position().toPoint().y()) >= 0)
        Q_EMIT activated();
}

void DocumentList::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_current < 0)
        return;
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    Q_EMIT menuWanted(m_current, byKey ? viewport()->mapToGlobal(rowRect(m_current).center()) : event->globalPos());
}

void DocumentList::focusInEvent(QFocusEvent *event)
{
    RowScrollArea::focusInEvent(event);
    readLook();
}

void DocumentList::focusOutEvent(QFocusEvent *event)
{
    RowScrollArea::focusOutEvent(event);
    readLook();
}

void DocumentList::changeEvent(QEvent *event)
{
    RowScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        readLook();
}

} // namespace workbench
