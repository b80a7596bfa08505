#pragma once

#include <QLabel>
#include <QPainter>

namespace workbench {

/// Stands at the right and is cut where there is too little room, so that a bar never widens the window.
class CutLabel : public QLabel {
public:
    explicit CutLabel(QWidget *parent)
        : QLabel(parent)
    {
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace workbench
