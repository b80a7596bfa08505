#include "ui/tree/objecttreeview.h"

#include "ui/shell/theme.h"
#include "ui/tree/objecttreedelegate.h"
#include "ui/tree/objecttreemodel.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

namespace workbench {

namespace {

/// With more matches than this, a filter leaves groups of a second connection closed rather than lay out everything.
constexpr int mostExpanded = 50000;

TreeNode::Kind kindOf(const QModelIndex &index)
{
    return TreeNode::Kind(index.data(ObjectTreeModel::KindRole).toInt());
}

/// Of the connection that the index stands for or below.
bool isConnecting(const ObjectTreeModel &model, const QModelIndex &index)
{
    const QModelIndex connection = model.indexOfConnection(model.connectionId(index));
    for (int row = 0; connection.isValid() && row < std::min(3, model.rowCount(connection)); ++row) {
        if (model.index(row, 0, connection).data(ObjectTreeModel::ActionRole).toString() == u"cancel")
            return true;
    }
    return false;
}

} // namespace

ObjectTreeView::ObjectTreeView(ObjectTreeModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("objectTree"));
    setAccessibleName(tr("Connections and objects"));
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setAnimated(false);
    setFrameShape(QFrame::NoFrame);
    setIndentation(2 * theme::unit);
    setExpandsOnDoubleClick(false);
    setItemDelegate(new ObjectTreeDelegate(this));
    setModel(&model);
    setMouseTracking(true);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &ObjectTreeView::keepState);
    connect(&model, &QAbstractItemModel::modelReset, this, &ObjectTreeView::bringBackState);
    connect(this, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (!m_bringingBack && !m_filtered)
            m_expanded.insert(index.data(ObjectTreeModel::KeyRole).toString());
    });
    connect(this, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        if (!m_bringingBack && !m_filtered)
            m_expanded.remove(index.data(ObjectTreeModel::KeyRole).toString());
    });
}

void ObjectTreeView::keepState()
{
    if (const QModelIndex current = currentIndex(); current.isValid())
        m_current = current.data(ObjectTreeModel::KeyRole).toString();
    m_scroll = verticalScrollBar()->value();
}

void ObjectTreeView::bringBackState()
{
    m_bringingBack = true;
    m_filtered = !m_model.filter().isEmpty();
    expandKept({});
    if (const QModelIndex current = m_model.indexOfKey(m_current); current.isValid())
        setCurrentIndex(current);
    executeDelayedItemsLayout();
    verticalScrollBar()->setValue(m_scroll);
    m_bringingBack = false;
}

void ObjectTreeView::expandKept(const QModelIndex &parent)
{
    const int rows = std::min(m_model.rowCount(parent), mostExpanded);
    for (int row = 0; row < rows; ++row) {
        const QModelIndex index = m_model.index(row, 0, parent);
        const TreeNode::Kind kind = kindOf(index);
        if (m_filtered && kind == TreeNode::Kind::Object)
            return;
        const QString key = index.data(ObjectTreeModel::KeyRole).toString();
        if (kind == TreeNode::Kind::Folder && !m_seen.contains(key)) {
            m_seen.insert(key);
            m_expanded.insert(key);
        }
        const bool isNew = kind == TreeNode::Kind::Connection && !m_seen.contains(key) && m_model.rowCount(index) > 0;
        if (isNew) {
            m_seen.insert(key);
            m_expanded.insert(key);
            // The first group, usually the tables, is what a person opened the database for.
            if (const QModelIndex first = m_model.index(0, 0, index); kindOf(first) == TreeNode::Kind::Group)
                m_expanded.insert(first.data(ObjectTreeModel::KeyRole).toString());
            else
                m_seen.remove(key);
        }
        if (!m_filtered && !m_expanded.contains(key))
            continue;
        if (m_model.canFetchMore(index))
            m_model.fetchMore(index);
        expand(index);
        expandKept(index);
    }
}

void ObjectTreeView::open(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const TreeNode::Kind kind = kindOf(index);
    if (kind == TreeNode::Kind::Action || !index.data(ObjectTreeModel::ActionRole).toString().isEmpty()) {
        Q_EMIT actionWanted(m_model.connectionId(index), index.data(ObjectTreeModel::ActionRole).toString());
        return;
    }
    const QModelIndex connection = m_model.indexOfConnection(m_model.connectionId(index));
    const bool isOpen = !connection.data(ObjectTreeModel::QuietRole).toBool() && !connection.data(ObjectTreeModel::DangerRole).toBool();
    if ((kind == TreeNode::Kind::Connection || kind == TreeNode::Kind::Message) && !isOpen) {
        Q_EMIT reconnectWanted(m_model.connectionId(index));
        return; // the index is of another time
    }
    if (m_model.object(index))
        Q_EMIT openWanted(index);
    else
        setExpanded(index, !isExpanded(index));
}

bool ObjectTreeView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const bool isOwn = key == Qt::Key_F4 || key == Qt::Key_F5 || key == Qt::Key_Return || key == Qt::Key_Enter;
        // Elsewhere Escape cancels the current tab.
        const bool cancels = key == Qt::Key_Escape && currentIndex().isValid()
            && currentIndex().data(ObjectTreeModel::KindRole).toInt() != int(TreeNode::Kind::Object)
            && isConnecting(m_model, currentIndex());
        if (isOwn || cancels) {
            event->accept();
            return true;
        }
    }
    return QTreeView::event(event);
}

void ObjectTreeView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_F4:
    case Qt::Key_Return:
    case Qt::Key_Enter: open(currentIndex()); break;
    case Qt::Key_F5: Q_EMIT refreshWanted(currentIndex()); break;
    default:
        if (!keyOnConnection(event->key()))
            QTreeView::keyPressEvent(event);
        break;
    }
}

bool ObjectTreeView::keyOnConnection(int key)
{
    const QModelIndex index = currentIndex();
    const QString id = m_model.connectionId(index);
    if (key == Qt::Key_Escape && isConnecting(m_model, index))
        Q_EMIT actionWanted(id, QStringLiteral("cancel"));
    else if (key == Qt::Key_Delete && index.isValid() && kindOf(index) == TreeNode::Kind::Connection)
        Q_EMIT deleteWanted(id);
    else if (key == Qt::Key_F2 && index.isValid() && kindOf(index) == TreeNode::Kind::Connection)
        Q_EMIT editWanted(id);
    else
        return false;
    return true;
}

void ObjectTreeView::mouseReleaseEvent(QMouseEvent *event)
{
    const QPersistentModelIndex index = indexAt(event->position().toPoint());
    QTreeView::mouseReleaseEvent(event);
    if (event->button() == Qt::LeftButton && index.isValid() && kindOf(index) == TreeNode::Kind::Action)
        open(QModelIndex(index));
}

void ObjectTreeView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_model.rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect().adjusted(2 * theme::unit, 2 * theme::unit, -2 * theme::unit, -2 * theme::unit),
        Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
        m_model.filter().isEmpty() ? tr("No connections yet. A right click here makes one, or imports those of other programs.")
                                   : tr("Nothing is called “%1”.").arg(m_model.filter()));
}

void ObjectTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (index.isValid() || !byKey)
        Q_EMIT menuWanted(index, byKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

void ObjectTreeView::mouseDoubleClickEvent(QMouseEvent *event)
{
    QTreeView::mouseDoubleClickEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    // What a click does already is not done twice.
    if (event->button() == Qt::LeftButton && index.isValid() && kindOf(index) != TreeNode::Kind::Action)
        open(index);
}

} // namespace workbench
