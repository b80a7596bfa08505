#include "ui/tree/objecttreemodel.h"

#include "ui/shell/theme.h"
#include "ui/tree/nodetext.h"

#include <algorithm>

namespace workbench {

ObjectTreeModel::ObjectTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<TreeNode>())
{
}

ObjectTreeModel::~ObjectTreeModel() = default;

void ObjectTreeModel::setConnections(std::vector<TreeConnection> connections)
{
    m_connections = std::move(connections);
    rebuild();
}

void ObjectTreeModel::setConnection(const TreeConnection &connection)
{
    const auto found = std::ranges::find(m_connections, connection.id, &TreeConnection::id);
    if (found == m_connections.end())
        m_connections.push_back(connection);
    else
        *found = connection;
    rebuild();
}

void ObjectTreeModel::removeConnection(const QString &id)
{
    std::erase_if(m_connections, [&id](const TreeConnection &connection) { return connection.id == id; });
    rebuild();
}

void ObjectTreeModel::setFilter(const QString &filter)
{
    const QString trimmed = filter.trimmed();
    if (m_filter == trimmed)
        return;
    m_filter = trimmed;
    rebuild();
}

void ObjectTreeModel::rebuild()
{
    beginResetModel();
    m_root = std::make_unique<TreeNode>();
    for (const TreeConnection &connection : m_connections) {
        TreeNode *made = m_root->append(TreeNode::Kind::Connection, connection.id);
        made->connection = made->row;
        buildConnection(*made, connection, m_filter);
    }
    endResetModel();
}

const dumbo::CatalogObject *ObjectTreeModel::object(const QModelIndex &index) const
{
    return index.isValid() ? node(index)->object : nullptr;
}

QString ObjectTreeModel::connectionId(const QModelIndex &index) const
{
    return index.isValid() ? m_connections[std::size_t(node(index)->connection)].id : QString();
}

QModelIndex ObjectTreeModel::indexOfKey(const QString &key)
{
    const QStringList parts = key.split(QChar(0x1f), Qt::SkipEmptyParts);
    TreeNode *current = m_root.get();
    QString path;
    for (const QString &part : parts) {
        path += QChar(0x1f) + part;
        if (current->fillable)
            fetchMore(indexOf(current));
        const auto found
            = std::ranges::find_if(current->children, [&path](const auto &child) { return child->key() == path; });
        if (found == current->children.end())
            return {};
        current = found->get();
    }
    return indexOf(current);
}

QModelIndex ObjectTreeModel::indexOfObject(const QString &connectionId, const dumbo::ObjectPath &path) const
{
    std::vector<const TreeNode *> open;
    for (const auto &child : m_root->children) {
        if (child->name == connectionId)
            open.push_back(child.get());
    }
    while (!open.empty()) {
        const TreeNode *current = open.back();
        open.pop_back();
        if (current->kind == TreeNode::Kind::Object) {
            if (current->object->path == path)
                return indexOf(current);
            continue;
        }
        for (const auto &child : current->children)
            open.push_back(child.get());
    }
    return {};
}

TreeNode *ObjectTreeModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<TreeNode *>(index.internalPointer()) : m_root.get();
}

QModelIndex ObjectTreeModel::indexOf(const TreeNode *node) const
{
    return node->parent ? createIndex(node->row, 0, node) : QModelIndex();
}

QModelIndex ObjectTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column, node(parent)->children[std::size_t(row)].get())
                                         : QModelIndex();
}

QModelIndex ObjectTreeModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexOf(node(child)->parent) : QModelIndex();
}

int ObjectTreeModel::rowCount(const QModelIndex &parent) const
{
    return int(node(parent)->children.size());
}

int ObjectTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

bool ObjectTreeModel::hasChildren(const QModelIndex &parent) const
{
    const TreeNode *shown = node(parent);
    return shown->fillable || !shown->children.empty();
}

bool ObjectTreeModel::canFetchMore(const QModelIndex &parent) const
{
    return node(parent)->fillable;
}

void ObjectTreeModel::fetchMore(const QModelIndex &parent)
{
    TreeNode *filled = node(parent);
    if (!filled->fillable)
        return;
    // Made aside first: how many there will be is only known afterwards, and the model has to say it before.
    TreeNode aside;
    aside.object = filled->object;
    aside.connection = filled->connection;
    aside.fill();
    filled->fillable = false;
    beginInsertRows(parent, 0, int(aside.children.size()) - 1);
    filled->children = std::move(aside.children);
    for (const auto &child : filled->children)
        child->parent = filled;
    endInsertRows();
}

QVariant ObjectTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TreeNode &shown = *node(index);
    const TreeConnection &connection = m_connections[std::size_t(shown.connection)];
    const bool isConnection = shown.kind == TreeNode::Kind::Connection;
    switch (role) {
    case Qt::DisplayRole: return isConnection ? connection.name : shown.name;
    case Qt::DecorationRole: {
        const QString name = nodetext::iconName(shown);
        return name.isEmpty() ? QVariant() : QVariant(theme::icon(name));
    }
    case Qt::ToolTipRole: return isConnection ? connection.toolTip : nodetext::toolTip(shown);
    case Qt::AccessibleTextRole: {
        QStringList words { isConnection ? connection.name : shown.name, nodetext::detail(shown) };
        return (words + nodetext::badges(shown)).join(u' ').trimmed();
    }
    case KeyRole: return shown.key();
    case KindRole: return int(shown.kind);
    case DetailRole:
        if (isConnection && connection.readOnly)
            return tr("read-only");
        return shown.kind == TreeNode::Kind::Object ? nodetext::matchingColumn(shown, m_filter) : nodetext::detail(shown);
    case BadgesRole: return nodetext::badges(shown);
    case AccentRole: return isConnection ? QVariant(connection.accent) : QVariant();
    case ConnectionIdRole: return connection.id;
    default: return {};
    }
}

Qt::ItemFlags ObjectTreeModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace workbench
