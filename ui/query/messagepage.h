#pragma once

#include "ui/query/messagemodel.h"

#include <QTreeView>

namespace workbench {

/// The message log of a tab. Enter or a click on a line with a place asks to go there.
class MessagePage : public QTreeView {
    Q_OBJECT

public:
    explicit MessagePage(QWidget *parent = nullptr);

    [[nodiscard]] MessageModel &messages() { return *m_model; }
    /// Appends and shows the end, unless the person scrolled up.
    void append(std::vector<LogMessage> messages);

Q_SIGNALS:
    void placeActivated(int line, int column);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void activate(const QModelIndex &index);
    void copySelected();

    MessageModel *m_model;
};

} // namespace workbench
