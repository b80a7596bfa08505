#pragma once

#include "core/documents/analysis/documentprofile.h"

#include <QColor>
#include <QStyledItemDelegate>

namespace workbench {

/// The colour of a type, the same wherever types are drawn; readable on the palette's base.
[[nodiscard]] QColor typeColor(dumbo::ValueType type);

/// Draws the shares of types as a bar, with the most frequent one's name behind it.
class FieldDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace workbench
