#include "ui/tree/objecttreepanel.h"

#include "core/catalog/catalogsnapshot.h"
#include "core/plugins/driverregistry.h"
#include "core/connection/connectionadvice.h"
#include "ui/connections/connectiondialog.h"
#include "ui/connections/connectionsteps.h"
#include "ui/documents/documentspart.h"
#include "ui/schema/componentactions.h"
#include "ui/schema/componentfeed.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/sessioncredentials.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreeview.h"
#include "ui/tree/treemenu.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

const TreeAction cancelAction { QStringLiteral("cancel"), ObjectTreePanel::tr("Cancel"), {} };

void showFailure(TreeConnection &shown, const OpenConnection &connection)
{
    const bool wasLost = connection.state() == OpenConnection::State::Lost;
    shown.state = wasLost ? TreeConnection::State::Lost : TreeConnection::State::Failed;
    shown.stateText = wasLost ? ObjectTreePanel::tr("connection lost") : ObjectTreePanel::tr("not connected");
    shown.message = ObjectTreePanel::tr("Not connected");
    if (const auto error = connection.error()) {
        const auto advice = dumbo::ConnectionAdvice::of(*error, connection.target());
        shown.message = advice.what.isEmpty() ? error->message() : advice.what;
        shown.toolTip = QStringList { connection.place(), shown.message, advice.toDo, error->toText() }.join(u'\n');
    }
    shown.actions = { { QStringLiteral("connect"), wasLost ? ObjectTreePanel::tr("Reconnect") : ObjectTreePanel::tr("Try Again"), {} },
        { QStringLiteral("edit"), ObjectTreePanel::tr("Edit Connection…"), {} } };
}

void showState(TreeConnection &shown, const OpenConnection &connection)
{
    switch (connection.state()) {
    case OpenConnection::State::Closed:
        shown.state = TreeConnection::State::Closed;
        shown.objects.reset();
        break;
    case OpenConnection::State::Connecting:
        shown.state = TreeConnection::State::Connecting;
        shown.stateText = connection.credentials().question() ? ObjectTreePanel::tr("asks…") : ObjectTreePanel::tr("connecting…");
        shown.message = connection.credentials().question() ? ObjectTreePanel::tr("Waiting for your answer")
                                                           : ObjectTreePanel::tr("Connecting…");
        shown.since = connection.credentials().question() ? std::nullopt : connection.busySince();
        shown.actions = { cancelAction };
        break;
    case OpenConnection::State::Failed:
    case OpenConnection::State::Lost: showFailure(shown, connection); break;
    case OpenConnection::State::Connected:
        shown.state = TreeConnection::State::Ready;
        if (connection.catalogError()) {
            shown.message = connection.catalogError()->message();
            shown.actions = { { QStringLiteral("refresh"), ObjectTreePanel::tr("Read Again"), {} } };
        } else if (!shown.objects) {
            shown.state = TreeConnection::State::Reading;
            shown.message = ObjectTreePanel::tr("Reading what is in here…");
            shown.since = connection.busySince();
        }
        break;
    }
}

TreeConnection treeConnection(const OpenConnection &connection)
{
    TreeConnection shown;
    shown.id = connection.id();
    shown.name = connection.name();
    shown.toolTip = connection.place();
    shown.accent = connection.accent();
    shown.readOnly = connection.isReadOnly();
    shown.production = connection.isProduction();
    shown.saved = connection.isSaved();
    shown.folder = connection.folder();
    shown.objects = connection.objects();
    showState(shown, connection);
    return shown;
}

constexpr int narrowest = 140;

} // namespace

ObjectTreePanel::ObjectTreePanel(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_components(new ComponentFeed(workspace, this))
    , m_model(new ObjectTreeModel(this))
    , m_view(new ObjectTreeView(*m_model, this))
    , m_filter(new QLineEdit(this))
{
    setObjectName(QStringLiteral("objectTreePanel"));
    // What is beside it may not squeeze it until no name can be read.
    setMinimumWidth(narrowest);
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
        [this](const OpenConnection *removed) {
            m_model->removeConnection(removed->id());
            followClock();
        });
    connect(m_components, &ComponentFeed::changed, this, [this](const QString &id) {
        if (const OpenConnection *changed = m_workspace.connections().find(id))
            update(*changed);
    });
    addComponentActions(workspace, *m_components);
    connect(m_filter, &QLineEdit::textChanged, m_model, &ObjectTreeModel::setFilter);
    connect(m_view, &ObjectTreeView::openWanted, this, &ObjectTreePanel::openIndex);
    connect(m_view, &ObjectTreeView::menuWanted, this, &ObjectTreePanel::showMenu);
    connect(m_view, &ObjectTreeView::refreshWanted, this,
        [this](const QModelIndex &index) { refresh(m_model->connectionId(index)); });
    connect(m_view, &ObjectTreeView::reconnectWanted, this, [this](const QString &id) {
        if (OpenConnection *connection = m_workspace.connections().find(id))
            connection->reconnect();
    });
    const auto onConnection = [this](auto function) {
        return [this, function](const QString &id) {
            if (OpenConnection *connection = m_workspace.connections().find(id))
                function(m_workspace, *connection);
        };
    };
    connect(m_view, &ObjectTreeView::actionWanted, this, &ObjectTreePanel::doAction);
    connect(m_view, &ObjectTreeView::deleteWanted, this, onConnection(&deleteConnection));
    connect(m_view, &ObjectTreeView::editWanted, this, onConnection(&editConnection));
    connect(m_model, &ObjectTreeModel::moveWanted, this, [this](const QString &id, const QString &folder) {
        if (const auto moved = m_workspace.connections().moveToFolder(id, folder); !moved)
            m_workspace.messages().showError(moved.error());
    }, Qt::QueuedConnection);
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, m_model, &ObjectTreeModel::tick);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        m_workspace.setSelectedConnectionId(m_model->connectionId(current));
    });
}

void ObjectTreePanel::update(const OpenConnection &connection)
{
    auto shown = treeConnection(connection);
    if (shown.state == TreeConnection::State::Ready)
        shown.components = m_components->of(connection);
    m_model->setConnection(shown);
    followClock();
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
    const QModelIndex index = m_model->indexOfConnection(connectionId);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index, QAbstractItemView::PositionAtTop);
}

void ObjectTreePanel::followClock()
{
    if (!m_model->isAnythingGoingOn())
        m_clock.stop();
    else if (!m_clock.isActive())
        m_clock.start();
}

void ObjectTreePanel::doAction(const QString &connectionId, const QString &action)
{
    OpenConnection *connection = m_workspace.connections().find(connectionId);
    if (doComponentAction(m_workspace, *m_components, connectionId, action) || !connection)
        return;
    if (action == u"cancel")
        connection->close();
    else if (action == u"edit")
        editConnection(m_workspace, *connection);
    else if (action == u"refresh")
        connection->refreshCatalog();
    else
        connection->reconnect();
}

void ObjectTreePanel::focusFilter()
{
    m_filter->setFocus();
    m_filter->selectAll();
}

/// A partition stands within its table, which is filled for it.
QModelIndex ObjectTreePanel::indexOf(const QString &connectionId, const dumbo::ObjectPath &path)
{
    if (const QModelIndex found = m_model->indexOfObject(connectionId, path); found.isValid())
        return found;
    const OpenConnection *connection = m_workspace.connections().find(connectionId);
    const auto objects = connection ? connection->objects() : nullptr;
    if (!objects)
        return {};
    const auto object = std::ranges::find(*objects, path, &dumbo::CatalogObject::path);
    if (object == objects->end() || !object->partitioning || object->partitioning->parent.name.isEmpty())
        return {};
    const QModelIndex table = indexOf(connectionId, object->partitioning->parent);
    if (table.isValid() && m_model->canFetchMore(table))
        m_model->fetchMore(table);
    const int groups = table.isValid() ? m_model->rowCount(table) : 0;
    for (int row = 0; row < groups; ++row) {
        const QModelIndex group = m_model->index(row, 0, table);
        for (int child = 0; child < m_model->rowCount(group); ++child) {
            const QModelIndex index = m_model->index(child, 0, group);
            const bool isObject = TreeNode::Kind(index.data(ObjectTreeModel::KindRole).toInt()) == TreeNode::Kind::Object;
            if (isObject && m_model->object(index)->path == path)
                return index;
        }
    }
    return {};
}

void ObjectTreePanel::reveal(const QString &connectionId, const dumbo::ObjectPath &path)
{
    m_filter->clear();
    const QModelIndex index = indexOf(connectionId, path);
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void ObjectTreePanel::openIndex(const QModelIndex &index)
{
    const auto kind = TreeNode::Kind(index.data(ObjectTreeModel::KindRole).toInt());
    const bool isPart = kind != TreeNode::Kind::Object && kind != TreeNode::Kind::Column;
    const dumbo::CatalogObject &object = *m_model->object(index);
    if (object.kind == dumbo::ObjectKind::Database) {
        openDatabase(m_model->connectionId(index), object.path.database);
        return;
    }
    if (isPart)
        openObject(m_model->connectionId(index), object, QStringLiteral("structure"));
    else
        openUsual(m_model->connectionId(index), object);
}

void ObjectTreePanel::openUsual(const QString &connectionId, const dumbo::CatalogObject &object)
{
    const OpenConnection *connection = m_workspace.connections().find(connectionId);
    if (connection && opensAsDocuments(m_workspace, *connection, object))
        openDocuments(m_workspace, connectionId, { object.path, {}, {}, {} });
    else
        openObject(connectionId, object, dumbo::isRelation(object.kind) ? QStringLiteral("data") : QStringLiteral("ddl"));
}

void ObjectTreePanel::openDatabase(const QString &connectionId, const QString &database)
{
    ConnectionHub &hub = m_workspace.connections();
    const OpenConnection *connection = hub.find(connectionId);
    const auto manifest = connection ? hub.registry().describe(connection->target().connector) : std::nullopt;
    if (!manifest || manifest->databaseOption.isEmpty())
        return;
    dumbo::ConnectionTarget target = connection->target();
    target.options.set(manifest->databaseOption, database);
    revealConnection(hub.open(target)->id());
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
    if (!connection) {
        QMenu *menu = makeFolderMenu(m_workspace, index.data(ObjectTreeModel::FolderRole).toString(), *this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(position);
        return;
    }
    const auto kind = TreeNode::Kind(index.data(ObjectTreeModel::KindRole).toInt());
    if (kind == TreeNode::Kind::Components || kind == TreeNode::Kind::Component) {
        auto *menu = new QMenu(this);
        menu->setObjectName(QStringLiteral("componentMenu"));
        addComponentMenu(*menu, m_workspace, *m_components, *connection);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(position);
        return;
    }
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
