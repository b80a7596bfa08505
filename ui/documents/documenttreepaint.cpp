// How a DocumentTree looks.
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documenttree.h"
#include "ui/grid/displaytext.h"
#include "ui/grid/gridcolors.h"
#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QLocale>
#include <QPainter>
#include <QStyle>

namespace workbench {

using dumbo::JsonNode;

namespace {

constexpr int stepWidth = 2 * theme::unit;
constexpr qsizetype previewBytes = 600;

NodeKind kindOfFirst(char c)
{
    switch (c) {
    case '{':
        return NodeKind::Object;
    case '[':
        return NodeKind::Array;
    case '"':
        return NodeKind::String;
    case 't':
    case 'f':
        return NodeKind::Boolean;
    case 'n':
        return NodeKind::Null;
    default:
        return NodeKind::Number;
    }
}

QString countText(NodeKind kind, qint64 count)
{
    return QStringLiteral("%1 · %2").arg(kindText(kind), QLocale().toString(count));
}

/// A string with its quotes, but without escapes: so that "1" does not look like 1.
QString quotedText(QByteArrayView json)
{
    return u'"' + displayText(dumbo::jsonStringText(beginningOfString(json))).text + u'"';
}

} // namespace

QRect DocumentTree::sectionRect(Part part, const QRect &line) const
{
    const int section = int(part);
    return { m_header->sectionViewportPosition(section), line.top(), m_header->sectionSize(section), line.height() };
}

int DocumentTree::indentOf(const DocumentPlace &place) const
{
    // Deep values would leave the column: from there on they stand below each other.
    const int most = std::max(0, m_header->sectionSize(int(Part::Key)) / 2 - stepWidth);
    const auto wanted = qint64(place.steps.size()) * stepWidth;
    return int(std::min<qint64>(wanted, most)) + theme::unit / 2;
}

QString DocumentTree::placeholderText(qint64 row)
{
    if (m_rows.isNull(row))
        return tr("NULL: the row has no document");
    const auto opened = m_rows.tryOpen(row);
    if (opened.error)
        return opened.error->message();
    const auto size = m_rows.textSize(row);
    return size < 0 ? tr("Reading…") : tr("Reading %1…").arg(sizeText(size));
}

DocumentTree::Look DocumentTree::documentLook(qint64 row)
{
    Look look;
    const auto key = m_rows.tryKey(row);
    const auto text = m_rows.tryBeginning(row, previewBytes);
    if (!key || !text)
        return look;
    look.isReady = true;
    look.key = row < m_rows.addedCount() ? tr("new") : key->text.isEmpty() ? QStringLiteral("#") + QLocale().toString(row + 1 - m_rows.addedCount())
                                                                          : displayText(QUtf8StringView(key->text)).text.replace(QChar(0x241f), QStringLiteral(" · "));
    if (m_rows.isNull(row)) {
        look.value = QStringLiteral("NULL");
        return look;
    }
    const auto trimmed = text->trimmed();
    look.kind = trimmed.isEmpty() ? NodeKind::NotJson : kindOfFirst(trimmed.front());
    look.canExpand = look.kind == NodeKind::Object || look.kind == NodeKind::Array;
    look.value = previewText(m_rows.source().isCollection ? withoutIds(*text) : *text, previewBytes);
    look.type = sizeText(m_rows.textSize(row));
    return look;
}

DocumentTree::Look DocumentTree::nodeLook(const DocumentPlace &place)
{
    Look look;
    const auto opened = m_rows.tryOpen(place.row);
    const auto node = opened.document.isNull() ? JsonNode() : DocumentRows::nodeAt(opened.document, place.steps);
    if (!node.isValid())
        return look;
    const auto text = opened.document.text();
    const auto from = QByteArrayView(text).sliced(node.begin());
    look.isReady = true;
    look.kind = kindOfFirst(from.front());
    look.isElement = !node.hasKey();
    look.key = look.isElement ? QLocale::c().toString(place.steps.back()) : displayText(dumbo::jsonStringText(node.rawKey())).text;
    if (node.isContainer()) {
        const auto count = node.childCount();
        look.canExpand = count > 0;
        look.type = countText(look.kind, count);
        look.value = previewText(from.first(std::min<qsizetype>(node.end() - node.begin(), previewBytes)), previewBytes);
    } else {
        look.type = kindText(look.kind);
        look.value = look.kind == NodeKind::String ? quotedText(from)
                                                   : displayText(QUtf8StringView(node.text())).text;
    }
    if (const auto *staged = m_rows.staged(place.row); staged && !staged->changed.empty())
        look.isMarked = std::ranges::find(staged->changed, node.path()) != staged->changed.end();
    return look;
}

DocumentTree::Look DocumentTree::lookOf(const TreeLayout::Line &line)
{
    const auto place = inRows(line.place);
    return place.isDocument() ? documentLook(place.row) : nodeLook(place);
}

QString DocumentTree::lineText(qint64 line)
{
    const auto at = m_layout.lineAt(line);
    if (at.isPlaceholder)
        return placeholderText(inRows(at.place).row);
    const auto look = lookOf(at);
    return look.isReady ? look.key + QStringLiteral(": ") + look.value + QStringLiteral(" (") + look.type + u')' : QString();
}

void DocumentTree::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_colors.base);
    if (m_layout.lineCount() == 0) {
        paintEmpty(painter);
        return;
    }
    for (auto line = scroll().firstRow(); line <= scroll().lastRow(); ++line)
        paintLine(painter, m_layout.lineAt(line), rowRect(line));
}

void DocumentTree::paintEmpty(QPainter &painter)
{
    auto titleFont = font();
    titleFont.setPointSizeF(titleFont.pointSizeF() * 1.15);
    const int height = QFontMetrics(titleFont).height();
    const QRect area = viewport()->rect().adjusted(2 * theme::unit, 0, -2 * theme::unit, 0);
    QRect title(area.left(), area.center().y() - height, area.width(), height);
    painter.setFont(titleFont);
    painter.setPen(m_colors.text);
    painter.drawText(title, Qt::AlignCenter, m_emptyTitle);
    painter.setFont(font());
    painter.setPen(m_colors.dim);
    painter.drawText(QRect(area.left(), title.bottom() + theme::unit, area.width(), 4 * height), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
        m_emptyHint);
}

void DocumentTree::paintExpander(QPainter &painter, const QRect &rect, bool isExpanded)
{
    QStyleOption option;
    option.initFrom(this);
    option.rect = rect;
    option.state |= QStyle::State_Children;
    if (isExpanded)
        option.state |= QStyle::State_Open;
    style()->drawPrimitive(isExpanded ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight, &option, &painter, this);
}

void DocumentTree::paintState(QPainter &painter, qint64 row, const QRect &rect)
{
    if (const auto *staged = m_rows.staged(row))
        painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), m_colors.of(staged->state));
}

void DocumentTree::paintLine(QPainter &painter, const TreeLayout::Line &line, const QRect &rect)
{
    const auto place = inRows(line.place);
    const bool isDocument = place.isDocument() && !line.isPlaceholder;
    if (isDocument && !m_only)
        painter.fillRect(rect, m_colors.ground);
    const bool isSelected = m_selected.contains(place.row) && isDocument;
    if (!line.isPlaceholder && (place == m_current || isSelected))
        painter.fillRect(rect, m_colors.selection);
    if (isDocument)
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), m_colors.line);
    paintState(painter, place.row, rect);

    const int indent = indentOf(place);
    for (int x = theme::unit / 2 + stepWidth / 2 - 1; x < indent; x += stepWidth)
        painter.fillRect(QRect(x, rect.top(), 1, rect.height()), m_colors.line);
    const auto valueRect = sectionRect(Part::Value, rect).adjusted(theme::unit / 2, 0, -theme::unit / 2, 0);
    if (line.isPlaceholder) {
        painter.setPen(m_rows.tryOpen(place.row).error ? m_colors.danger : m_colors.dim);
        painter.drawText(QRect(indent + 2 * stepWidth, rect.top(), rect.width() - indent - 2 * stepWidth, rect.height()), Qt::AlignVCenter,
            fontMetrics().elidedText(placeholderText(place.row), Qt::ElideRight, rect.width() - indent - 2 * stepWidth));
        return;
    }
    const auto look = lookOf(line);
    const auto keyRect = sectionRect(Part::Key, rect).adjusted(indent + stepWidth, 0, -theme::unit / 2, 0);
    if (!look.isReady) {
        painter.fillRect(QRect(keyRect.left(), rect.center().y() - 4, keyRect.width() / 2, theme::unit), m_colors.placeholder);
        painter.fillRect(QRect(valueRect.left(), rect.center().y() - 4, valueRect.width() / 2, theme::unit), m_colors.placeholder);
        return;
    }
    if (look.canExpand)
        paintExpander(painter, QRect(indent, rect.top() + (rect.height() - stepWidth) / 2, stepWidth, stepWidth), line.isExpanded);
    auto shown = font();
    const auto *staged = m_rows.staged(place.row);
    shown.setStrikeOut(staged && staged->state == DocumentsOverlay::State::Deleted);
    auto keyFont = shown;
    keyFont.setBold(isDocument);
    painter.setFont(keyFont);
    painter.setPen(look.isMarked ? m_colors.changed : look.isElement ? m_colors.dim : m_colors.key);
    painter.drawText(keyRect, Qt::AlignVCenter, painter.fontMetrics().elidedText(look.key, Qt::ElideMiddle, keyRect.width()));
    painter.setFont(shown);
    const bool hasPreview = look.kind == NodeKind::Object || look.kind == NodeKind::Array;
    if (hasPreview && !line.isExpanded)
        drawPreview(painter, valueRect, look.value, m_colors);
    else if (!hasPreview) {
        painter.setPen(m_rows.isNull(place.row) ? m_colors.dim : m_colors.of(look.kind));
        painter.drawText(valueRect, Qt::AlignVCenter, fontMetrics().elidedText(look.value, Qt::ElideRight, valueRect.width()));
    }
    painter.setPen(m_colors.dim);
    const auto typeRect = sectionRect(Part::Type, rect).adjusted(theme::unit / 2, 0, -theme::unit / 2, 0);
    painter.drawText(typeRect, Qt::AlignVCenter, fontMetrics().elidedText(look.type, Qt::ElideRight, typeRect.width()));
}

QString DocumentTree::toolTipAt(const QPoint &point)
{
    const auto line = scroll().rowAt(point.y());
    if (line < 0)
        return {};
    const auto at = m_layout.lineAt(line);
    if (at.isPlaceholder)
        return placeholderText(inRows(at.place).row);
    const auto look = lookOf(at);
    if (!look.isReady)
        return {};
    for (const auto part : { Part::Key, Part::Value, Part::Type }) {
        const auto rect = sectionRect(part, rowRect(line));
        const auto text = part == Part::Key ? look.key : part == Part::Value ? look.value : look.type;
        if (rect.contains(point) && fontMetrics().horizontalAdvance(text) + (part == Part::Key ? indentOf(at.place) + stepWidth : 0) > rect.width() - theme::unit)
            return text.toHtmlEscaped();
    }
    return {};
}

} // namespace workbench
