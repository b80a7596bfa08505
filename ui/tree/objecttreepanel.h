#pragma once

#include "core/sdk/catalogobject.h"

#include <QTimer>
#include <QWidget>

class QLineEdit;
class QModelIndex;

namespace workbench {

class ComponentFeed;
class ObjectTreeModel;
class ObjectTreeView;
class OpenConnection;
class Workspace;

/// The left dock: filter box and tree, kept up with ConnectionHub; what is chosen in it becomes tabs.
class ObjectTreePanel : public QWidget {
    Q_OBJECT

public:
    explicit ObjectTreePanel(Workspace &workspace, QWidget *parent = nullptr);

    void focusFilter();
    /// Selects the object and scrolls to it.
    void reveal(const QString &connectionId, const dumbo::ObjectPath &path);
    /// Selects the connection and scrolls to it, again when its catalog came in.
    void revealConnection(const QString &connectionId);
    void openObject(const QString &connectionId, const dumbo::CatalogObject &object, const QString &page);
    /// What a double click opens: the data of a table, the documents of a collection, the DDL of what has no rows.
    void openUsual(const QString &connectionId, const dumbo::CatalogObject &object);
    /// Opens another database of the connection's server: the same connection, but for the option that names the database.
    void openDatabase(const QString &connectionId, const QString &database);
    [[nodiscard]] ComponentFeed &components() const { return *m_components; }
    [[nodiscard]] ObjectTreeModel &model() const { return *m_model; }
    [[nodiscard]] ObjectTreeView &view() const { return *m_view; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QModelIndex indexOf(const QString &connectionId, const dumbo::ObjectPath &path);
    void update(const OpenConnection &connection);
    void openIndex(const QModelIndex &index);
    void showMenu(const QModelIndex &index, const QPoint &position);
    void refresh(const QString &connectionId);
    void doAction(const QString &connectionId, const QString &action);
    void followClock();
    void scrollToConnection(const QString &connectionId);

    Workspace &m_workspace;
    ComponentFeed *m_components;
    ObjectTreeModel *m_model;
    ObjectTreeView *m_view;
    QLineEdit *m_filter;
    QTimer m_clock; ///< runs only while something goes on
    QString m_revealed; ///< connection whose catalog is awaited to scroll to it
};

} // namespace workbench
