#pragma once

#include "ui/tree/treenode.h"

#include <QAbstractItemModel>

namespace workbench {

/// Connections and what their catalogs hold. Objects are made when a catalog comes in, their columns and parts when they
/// are first expanded.
///
/// A new catalog and a new filter reset the model; ObjectTreeView keeps selection, expansion and scroll position by
/// keys.
class ObjectTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        KeyRole = Qt::UserRole, ///< QString; the same for the same thing after a reset
        KindRole, ///< int(TreeNode::Kind)
        DetailRole, ///< QString: type of a column, number in a group; drawn quieter
        BadgesRole, ///< QStringList: "PK", "FK", …
        AccentRole, ///< QColor of a connection
        ConnectionIdRole, ///< QString
    };

    explicit ObjectTreeModel(QObject *parent = nullptr);
    ~ObjectTreeModel() override;

    void setConnections(std::vector<TreeConnection> connections);
    /// Replaces the connection of the same id, or appends it.
    void setConnection(const TreeConnection &connection);
    void removeConnection(const QString &id);
    void setFilter(const QString &filter);
    [[nodiscard]] QString filter() const { return m_filter; }

    /// Null for nodes above objects.
    [[nodiscard]] const dumbo::CatalogObject *object(const QModelIndex &index) const;
    [[nodiscard]] QString connectionId(const QModelIndex &index) const;
    /// Invalid for a key that is not there. Fills nodes on the way.
    [[nodiscard]] QModelIndex indexOfKey(const QString &key);
    [[nodiscard]] QModelIndex indexOfObject(const QString &connectionId, const dumbo::ObjectPath &path) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    [[nodiscard]] TreeNode *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const TreeNode *node) const;
    void rebuild();

    std::vector<TreeConnection> m_connections;
    std::unique_ptr<TreeNode> m_root;
    QString m_filter;
};

} // namespace workbench
