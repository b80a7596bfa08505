#pragma once

#include <QStyledItemDelegate>

namespace workbench {

/// Draws a step's share of the whole as a bar behind its time or cost, warmer the more it takes, and marks wrong estimates.
class PlanDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintBar(QPainter &painter, const QStyleOptionViewItem &option, double share) const;
    void paintMark(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index, double factor) const;
};

} // namespace workbench
