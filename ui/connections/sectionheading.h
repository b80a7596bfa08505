#pragma once

#include "ui/shell/theme.h"

#include <QAbstractButton>
#include <QPainter>
#include <QStyleOption>

namespace workbench {

/// An arrow and a title, without a button's frame.
class SectionHeading : public QAbstractButton {
public:
    using QAbstractButton::QAbstractButton;

    [[nodiscard]] QSize sizeHint() const override
    {
        return { theme::unit * 3 + boldMetrics().horizontalAdvance(text()), 3 * theme::unit + theme::unit / 2 };
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        QStyleOption arrow;
        arrow.initFrom(this);
        arrow.rect = QRect(0, (height() - 2 * theme::unit) / 2, 2 * theme::unit, 2 * theme::unit);
        style()->drawPrimitive(isChecked() ? QStyle::PE_IndicatorArrowDown : QStyle::PE_IndicatorArrowRight, &arrow, &painter, this);
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        bold.setUnderline(underMouse());
        painter.setFont(bold);
        painter.setPen(palette().color(hasFocus() ? QPalette::Link : QPalette::WindowText));
        painter.drawText(rect().adjusted(2 * theme::unit + 4, 0, 0, 0), Qt::AlignVCenter | Qt::TextSingleLine, text());
    }

private:
    [[nodiscard]] QFontMetrics boldMetrics() const
    {
        QFont bold = font();
        bold.setWeight(QFont::DemiBold);
        return QFontMetrics(bold);
    }
};

} // namespace workbench
