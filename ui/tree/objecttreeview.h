#pragma once

#include "core/sdk/catalogobject.h"

#include <QSet>
#include <QTreeView>

namespace workbench {

class ObjectTreeModel;

/// The tree. A reset of its model keeps selection, expansion and scroll position; while a filter is set everything down to the
/// objects is expanded, and what was expanded before comes back afterwards.
class ObjectTreeView : public QTreeView {
    Q_OBJECT

public:
    explicit ObjectTreeView(ObjectTreeModel &model, QWidget *parent = nullptr);

Q_SIGNALS:
    /// Enter, F4 or a double click on an object or one of its parts.
    void openWanted(const QModelIndex &index);
    /// F5.
    void refreshWanted(const QModelIndex &index);
    /// Enter or a double click on a connection that is closed or failed.
    void reconnectWanted(const QString &connectionId);
    /// A click or Enter on a line that does something, or Escape on a connection that is being made.
    void actionWanted(const QString &connectionId, const QString &action);
    /// Delete on a connection.
    void deleteWanted(const QString &connectionId);
    /// F2 on a connection.
    void editWanted(const QString &connectionId);
    void menuWanted(const QModelIndex &index, const QPoint &globalPosition);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] bool keyOnConnection(int key);
    void keepState();
    void bringBackState();
    void expandKept(const QModelIndex &parent);
    void open(const QModelIndex &index);

    ObjectTreeModel &m_model;
    QSet<QString> m_expanded; ///< keys, as a person left them
    QSet<QString> m_seen; ///< connections that were expanded by themselves once
    QString m_current;
    int m_scroll = 0;
    bool m_filtered = false;
    bool m_bringingBack = false;
};

} // namespace workbench
