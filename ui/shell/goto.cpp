#include "ui/shell/goto.h"

#include "ui/documents/documentspart.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/palette.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"
#include "ui/tree/objecttreepanel.h"

#include <QPointer>

namespace workbench {

namespace {

QString menuTitle(const QString &menu)
{
    if (menu == QStringLiteral("file"))
        return MainWindow::tr("File");
    if (menu == QStringLiteral("edit"))
        return MainWindow::tr("Edit");
    if (menu == QStringLiteral("query"))
        return MainWindow::tr("Query");
    if (menu == QStringLiteral("view"))
        return MainWindow::tr("View");
    return menu == QStringLiteral("help") ? MainWindow::tr("Help") : QString();
}

void addTabs(QList<PaletteEntry> &entries, MainWindow &window)
{
    TabArea &tabs = window.workspace().tabs();
    for (int index = 0; index < tabs.count(); ++index) {
        QPointer<QWidget> page = tabs.widget(index);
        QString title = tabs.tabText(index);
        const WorkspaceTab *tab = tabs.tabAt(index);
        entries.append({ .title = title.replace(QStringLiteral("&&"), QStringLiteral("&")),
            .detail = tabs.tabToolTip(index) == title ? QString() : tabs.tabToolTip(index),
            .note = MainWindow::tr("tab"),
            .iconName = tab ? tab->iconName() : QString(),
            .activate = [&tabs, page] {
                if (page)
                    tabs.setCurrentWidget(page);
                if (tabs.currentTab())
                    tabs.currentTab()->setFocus();
            } });
    }
}

QString iconOf(dumbo::ObjectKind kind)
{
    using enum dumbo::ObjectKind;
    if (kind == View || kind == MaterializedView)
        return QStringLiteral("view");
    return kind == VirtualTable ? QStringLiteral("virtual-table") : QStringLiteral("table");
}

void addConnection(QList<PaletteEntry> &entries, MainWindow &window, OpenConnection &connection)
{
    entries.append({ .title = connection.name(),
        .detail = connection.folder().isEmpty() ? connection.place() : connection.folder(),
        .note = MainWindow::tr("connection"),
        .iconName = QStringLiteral("database"),
        .activate = [&window, kept = QPointer(&connection)] {
            if (!kept)
                return;
            kept->reconnect();
            Q_EMIT window.workspace().connectionOpened(kept->id());
        } });
}

void addObjects(QList<PaletteEntry> &entries, MainWindow &window, const OpenConnection &connection)
{
    const auto objects = connection.objects();
    if (!objects)
        return;
    const QString id = connection.id();
    entries.reserve(entries.size() + qsizetype(objects->size()));
    for (const dumbo::CatalogObject &object : *objects) {
        if (object.kind == dumbo::ObjectKind::Schema || object.kind == dumbo::ObjectKind::Database)
            continue;
        const bool isDocuments = opensAsDocuments(window.workspace(), connection, object);
        // The pointer keeps the catalog it points into alive.
        const std::shared_ptr<const dumbo::CatalogObject> kept(objects, &object);
        entries.append({ .title = object.path.name,
            .detail = isDocuments ? MainWindow::tr("collection") : object.kindName.isEmpty() ? dumbo::objectKindName(object.kind) : object.kindName,
            .note = connection.name(),
            .iconName = isDocuments ? QStringLiteral("code-context") : iconOf(object.kind),
            .activate = [&window, id, kept] {
                window.tree().reveal(id, kept->path);
                window.tree().openUsual(id, *kept);
            } });
    }
}

} // namespace

void showCommandPalette(MainWindow &window)
{
    QList<PaletteEntry> entries;
    const ActionRegistry &actions = window.workspace().actions();
    for (const Action &action : actions.actions()) {
        QAction *made = actions.action(action.id);
        if (!made->isEnabled() || action.id == QStringLiteral("view.palette"))
            continue;
        entries.append({ .title = ActionRegistry::plainText(action).remove(u'…'),
            .detail = menuTitle(action.menu),
            .note = made->shortcut().toString(QKeySequence::NativeText),
            .iconName = action.icon,
            .activate = [made = QPointer<QAction>(made)] {
                if (made)
                    made->trigger();
            } });
    }
    window.palettePopup().open(MainWindow::tr("Type what you want to do"), std::move(entries));
}

void showGoTo(MainWindow &window)
{
    QList<PaletteEntry> entries;
    addTabs(entries, window);
    for (OpenConnection *connection : window.workspace().connections().connections()) {
        if (connection->state() != OpenConnection::State::Connected)
            addConnection(entries, window, *connection);
        addObjects(entries, window, *connection);
    }
    window.palettePopup().open(MainWindow::tr("Go to a table, view, tab or connection"), std::move(entries));
}

} // namespace workbench
