#include "ui/tree/objecttreemodel.h"

#include "ui/shell/theme.h"
#include "ui/tree/nodetext.h"

#include <QLocale>
#include <QMimeData>

#include <algorithm>

namespace workbench {

namespace {

const QString connectionMime = QStringLiteral("application/x-dumbo-connection");

/// The node of a folder, made with those above it; folders stand before connections, by name.
TreeNode *folderNode(TreeNode &root, const QString &path)
{
    TreeNode *current = &root;
    for (const QString &name : path.split(u'/', Qt::SkipEmptyParts)) {
        const auto found = std::ranges::find_if(current->children,
            [&name](const auto &child) { return child->kind == TreeNode::Kind::Folder && child->name == name; });
        current = found == current->children.end() ? current->append(TreeNode::Kind::Folder, name) : found->get();
    }
    return current;
}

/// "", " 3 s", " 2 min": how long something goes on, once it does for a second.
QString sinceText(const std::optional<std::chrono::steady_clock::time_point> &since)
{
    if (!since)
        return {};
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - *since).count();
    if (seconds < 1)
        return {};
    return u' ' + (seconds < 60 ? ObjectTreeModel::tr("%1 s").arg(seconds) : ObjectTreeModel::tr("%1 min").arg(seconds / 60));
}

} // namespace

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
    const auto isShown = [this](const TreeConnection &connection) {
        return m_filter.isEmpty() || connection.objects || !connection.message.isEmpty()
            || connection.name.contains(m_filter, Qt::CaseInsensitive);
    };
    QStringList folders;
    for (const TreeConnection &connection : m_connections) {
        if (!connection.folder.isEmpty() && isShown(connection))
            folders.append(connection.folder);
    }
    folders.sort(Qt::CaseInsensitive);
    for (const QString &folder : std::as_const(folders))
        folderNode(*m_root, folder);
    for (std::size_t i = 0; i < m_connections.size(); ++i) {
        const TreeConnection &connection = m_connections[i];
        if (!isShown(connection))
            continue;
        TreeNode *made = folderNode(*m_root, connection.folder)->append(TreeNode::Kind::Connection, connection.id);
        made->connection = int(i);
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
    const TreeNode *shown = node(index);
    return shown->connection >= 0 ? m_connections[std::size_t(shown->connection)].id : QString();
}

TreeNode *ObjectTreeModel::connectionNode(const QString &id) const
{
    std::vector<TreeNode *> open { m_root.get() };
    while (!open.empty()) {
        TreeNode *current = open.back();
        open.pop_back();
        for (const auto &child : current->children) {
            if (child->kind == TreeNode::Kind::Connection && child->name == id)
                return child.get();
            if (child->kind == TreeNode::Kind::Folder)
                open.push_back(child.get());
        }
    }
    return nullptr;
}

QModelIndex ObjectTreeModel::indexOfConnection(const QString &id) const
{
    const TreeNode *found = connectionNode(id);
    return found ? indexOf(found) : QModelIndex();
}

bool ObjectTreeModel::isAnythingGoingOn() const
{
    return std::ranges::any_of(m_connections, [](const TreeConnection &connection) { return connection.since.has_value(); });
}

void ObjectTreeModel::tick()
{
    for (const TreeConnection &connection : m_connections) {
        const QModelIndex changed = connection.since ? indexOfConnection(connection.id) : QModelIndex();
        if (!changed.isValid())
            continue;
        Q_EMIT dataChanged(changed, changed, { DetailRole });
        if (const QModelIndex message = index(0, 0, changed); message.isValid())
            Q_EMIT dataChanged(message, message, { Qt::DisplayRole });
    }
}

QModelIndex ObjectTreeModel::indexOfKey(const QString &key)
{
    const QStringList parts = key.split(QChar(0x1f), Qt::SkipEmptyParts);
    TreeNode *current = m_root.get();
    QString path;
    for (const QString &part : parts) {
        path += QChar(0x1f) + part;
        const QString ofConnection = QString::number(int(TreeNode::Kind::Connection));
        if (current == m_root.get() && part.startsWith(ofConnection)) {
            if (TreeNode *connection = connectionNode(part.sliced(ofConnection.size()))) {
                current = connection;
                continue;
            }
        }
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
    if (const TreeNode *connection = connectionNode(connectionId))
        open.push_back(connection);
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
    aside.partitions = filled->partitions;
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
    if (shown.kind == TreeNode::Kind::Folder) {
        switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole: return shown.name;
        case Qt::DecorationRole: return theme::icon(nodetext::iconName(shown));
        case KeyRole: return shown.key();
        case KindRole: return int(shown.kind);
        case FolderRole: return shown.folderPath();
        default: return {};
        }
    }
    const TreeConnection &connection = m_connections[std::size_t(shown.connection)];
    if (shown.kind == TreeNode::Kind::Connection) {
        if (const QVariant own = connectionData(shown, connection, role); own.isValid())
            return own;
    }
    switch (role) {
    case Qt::DisplayRole: return shown.kind == TreeNode::Kind::Message ? shown.name + sinceText(connection.since) : shown.name;
    case Qt::DecorationRole: {
        const QString name = nodetext::iconName(shown);
        return name.isEmpty() ? QVariant() : QVariant(theme::icon(name));
    }
    case Qt::ToolTipRole: return nodetext::toolTip(shown);
    case Qt::AccessibleTextRole: {
        QStringList words { shown.name, nodetext::detail(shown) };
        return (words + nodetext::badges(shown)).join(u' ').trimmed();
    }
    case KeyRole: return shown.key();
    case KindRole: return int(shown.kind);
    case DetailRole:
        if (const QString found = shown.kind == TreeNode::Kind::Object ? nodetext::matchingColumn(shown, m_filter) : QString();
            !found.isEmpty())
            return found;
        return nodetext::detail(shown);
    case BadgesRole: return nodetext::badges(shown);
    case ConnectionIdRole: return connection.id;
    case ActionRole:
        return shown.action.isEmpty() ? QVariant() : QVariant(shown.action);
    case MarkRole: return shown.component && shown.component->mark != TreeMark::None ? QVariant(nodetext::markIcon(*shown.component)) : QVariant();
    case FolderRole: return connection.folder;
    default: return {};
    }
}

/// Nothing where a connection is as any other node.
QVariant ObjectTreeModel::connectionData(const TreeNode &, const TreeConnection &connection, int role) const
{
    const auto badges = [&connection] {
        QStringList all;
        if (connection.production)
            all.append(tr("production"));
        if (connection.readOnly)
            all.append(tr("read-only"));
        return all;
    };
    switch (role) {
    case Qt::DisplayRole: return connection.name;
    case Qt::ToolTipRole: return connection.toolTip;
    case Qt::AccessibleTextRole:
        return (QStringList { connection.name, connection.stateText } + badges()).join(u' ').simplified();
    case DetailRole: return connection.stateText.isEmpty() ? QString() : connection.stateText + sinceText(connection.since);
    case BadgesRole: return badges();
    case AccentRole: return connection.accent;
    case QuietRole: return connection.state == TreeConnection::State::Closed;
    case DangerRole: return connection.state == TreeConnection::State::Failed || connection.state == TreeConnection::State::Lost;
    default: return {};
    }
}

Qt::ItemFlags ObjectTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    const TreeNode &shown = *node(index);
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (shown.kind == TreeNode::Kind::Folder)
        flags |= Qt::ItemIsDropEnabled;
    if (shown.kind == TreeNode::Kind::Connection && m_connections[std::size_t(shown.connection)].saved)
        flags |= Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
    return flags;
}

QStringList ObjectTreeModel::mimeTypes() const
{
    return { connectionMime };
}

QMimeData *ObjectTreeModel::mimeData(const QModelIndexList &indexes) const
{
    auto *data = new QMimeData;
    if (!indexes.isEmpty())
        data->setData(connectionMime, connectionId(indexes.first()).toUtf8());
    return data;
}

bool ObjectTreeModel::dropMimeData(const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &parent)
{
    const QString id = QString::fromUtf8(data->data(connectionMime));
    if (id.isEmpty())
        return false;
    Q_EMIT moveWanted(id, parent.data(FolderRole).toString());
    return true;
}

} // namespace workbench
