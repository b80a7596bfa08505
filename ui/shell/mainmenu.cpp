#include "ui/shell/mainmenu.h"

#include "ui/shell/actionregistry.h"
#include "ui/shell/mainwindow.h"

#include <QMenu>
#include <QMenuBar>

namespace workbench {

namespace {

void fill(QMenu &menu, ActionRegistry &actions, const QString &name)
{
    menu.clear();
    for (const bool last : { false, true }) {
        for (const Action &action : actions.actions()) {
            if (action.menu != name || action.endsMenu != last)
                continue;
            actions.loadIcon(action.id);
            if (action.beginsGroup)
                menu.addSeparator();
            menu.addAction(actions.action(action.id));
        }
    }
}

} // namespace

void buildMenus(MainWindow &window, ActionRegistry &actions)
{
    const std::pair<const char *, QString> menus[] = {
        { "file", MainWindow::tr("&File") },
        { "edit", MainWindow::tr("&Edit") },
        { "query", MainWindow::tr("&Query") },
        { "documents", MainWindow::tr("&Documents") },
        { "migrations", MainWindow::tr("&Migrations") },
        { "view", MainWindow::tr("&View") },
        { "help", MainWindow::tr("&Help") },
    };
    for (const auto &[name, title] : menus) {
        const QString id = QString::fromLatin1(name);
        QMenu *menu = window.menuBar()->addMenu(title);
        menu->setObjectName(QStringLiteral("menu.") + id);
        menu->setToolTipsVisible(true);
        QObject::connect(menu, &QMenu::aboutToShow, &actions, [menu, &actions, id] { fill(*menu, actions, id); });
    }
}

} // namespace workbench
