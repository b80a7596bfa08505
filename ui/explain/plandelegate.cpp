#include "ui/explain/plandelegate.h"

#include "ui/explain/planmodel.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace workbench {

namespace {

/// A step that takes at least so much of the whole is written in bold.
constexpr double heavy = 0.3;

QColor warm()
{
    return theme::isDark() ? QColor(0xe0, 0x8a, 0x2e) : QColor(0xe8, 0x8b, 0x1c);
}

/// Calm for a small share, warm for a large one.
QColor heat(double share)
{
    auto color = warm();
    color.setAlphaF(float(std::clamp(0.18 + 0.5 * share, 0.18, 0.6)));
    return color;
}

} // namespace

void PlanDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto share = index.data(PlanModel::ShareRole);
    auto styled = option;
    initStyleOption(&styled, index);
    if (index.column() == PlanModel::StepColumn && share.toDouble() >= heavy)
        styled.font.setBold(true);
    if (index.column() == PlanModel::ObjectColumn || index.column() == PlanModel::DetailColumn || index.column() == PlanModel::BuffersColumn) {
        if (!(styled.state & QStyle::State_Selected))
            styled.palette.setColor(QPalette::Text, theme::quiet(styled.palette.color(QPalette::Text), styled.palette.color(QPalette::Base)));
    }
    const auto factor = index.data(PlanModel::FactorRole);
    const bool hasBar = share.isValid() && index.column() != PlanModel::StepColumn;
    if (factor.isValid())
        styled.text.clear();
    const auto *widget = option.widget;
    auto *style = widget ? widget->style() : QApplication::style();
    if (hasBar) {
        auto ground = styled;
        ground.text.clear();
        style->drawControl(QStyle::CE_ItemViewItem, &ground, painter, widget);
        paintBar(*painter, styled, share.toDouble());
        styled.backgroundBrush = Qt::NoBrush;
        const auto role = styled.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::Text;
        painter->save();
        painter->setPen(styled.palette.color(role));
        painter->setFont(styled.font);
        painter->drawText(styled.rect.adjusted(4, 0, -6, 0), Qt::AlignRight | Qt::AlignVCenter, styled.text);
        painter->restore();
        return;
    }
    style->drawControl(QStyle::CE_ItemViewItem, &styled, painter, widget);
    if (factor.isValid())
        paintMark(*painter, option, index, factor.toDouble());
}

void PlanDelegate::paintBar(QPainter &painter, const QStyleOptionViewItem &option, double share) const
{
    const auto room = option.rect.adjusted(2, 3, -2, -3);
    const auto width = int(room.width() * std::clamp(share, 0.0, 1.0));
    if (width < 1)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(heat(share));
    painter.drawRoundedRect(QRect(room.right() - width + 1, room.top(), width, room.height()), 2, 2);
    painter.restore();
}

void PlanDelegate::paintMark(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index, double factor) const
{
    const auto text = index.data(Qt::DisplayRole).toString();
    const auto width = option.fontMetrics.horizontalAdvance(text) + 12;
    const QRect mark(option.rect.right() - width - 3, option.rect.top() + 3, width, option.rect.height() - 6);
    auto color = warm();
    color.setAlphaF(factor >= 100 ? 0.75F : 0.35F);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(mark, mark.height() / 2.0, mark.height() / 2.0);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    painter.setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
    painter.drawText(mark, Qt::AlignCenter, text);
    painter.restore();
}

QSize PlanDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), option.fontMetrics.height() + theme::unit));
    size.rwidth() += index.column() == PlanModel::StepColumn || index.column() == PlanModel::DetailColumn ? theme::unit : 2 * theme::unit;
    return size;
}

} // namespace workbench
