#pragma once

#include <QStyledItemDelegate>

namespace workbench {

/// Two lines for each step: its name with what is to be looked at, and below its state in a word.
class TimelineDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    /// Answers where they begin.
    int paintSigns(QPainter &painter, const QRect &line, const QModelIndex &index, const QPalette &palette, bool isSelected) const;
};

} // namespace workbench
