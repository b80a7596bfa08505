#include "ui/shell/palettemodel.h"

#include "ui/shell/fuzzy.h"
#include "ui/shell/theme.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace workbench {

namespace {
constexpr qsizetype mostShown = 100;
}

void PaletteModel::setEntries(QList<PaletteEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    m_shown.clear();
    endResetModel();
    setPattern({});
}

void PaletteModel::setPattern(const QString &pattern)
{
    beginResetModel();
    m_shown.clear();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const PaletteEntry &entry = m_entries[i];
        if (pattern.trimmed().isEmpty()) {
            m_shown.append({ i, 0, {} });
            if (m_shown.size() == mostShown)
                break;
        } else if (const auto match = fuzzyMatch(pattern, entry.title)) {
            m_shown.append({ i, 2 * match->score, match->positions });
        } else if (const auto behind = fuzzyMatch(pattern, entry.title + u' ' + entry.detail)) {
            m_shown.append({ i, behind->score, {} });
        }
    }
    std::ranges::stable_sort(m_shown, std::ranges::greater(), &Shown::score);
    if (m_shown.size() > mostShown)
        m_shown.resize(mostShown);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PaletteEntry &shown = entry(index.row());
    switch (role) {
    case Qt::DisplayRole: return shown.title;
    case Qt::DecorationRole: return shown.iconName.isEmpty() ? QVariant() : QVariant(theme::icon(shown.iconName));
    case Qt::AccessibleTextRole: return QStringList({ shown.title, shown.detail, shown.note }).join(u' ');
    case DetailRole: return shown.detail;
    case NoteRole: return shown.note;
    case PositionsRole: return QVariant::fromValue(m_shown[index.row()].positions);
    default: return {};
    }
}

namespace {

void drawTitle(QPainter *painter, const QRectF &area, const QString &title, const QFont &font, const QList<qsizetype> &positions)
{
    QTextLayout layout(title, font);
    QList<QTextLayout::FormatRange> formats;
    for (const qsizetype position : positions) {
        QTextLayout::FormatRange range { int(position), 1, {} };
        range.format.setFontWeight(QFont::Bold);
        formats.append(range);
    }
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setNumColumns(int(title.size()));
    layout.endLayout();
    layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2));
}

} // namespace

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString title = option.text;
    const QIcon icon = option.icon;
    option.text.clear();
    option.icon = {};
    const QWidget *widget = option.widget;
    widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, widget);

    const bool selected = option.state & QStyle::State_Selected;
    const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor quiet = theme::quiet(text, option.palette.color(selected ? QPalette::Highlight : QPalette::Base));
    QRect area = option.rect.adjusted(theme::unit, 0, -theme::unit, 0);
    painter->save();
    painter->setClipRect(area);
    const QRect iconArea(area.left(), area.center().y() - theme::unit + 1, 2 * theme::unit, 2 * theme::unit);
    icon.paint(painter, iconArea, Qt::AlignCenter, selected ? QIcon::Selected : QIcon::Normal);
    area.setLeft(iconArea.right() + theme::unit);

    const QString note = index.data(PaletteModel::NoteRole).toString();
    painter->setPen(quiet);
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, note);
    area.setRight(area.right() - option.fontMetrics.horizontalAdvance(note) - 2 * theme::unit);
    painter->setPen(text);
    painter->setClipRect(area);
    drawTitle(painter, area, title, option.font, index.data(PaletteModel::PositionsRole).value<QList<qsizetype>>());
    area.setLeft(area.left() + option.fontMetrics.horizontalAdvance(title) + 2 * theme::unit);
    painter->setPen(quiet);
    const QString detail = index.data(PaletteModel::DetailRole).toString();
    if (area.width() > 4 * theme::unit)
        painter->drawText(area, Qt::AlignVCenter, option.fontMetrics.elidedText(detail, Qt::ElideMiddle, area.width()));
    painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return { 0, std::max(option.fontMetrics.height() + theme::unit, 4 * theme::unit - 2) };
}

} // namespace workbench
