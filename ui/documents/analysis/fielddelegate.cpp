#include "ui/documents/analysis/fielddelegate.h"

#include "ui/documents/analysis/fieldmodel.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <array>

namespace workbench {

using dumbo::FieldProfile;
using dumbo::ValueType;

QColor typeColor(ValueType type)
{
    static const std::array light { QColor(0x8a8f94), QColor(0x7b4fb5), QColor(0x1d6fb8), QColor(0x2a93c9), QColor(0x2e8b57), QColor(0xb86a00),
        QColor(0x5b6b7a) };
    static const std::array dark { QColor(0x9aa0a6), QColor(0xb794e8), QColor(0x5aa9e6), QColor(0x7cc4ea), QColor(0x66c18c), QColor(0xe0a04a),
        QColor(0x9fb2c4) };
    return (theme::isDark() ? dark : light)[std::size_t(type)];
}

void FieldDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    auto *const field = index.data(FieldModel::ProfileRole).value<const FieldProfile *>();
    if (!field || index.column() != FieldModel::Types || field->count == 0)
        return QStyledItemDelegate::paint(painter, option, index);
    auto item = option;
    initStyleOption(&item, index);
    const auto text = item.text;
    item.text.clear();
    const auto *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const auto isSelected = item.state.testFlag(QStyle::State_Selected);
    const auto width = std::min(theme::unit * 8, item.rect.width() / 3);
    const QRect bar(item.rect.left() + theme::unit / 2, item.rect.center().y() - 3, width, 7);
    if (isSelected)
        painter->fillRect(bar.adjusted(-2, -2, 2, 2), item.palette.color(QPalette::Base));
    auto left = double(bar.left());
    for (int type = 0; type < dumbo::valueTypeCount; ++type) {
        const auto share = double(field->typeCount(ValueType(type))) / double(field->count) * bar.width();
        // Rare is not invisible.
        const auto drawn = share > 0 ? std::max(share, 2.0) : 0;
        painter->fillRect(QRectF(left, bar.top(), std::min(drawn, bar.right() + 1 - left), bar.height()), typeColor(ValueType(type)));
        left = std::min(left + drawn, bar.right() + 1.0);
    }
    const auto group = item.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    painter->setPen(item.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text));
    const auto room = item.rect.adjusted(width + theme::unit + theme::unit / 2, 0, -theme::unit / 2, 0);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, item.fontMetrics.elidedText(text, Qt::ElideRight, room.width()));
}

QSize FieldDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), 3 * theme::unit));
    if (index.column() == FieldModel::Types)
        size.rwidth() += 10 * theme::unit;
    return size;
}

} // namespace workbench
