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
        DangerRole, ///< bool: badges or detail tell of production or of a failure
        QuietRole, ///< bool: a connection that is not open
        ActionRole, ///< QString: id of a TreeAction
        MarkRole, ///< QIcon: the sign of a state, before the badges
        FolderRole, ///< QString: path of a folder, or of the one a connection stands in
    };

    explicit ObjectTreeModel(QObject *parent = nullptr);
    ~ObjectTreeModel() override;

    void setConnections(std::vector<TreeConnection> connections);
    /// Replaces the connection of the same id, or appends it.
    void setConnection(const TreeConnection &connection);
    void removeConnection(const QString &id);
    void setFilter(const QString &filter);
    [[nodiscard]] QString filter() const { return m_filter; }
    /// Seconds went by for what is going on.
    void tick();
    [[nodiscard]] bool isAnythingGoingOn() const;
    /// Of a connection wherever it stands; invalid for an unknown id.
    [[nodiscard]] QModelIndex indexOfConnection(const QString &id) const;

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
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;

Q_SIGNALS:
    /// A connection was dropped onto a folder; empty: onto none.
    void moveWanted(const QString &connectionId, const QString &folder);

private:
    [[nodiscard]] TreeNode *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const TreeNode *node) const;
    [[nodiscard]] TreeNode *connectionNode(const QString &id) const;
    [[nodiscard]] QVariant connectionData(const TreeNode &shown, const TreeConnection &connection, int role) const;
    void rebuild();

    std::vector<TreeConnection> m_connections;
    std::unique_ptr<TreeNode> m_root;
    QString m_filter;
};

} // namespace workbench
