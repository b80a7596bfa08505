#pragma once

#include "ui/grid/rowscroll.h"

#include <QAbstractScrollArea>

namespace workbench {

/// A page over any number of equally high rows; who derives from it paints them.
class RowScrollArea : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit RowScrollArea(QWidget *parent = nullptr);

    [[nodiscard]] const RowScroll &scroll() const { return m_scroll; }

protected:
    void setRowCount(qint64 rows);
    void setRowHeight(int pixels);
    void reveal(qint64 row);
    void setTop(qint64 pixels);
    [[nodiscard]] QRect rowRect(qint64 row) const;
    /// After any movement.
    virtual void scrolled();

    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void updateBar();

    RowScroll m_scroll;
    int m_wheelRest = 0;
    bool m_barFollows = false;
};

} // namespace workbench
