#include "ui/tree/treemenu.h"

#include "core/catalog/catalogsnapshot.h"
#include "ui/connections/connectiondialog.h"
#include "ui/connections/connectionsteps.h"
#include "ui/connections/importdialog.h"
#include "ui/documents/documentspart.h"
#include "ui/migrations/migrationspart.h"
#include "ui/monitor/monitorpart.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/objecttext.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"
#include "ui/tree/objecttreepanel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QPointer>

namespace workbench {

namespace {

QAction *add(QMenu *menu, const char *icon, const QString &text, std::function<void()> handler)
{
    QAction *action = menu->addAction(theme::icon(QString::fromLatin1(icon)), text);
    QObject::connect(action, &QAction::triggered, menu, std::move(handler));
    return action;
}

void copy(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

/// For each column that holds documents; of a collection it is what a double click does.
void addDocumentActions(QMenu *menu, Workspace &workspace, const OpenConnection &connection, const dumbo::CatalogObject &object)
{
    const auto columns = documentColumns(workspace, connection, object);
    for (const auto &column : columns) {
        const auto text = columns.size() == 1 ? ObjectTreePanel::tr("Open Documents") : ObjectTreePanel::tr("Open Documents in “%1”").arg(column);
        QAction *open = add(menu, "code-context", text,
            [&workspace, id = connection.id(), path = object.path, column] { openDocuments(workspace, id, { path, column, {}, {} }); });
        if (!opensAsDocuments(workspace, connection, object))
            continue;
        menu->defaultAction()->setShortcut({});
        open->setShortcut(Qt::Key_F4);
        menu->setDefaultAction(open);
    }
}

void addConnectionActions(QMenu *menu, Workspace &workspace, OpenConnection &connection)
{
    const QPointer<OpenConnection> kept(&connection);
    add(menu, "view-refresh", ObjectTreePanel::tr("Refresh"), [kept] {
        if (kept)
            kept->refreshCatalog();
    })->setShortcut(Qt::Key_F5);
    add(menu, "network-disconnect", kept->isSaved() ? ObjectTreePanel::tr("Disconnect") : ObjectTreePanel::tr("Close Connection"),
        [kept, &workspace] {
            if (kept)
                workspace.closeConnection(kept->id());
        });
}

} // namespace

QMenu *makeObjectMenu(
    Workspace &workspace, ObjectTreePanel &panel, OpenConnection &connection, const dumbo::CatalogObject &object)
{
    auto *menu = new QMenu(&panel);
    const QString id = connection.id();
    const auto openPage = [&panel, id, object](const QString &page) {
        return [&panel, id, object, page] { panel.openObject(id, object, page); };
    };
    if (dumbo::isRelation(object.kind)) {
        QAction *open = add(menu, "table", ObjectTreePanel::tr("Open Data"), openPage(QStringLiteral("data")));
        open->setShortcut(Qt::Key_F4);
        menu->setDefaultAction(open);
        addDocumentActions(menu, workspace, connection, object);
        add(menu, "view-list-details", ObjectTreePanel::tr("Open Structure"), openPage(QStringLiteral("structure")));
        add(menu, "document-new", ObjectTreePanel::tr("Query SELECT"), [&workspace, id, object, dialect = connection.dialect()] {
            workspace.openTab(Workspace::queryTabType(), id, { { QStringLiteral("text"), selectText(object, dialect) } });
        });
    } else if (object.kind == dumbo::ObjectKind::Database) {
        QAction *open = add(menu, "network-connect", ObjectTreePanel::tr("Open Database"),
            [&panel, id, name = object.path.database] { panel.openDatabase(id, name); });
        open->setShortcut(Qt::Key_F4);
        menu->setDefaultAction(open);
        menu->addSeparator();
        add(menu, "edit-copy", ObjectTreePanel::tr("Copy Name"), [object] { copy(object.path.database); });
        return menu;
    } else {
        add(menu, "view-list-details", ObjectTreePanel::tr("Open DDL"), openPage(QStringLiteral("ddl")));
    }
    menu->addSeparator();
    add(menu, "edit-copy", ObjectTreePanel::tr("Copy Name"), [object] { copy(object.path.name); });
    add(menu, "edit-copy", ObjectTreePanel::tr("Copy Quoted Name"),
        [object, dialect = connection.dialect()] { copy(qualifiedName(object.path, dialect)); });
    add(menu, "edit-copy", ObjectTreePanel::tr("Copy DDL"), [kept = QPointer<OpenConnection>(&connection), object] {
        if (kept)
            kept->fetchDdl(object.path, qApp, [](const QString &ddl) { copy(ddl); });
    });
    menu->addSeparator();
    addConnectionActions(menu, workspace, connection);
    return menu;
}

namespace {

void addStateActions(QMenu *menu, Workspace &workspace, const QPointer<OpenConnection> &kept)
{
    using State = OpenConnection::State;
    const State state = kept->state();
    const auto onConnection = [kept](auto function) {
        return [kept, function] {
            if (kept)
                function(*kept);
        };
    };
    if (state == State::Connecting) {
        add(menu, "process-stop", ObjectTreePanel::tr("Cancel Connecting"), onConnection([](OpenConnection &it) { it.close(); }));
        return;
    }
    if (state == State::Connected) {
        add(menu, "view-refresh", ObjectTreePanel::tr("Refresh"), onConnection([](OpenConnection &it) { it.refreshCatalog(); }))
            ->setShortcut(Qt::Key_F5);
        add(menu, "network-connect", ObjectTreePanel::tr("Reconnect"), onConnection([](OpenConnection &it) {
            it.close();
            it.reconnect();
        }));
    } else {
        QAction *connects = add(menu, "network-connect", state == State::Closed ? ObjectTreePanel::tr("Connect") : ObjectTreePanel::tr("Reconnect"),
            onConnection([](OpenConnection &it) { it.reconnect(); }));
        menu->setDefaultAction(connects);
    }
    if (state != State::Closed || !kept->isSaved())
        add(menu, "network-disconnect", kept->isSaved() ? ObjectTreePanel::tr("Disconnect") : ObjectTreePanel::tr("Close Connection"),
            onConnection([&workspace](OpenConnection &it) { workspace.closeConnection(it.id()); }));
}

} // namespace

QMenu *makeConnectionMenu(Workspace &workspace, OpenConnection &connection, QWidget &parent)
{
    auto *menu = new QMenu(&parent);
    menu->setObjectName(QStringLiteral("connectionMenu"));
    const QString id = connection.id();
    const QPointer<OpenConnection> kept(&connection);
    const auto onConnection = [kept](auto function) {
        return [kept, function] {
            if (kept)
                function(*kept);
        };
    };
    add(menu, "tab-new", ObjectTreePanel::tr("New Query Tab"),
        [&workspace, id] { workspace.openTab(Workspace::queryTabType(), id); });
    if (canMonitor(workspace, connection))
        add(menu, "utilities-system-monitor", ObjectTreePanel::tr("Server Sessions"), [&workspace, id] { openMonitor(workspace, id); });
    add(menu, "vcs-update-required", ObjectTreePanel::tr("Migrations"), [&workspace, id] { openMigrations(workspace, id); });
    menu->addSeparator();
    addStateActions(menu, workspace, kept);
    menu->addSeparator();
    add(menu, connection.isSaved() ? "edit-entry" : "document-save",
        connection.isSaved() ? ObjectTreePanel::tr("Edit Connection…") : ObjectTreePanel::tr("Save Connection…"),
        onConnection([&workspace](OpenConnection &it) { editConnection(workspace, it); }))
        ->setShortcut(Qt::Key_F2);
    add(menu, "edit-duplicate", ObjectTreePanel::tr("Duplicate…"),
        onConnection([&workspace](OpenConnection &it) { duplicateConnection(workspace, it); }));
    add(menu, "edit-copy", ObjectTreePanel::tr("Copy Connection String"),
        onConnection([&workspace](OpenConnection &it) { copyConnectionString(workspace, it); }));
    if (connection.isSaved()) {
        menu->addSeparator();
        add(menu, "edit-delete", ObjectTreePanel::tr("Delete Connection"),
            onConnection([&workspace](OpenConnection &it) { deleteConnection(workspace, it); }))
            ->setShortcut(Qt::Key_Delete);
    }
    return menu;
}

QMenu *makeFolderMenu(Workspace &workspace, const QString &folder, QWidget &parent)
{
    auto *menu = new QMenu(&parent);
    menu->setObjectName(QStringLiteral("folderMenu"));
    add(menu, "network-connect", folder.isEmpty() ? ObjectTreePanel::tr("New Connection…") : ObjectTreePanel::tr("New Connection in “%1”…").arg(folder.section(u'/', -1)),
        [&workspace, folder] { newConnection(workspace, folder); });
    add(menu, "document-import", ObjectTreePanel::tr("Import Connections…"), [&workspace] { showImportDialog(workspace); });
    return menu;
}

} // namespace workbench
