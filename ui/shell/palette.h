#pragma once

#include <QFrame>
#include <QList>
#include <QPointer>
#include <QString>

#include <functional>

class QLineEdit;
class QListView;

namespace workbench {

class PaletteModel;

/// One thing that a palette offers.
struct PaletteEntry {
    QString title; ///< what is matched and shown
    QString detail; ///< quieter, behind the title; matched too, for less
    QString note; ///< at the right edge: a shortcut, a connection
    QString iconName;
    std::function<void()> activate;
};

/// A line to type in and the best matches below it, over the upper middle of the window. Esc or a click elsewhere
/// closes it and gives the focus back.
class Palette : public QFrame {
    Q_OBJECT

public:
    explicit Palette(QWidget *window);

    /// Shows the palette over the entries; with an empty pattern they are listed in their order.
    void open(const QString &prompt, QList<PaletteEntry> entries);
    [[nodiscard]] bool isOpen() const { return isVisible(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void filter(const QString &pattern);
    void activate(int row);
    void closePalette();
    void move(int rows);

    QLineEdit *m_edit;
    QListView *m_list;
    PaletteModel *m_model;
    QPointer<QWidget> m_focusBefore;
};

} // namespace workbench
