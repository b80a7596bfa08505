#pragma once

#include <QWidget>

class QHelpEvent;

namespace workbench {

class GridScene;

/// Names and types of the columns above a grid, and the corner above the row numbers. A click chooses the
/// column, its sort mark sorts, its edge resizes, a double click on the edge fits.
class GridHeader : public QWidget
{
    Q_OBJECT

public:
    GridHeader(GridScene &scene, QWidget *parent);

    int neededHeight() const;
    /// Where the body begins within this widget.
    void setBodySpan(int x, int width);

Q_SIGNALS:
    void columnPressed(int column, Qt::KeyboardModifiers modifiers);
    void columnDragged(int column);
    void cornerPressed();
    void sortPressed(int column);
    void columnResized(int column, int width);
    void fitRequested(int column);
    void contextMenuRequested(int column, const QPoint &globalPosition);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Target
    {
        enum class Part : quint8 { Nothing, Corner, Section, SortMark, Edge };
        Part part = Part::Nothing;
        int column = -1;
        friend bool operator==(const Target &, const Target &) = default;
    };

    Target targetAt(QPoint point) const;
    QRect sectionRect(int column) const;
    QRect sortRect(int column) const;
    void setHover(const Target &target);
    void paintSection(QPainter &painter, int column);
    void paintTexts(QPainter &painter, int column, const QRect &section);
    void paintSortMark(QPainter &painter, int column);
    bool showToolTip(QHelpEvent *event);

    GridScene &m_scene;
    int m_bodyX = 0;
    int m_bodyWidth = 0;
    Target m_hover;
    Target m_pressed;
    int m_pressX = 0;
    int m_pressWidth = 0;
};

}
