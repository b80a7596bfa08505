#pragma once

#include <QWidget>

namespace workbench {

class GridScene;

/// Row numbers beside a grid, from 1. A press chooses the row, dragging chooses more.
class GridGutter : public QWidget
{
    Q_OBJECT

public:
    GridGutter(GridScene &scene, QWidget *parent);

    /// Wide enough for the number of the last row.
    int neededWidth() const;

Q_SIGNALS:
    void rowPressed(qint64 row, Qt::KeyboardModifiers modifiers);
    /// y may lie outside: the grid scrolls there.
    void rowDragged(int y);
    void dragEnded();
    void contextMenuRequested(qint64 row, const QPoint &globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void setHover(qint64 row);

    GridScene &m_scene;
    qint64 m_hover = -1;
    bool m_dragging = false;
};

}
