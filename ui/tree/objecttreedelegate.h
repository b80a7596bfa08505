#pragma once

#include <QStyledItemDelegate>

namespace workbench {

/// Draws a line of the tree: name with the filter's match marked, badges, and the detail quieter at the right.
class ObjectTreeDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace workbench
