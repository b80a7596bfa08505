#include "ui/tree/treemenu.h"

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

bool hasRows(const dumbo::CatalogObject &object)
{
    using enum dumbo::ObjectKind;
    return object.kind == Table || object.kind == View || object.kind == MaterializedView || object.kind == VirtualTable
        || object.kind == ForeignTable;
}

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

void addConnectionActions(QMenu *menu, Workspace &workspace, OpenConnection &connection)
{
    const QPointer<OpenConnection> kept(&connection);
    add(menu, "view-refresh", ObjectTreePanel::tr("Refresh"), [kept] {
        if (kept)
            kept->refreshCatalog();
    })->setShortcut(Qt::Key_F5);
    add(menu, "network-disconnect", ObjectTreePanel::tr("Close Connection"), [kept, &workspace] {
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
    if (hasRows(object)) {
        QAction *open = add(menu, "table", ObjectTreePanel::tr("Open Data"), openPage(QStringLiteral("data")));
        open->setShortcut(Qt::Key_F4);
        menu->setDefaultAction(open);
        add(menu, "view-list-details", ObjectTreePanel::tr("Open Structure"), openPage(QStringLiteral("structure")));
        add(menu, "document-new", ObjectTreePanel::tr("Query SELECT"), [&workspace, id, object, dialect = connection.dialect()] {
            workspace.openTab(Workspace::queryTabType(), id, { { QStringLiteral("text"), selectText(object, dialect) } });
        });
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

QMenu *makeConnectionMenu(Workspace &workspace, OpenConnection &connection, QWidget &parent)
{
    auto *menu = new QMenu(&parent);
    const QString id = connection.id();
    const QPointer<OpenConnection> kept(&connection);
    add(menu, "tab-new", ObjectTreePanel::tr("New Query Tab"),
        [&workspace, id] { workspace.openTab(Workspace::queryTabType(), id); });
    if (connection.state() != OpenConnection::State::Connected && connection.state() != OpenConnection::State::Connecting) {
        add(menu, "network-connect", ObjectTreePanel::tr("Connect"), [kept] {
            if (kept)
                kept->reconnect();
        });
    }
    add(menu, "edit-copy", ObjectTreePanel::tr("Copy Place"), [place = connection.place()] { copy(place); });
    menu->addSeparator();
    addConnectionActions(menu, workspace, connection);
    return menu;
}

} // namespace workbench
