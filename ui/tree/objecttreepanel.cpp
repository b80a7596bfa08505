#include "ui/tree/objecttreepanel.h"

#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreeview.h"
#include "ui/tree/treemenu.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

namespace workbench {

namespace {

TreeConnection treeConnection(const OpenConnection &connection)
{
    TreeConnection shown;
    shown.id = connection.id();
    shown.name = connection.name();
    shown.toolTip = connection.place();
    shown.accent = connection.accent();
    shown.readOnly = connection.facts().readOnly;
    shown.objects = connection.objects();
    switch (connection.state()) {
    case OpenConnection::State::Closed:
        shown.message = ObjectTreePanel::tr("Closed. Double-click to connect.");
        break;
    case OpenConnection::State::Connecting: shown.message = ObjectTreePanel::tr("Connecting…"); break;
    case OpenConnection::State::Failed:
    case OpenConnection::State::Lost:
        shown.message = connection.error() ? connection.error()->message() : ObjectTreePanel::tr("Not connected");
        break;
    case OpenConnection::State::Connected:
        if (connection.catalogError())
            shown.message = connection.catalogError()->message();
        else if (!shown.objects)
            shown.message = ObjectTreePanel::tr("Reading what is in here…");
        break;
    }
    return shown;
}

} // namespace

ObjectTreePanel::ObjectTreePanel(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_model(new ObjectTreeModel(this))
    , m_view(new ObjectTreeView(*m_model, this))
    , m_filter(new QLineEdit(this))
{
    setObjectName(QStringLiteral("objectTreePanel"));
    m_filter->setObjectName(QStringLiteral("treeFilter"));
    m_filter->setAccessibleName(tr("Filter tables, views and columns"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(theme::unit / 2, theme::unit / 2, theme::unit / 2, theme::unit / 2);
    filterRow->addWidget(m_filter);
    layout->addLayout(filterRow);
    layout->addWidget(m_view);
    setFocusProxy(m_view);

    ConnectionHub &hub = workspace.connections();
    for (const OpenConnection *connection : hub.connections())
        update(*connection);
    connect(&hub, &ConnectionHub::added, this, [this](const OpenConnection *added) { update(*added); });
    connect(&hub, &ConnectionHub::connectionChanged, this, [this](const OpenConnection *changed) { update(*changed); });
    connect(&hub, &ConnectionHub::catalogChanged, this, [this](const OpenConnection *changed) { update(*changed); });
    connect(&hub, &ConnectionHub::aboutToRemove, this,
        [this](const OpenConnection *removed) { m_model->removeConnection(removed->id()); });
    connect(m_filter, &QLineEdit::textChanged, m_model, &ObjectTreeModel::setFilter);
    connect(m_view, &ObjectTreeView::openWanted, this, &ObjectTreePanel::openIndex);
    connect(m_view, &ObjectTreeView::menuWanted, this, &ObjectTreePanel::showMenu);
    connect(m_view, &ObjectTreeView::refreshWanted, this,
        [this](const QModelIndex &index) { refresh(m_model->connectionId(index)); });
    connect(m_view, &ObjectTreeView::reconnectWanted, this, [this](const QString &id) {
        if (OpenConnection *connection = m_workspace.connections().find(id))
            connection->reconnect();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        m_workspace.setSelectedConnectionId(m_model->connectionId(current));
    });
}

void ObjectTreePanel::update(const OpenConnection &connection)
{
    m_model->setConnection(treeConnection(connection));
    if (connection.id() == m_revealed && connection.catalogPart()) {
        scrollToConnection(m_revealed);
        m_revealed.clear();
    }
}

void ObjectTreePanel::revealConnection(const QString &connectionId)
{
    m_filter->clear();
    const OpenConnection *connection = m_workspace.connections().find(connectionId);
    m_revealed = connection && connection->catalogPart() ? QString() : connectionId;
    scrollToConnection(connectionId);
}

void ObjectTreePanel::scrollToConnection(const QString &connectionId)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        if (m_model->connectionId(index) != connectionId)
            continue;
        m_view->setCurrentIndex(index);
        m_view->scrollTo(index, QAbstractItemView::PositionAtTop);
    }
}

void ObjectTreePanel::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

void ObjectTreePanel::reveal(const QString &connectionId, const dumbo::ObjectPath &path)
{
    m_filter->clear();
    const QModelIndex index = m_model->indexOfObject(connectionId, path);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void ObjectTreePanel::openIndex(const QModelIndex &index)
{
    const auto kind = TreeNode::Kind(index.data(ObjectTreeModel::KindRole).toInt());
    const bool isPart = kind != TreeNode::Kind::Object && kind != TreeNode::Kind::Column;
    openObject(m_model->connectionId(index), *m_model->object(index),
        isPart ? QStringLiteral("structure") : QStringLiteral("data"));
}

void ObjectTreePanel::openObject(const QString &connectionId, const dumbo::CatalogObject &object, const QString &page)
{
    m_workspace.openTab(Workspace::tableTabType(), connectionId,
        { { QStringLiteral("database"), object.path.database }, { QStringLiteral("schema"), object.path.schema },
            { QStringLiteral("name"), object.path.name }, { QStringLiteral("page"), page } });
}

void ObjectTreePanel::refresh(const QString &connectionId)
{
    if (OpenConnection *connection = m_workspace.connections().find(connectionId))
        connection->refreshCatalog();
}

void ObjectTreePanel::showMenu(const QModelIndex &index, const QPoint &position)
{
    const dumbo::CatalogObject *object = m_model->object(index);
    OpenConnection *connection = m_workspace.connections().find(m_model->connectionId(index));
    if (!connection)
        return;
    QMenu *menu = object ? makeObjectMenu(m_workspace, *this, *connection, *object) : makeConnectionMenu(m_workspace, *connection, *this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(position);
}

bool ObjectTreePanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_filter || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_view->setFocus();
        return true;
    case Qt::Key_Escape:
        m_filter->clear();
        m_view->setFocus();
        return true;
    default: return false;
    }
}

} // namespace workbench
