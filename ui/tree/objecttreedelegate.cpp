#include "ui/tree/objecttreedelegate.h"

#include "ui/shell/theme.h"
#include "ui/tree/objecttreemodel.h"

#include <QPainter>
#include <QPainterPath>

namespace workbench {

namespace {

constexpr int iconSize = 16;
constexpr int gap = theme::unit / 2 + 2;

struct Colors {
    QColor text;
    QColor quiet;
    QColor mark;
};

Colors colorsOf(const QStyleOptionViewItem &option)
{
    const bool selected = option.state & QStyle::State_Selected;
    const QPalette::ColorGroup group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor text = option.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    const QColor base = option.palette.color(group, selected ? QPalette::Highlight : QPalette::Base);
    QColor mark = selected ? text : QColor(0xe0, 0xa8, 0x20);
    mark.setAlphaF(selected ? 0.3f : 0.4f);
    return { text, theme::quiet(text, base), mark };
}

QFont smaller(const QFont &font)
{
    QFont small = font;
    small.setPointSizeF(font.pointSizeF() * 0.8);
    return small;
}

/// Draws from the left edge of the area and takes what it used away from it.
void drawBadges(QPainter *painter, QRect &area, const QStringList &badges, const QFont &font, const QColor &usual)
{
    const QString production = ObjectTreeModel::tr("production");
    const QFont small = smaller(font);
    const QFontMetrics metrics(small);
    painter->setFont(small);
    for (const QString &badge : badges) {
        const int width = metrics.horizontalAdvance(badge) + theme::unit;
        if (width > area.width())
            return;
        const QRectF frame(area.left() + 0.5, area.center().y() - metrics.height() / 2.0 + 0.5, width, metrics.height());
        QPainterPath path;
        path.addRoundedRect(frame, 3, 3);
        // Red where it stands on the usual ground; on a selection it would drown.
        painter->setPen(badge == production && usual.alpha() == 255 ? theme::danger() : usual);
        painter->drawPath(path);
        painter->drawText(frame, Qt::AlignCenter, badge);
        area.setLeft(area.left() + width + gap);
    }
}

void drawName(QPainter *painter, QRect &area, const QString &name, const QStyleOptionViewItem &option, const Colors &colors,
    const QString &filter, Qt::TextElideMode elide)
{
    painter->setFont(option.font);
    const QFontMetrics &metrics = option.fontMetrics;
    const QString shown = metrics.elidedText(name, elide, area.width());
    const qsizetype match = filter.isEmpty() ? -1 : shown.indexOf(filter, 0, Qt::CaseInsensitive);
    if (match >= 0) {
        const int from = metrics.horizontalAdvance(shown.first(match));
        const int width = metrics.horizontalAdvance(shown.sliced(match, filter.size()));
        painter->fillRect(QRect(area.left() + from, area.top() + 3, width, area.height() - 6), colors.mark);
    }
    painter->setPen(colors.text);
    painter->drawText(area, Qt::AlignVCenter | Qt::TextSingleLine, shown);
    area.setLeft(area.left() + metrics.horizontalAdvance(shown) + gap);
}

} // namespace

void ObjectTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QString name = option.text;
    const QIcon icon = option.icon;
    option.text.clear();
    option.icon = {};
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    const auto kind = TreeNode::Kind(index.data(ObjectTreeModel::KindRole).toInt());
    Colors colors = colorsOf(option);
    const bool selected = option.state & QStyle::State_Selected;
    if (kind == TreeNode::Kind::Message || index.data(ObjectTreeModel::QuietRole).toBool())
        colors.text = colors.quiet;
    if (kind == TreeNode::Kind::Action) {
        colors.text = selected ? colors.text : option.palette.color(QPalette::Link);
        option.font.setUnderline(option.state & QStyle::State_MouseOver);
    }
    if (kind == TreeNode::Kind::Connection) {
        option.font.setWeight(QFont::DemiBold);
        option.fontMetrics = QFontMetrics(option.font);
    }
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    QRect area = option.rect.adjusted(2, 0, -gap, 0);
    painter->setClipRect(area);
    if (const QVariant accent = index.data(ObjectTreeModel::AccentRole); accent.isValid()) {
        painter->fillRect(QRect(area.left(), area.top() + 3, 3, area.height() - 6), accent.value<QColor>());
        area.setLeft(area.left() + gap);
    }
    if (!icon.isNull()) {
        const QRect place(area.left() + 2, area.center().y() - iconSize / 2 + 1, iconSize, iconSize);
        icon.paint(painter, place, Qt::AlignCenter, option.state & QStyle::State_Selected ? QIcon::Selected : QIcon::Normal);
        area.setLeft(place.right() + gap);
    }
    const auto *model = qobject_cast<const ObjectTreeModel *>(index.model());
    drawName(painter, area, name, option, colors, model ? model->filter() : QString(),
        kind == TreeNode::Kind::Message ? Qt::ElideRight : Qt::ElideMiddle);
    if (const auto mark = index.data(ObjectTreeModel::MarkRole).value<QIcon>(); !mark.isNull() && area.width() > iconSize) {
        mark.paint(painter, QRect(area.left(), area.center().y() - iconSize / 2 + 1, iconSize, iconSize));
        area.setLeft(area.left() + iconSize + gap / 2);
    }
    QColor badge = colors.quiet;
    badge.setAlpha(selected ? 254 : 255);
    drawBadges(painter, area, index.data(ObjectTreeModel::BadgesRole).toStringList(), option.font, badge);
    const QString detail = index.data(ObjectTreeModel::DetailRole).toString();
    painter->setFont(given.font);
    painter->setPen(index.data(ObjectTreeModel::DangerRole).toBool() && !selected ? theme::danger() : colors.quiet);
    if (area.width() > 3 * theme::unit)
        painter->drawText(area, Qt::AlignVCenter | Qt::TextSingleLine,
            QFontMetrics(given.font).elidedText(detail, Qt::ElideRight, area.width()));
    painter->restore();
}

QSize ObjectTreeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return { 20 * theme::unit, std::max(option.fontMetrics.height() + gap, 3 * theme::unit) };
}

} // namespace workbench
