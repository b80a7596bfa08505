#pragma once

#include <QTabBar>

namespace workbench {

/// The row of tabs: a bar in the connection's colour at the tab's upper edge; the middle button closes.
class TabStrip : public QTabBar {
    Q_OBJECT

public:
    explicit TabStrip(QWidget *parent = nullptr);

    void setAccent(int index, const QColor &accent);
    [[nodiscard]] QColor accent(int index) const;

Q_SIGNALS:
    void closeWanted(int index);
    void newTabWanted();

protected:
    void tabInserted(int index) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    [[nodiscard]] QSize minimumTabSizeHint(int index) const override;

private:
    int m_pressed = -1;
    QStyle *m_closeStyle = nullptr; ///< null: the style's own cross will do
};

} // namespace workbench
