#pragma once

#include "ui/shell/theme.h"

#include <QStyledItemDelegate>

#include <algorithm>

namespace workbench {

/// Rows and columns with some air around their text.
class RoomyDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto size = QStyledItemDelegate::sizeHint(option, index);
        return { size.width() + theme::unit, std::max(size.height(), option.fontMetrics.height() + theme::unit) };
    }
};

} // namespace workbench
