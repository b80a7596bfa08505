#pragma once

#include <QLabel>
#include <QPainter>

namespace workbench {

/// Is cut where there is too little room, so that a bar never widens the window. Stands at the right unless it is aligned otherwise.
class CutLabel : public QLabel {
public:
    explicit CutLabel(QWidget *parent)
        : QLabel(parent)
    {
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setPen(palette().color(foregroundRole()));
        painter.drawText(rect(), alignment(), fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace workbench
