#include "ui/shell/windowactions.h"

#include "core/connection/connectionstring.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "ui/connections/connectiondialog.h"
#include "ui/connections/importdialog.h"
#include "ui/settings/settings.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/goto.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/sampledatabase.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"
#include "ui/tree/objecttreepanel.h"

#include <QApplication>
#include <QDockWidget>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>

namespace workbench {

namespace {

constexpr qsizetype mostRecent = 12;
const QString recentKey = QStringLiteral("recent/databases");

void rememberRecent(MainWindow &window, const QString &text)
{
    QStringList recent = recentDatabases(window);
    recent.removeAll(text);
    recent.prepend(text);
    recent.resize(std::min(recent.size(), mostRecent));
    window.workspace().settings().remember(recentKey, recent);
}

/// What becomes a database with the first thing written into it. Never touches a file that is there.
bool makeEmptyFile(MainWindow &window, const QString &path)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return true;
    const QString text = file.exists() ? MainWindow::tr("%1 is there already. To use it, open it instead.").arg(path)
                                       : MainWindow::tr("%1 can't be made: %2").arg(path, file.errorString());
    window.workspace().messages().showError(dumbo::Error(dumbo::ErrorKind::System, text));
    return false;
}

/// Of all that a driver opens, whoever wrote it.
QStringList nameFilters(const dumbo::DriverRegistry &registry)
{
    QStringList patterns;
    for (const dumbo::ConnectorManifest &manifest : registry.connectors()) {
        for (const QString &suffix : manifest.suffixes)
            patterns.append(QStringLiteral("*.") + suffix);
    }
    patterns.removeDuplicates();
    QStringList filters;
    if (!patterns.isEmpty())
        filters.append(MainWindow::tr("Databases (%1)").arg(patterns.join(u' ')));
    filters.append(MainWindow::tr("All files (*)"));
    return filters;
}

/// Beside the window rather than above it: a query may run meanwhile.
void chooseFile(MainWindow &window, const QString &title, QFileDialog::AcceptMode mode)
{
    auto *dialog = new QFileDialog(&window, title);
    dialog->setObjectName(QStringLiteral("fileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(mode);
    dialog->setFileMode(mode == QFileDialog::AcceptSave ? QFileDialog::AnyFile : QFileDialog::ExistingFiles);
    dialog->setNameFilters(nameFilters(window.workspace().connections().registry()));
    if (mode == QFileDialog::AcceptSave)
        dialog->setDefaultSuffix(QStringLiteral("db"));
    dialog->setOption(QFileDialog::DontConfirmOverwrite);
    QObject::connect(dialog, &QFileDialog::filesSelected, &window, [&window, mode](const QStringList &files) {
        if (mode == QFileDialog::AcceptOpen || makeEmptyFile(window, files.first()))
            openDatabases(window, files);
    });
    dialog->show();
    if (auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit")))
        name->setFocus(); // a path can be typed at once
}

void addFileActions(MainWindow &window, ActionRegistry &actions)
{
    actions.add({ .id = QStringLiteral("file.new-query-tab"), .text = MainWindow::tr("New &Query Tab"), .menu = QStringLiteral("file"),
                    .shortcuts = { Qt::CTRL | Qt::Key_T }, .icon = QStringLiteral("tab-new") },
        &window, [&window] {
            const bool fromTree = window.tree().isAncestorOf(QApplication::focusWidget());
            window.workspace().openTab(Workspace::queryTabType(), window.workspace().connectionIdForNewTab(fromTree));
        });
    actions.add({ .id = QStringLiteral("file.open"), .text = MainWindow::tr("&Open Database…"), .menu = QStringLiteral("file"),
                    .shortcuts = { QKeySequence::Open }, .icon = QStringLiteral("document-open"), .beginsGroup = true },
        &window, [&window] { chooseFile(window, MainWindow::tr("Open Database"), QFileDialog::AcceptOpen); });
    actions.add({ .id = QStringLiteral("file.new-database"), .text = MainWindow::tr("&New Database…"), .menu = QStringLiteral("file"),
                    .shortcuts = { QKeySequence::New }, .icon = QStringLiteral("document-new") },
        &window, [&window] { chooseFile(window, MainWindow::tr("New Database"), QFileDialog::AcceptSave); });
    actions.add({ .id = QStringLiteral("file.connect"), .text = MainWindow::tr("New &Connection…"), .menu = QStringLiteral("file"),
                    .shortcuts = { Qt::CTRL | Qt::SHIFT | Qt::Key_O }, .icon = QStringLiteral("network-connect") },
        &window, [&window] { newConnection(window.workspace()); });
    actions.add({ .id = QStringLiteral("file.import-connections"), .text = MainWindow::tr("&Import Connections…"), .menu = QStringLiteral("file"),
                    .shortcuts = {}, .icon = QStringLiteral("document-import") },
        &window, [&window] { showImportDialog(window.workspace()); });
    actions.add({ .id = QStringLiteral("file.open-sample"), .text = MainWindow::tr("Open &Sample Database"), .menu = QStringLiteral("file"),
                    .shortcuts = {}, .icon = QStringLiteral("dumbo-workbench") },
        &window, [&window] { openSample(window); });
    actions.add({ .id = QStringLiteral("file.close-connection"), .text = MainWindow::tr("Close Connec&tion"), .menu = QStringLiteral("file"),
                    .shortcuts = {}, .icon = QStringLiteral("network-disconnect") },
        &window, [&window] {
            window.workspace().closeConnection(window.workspace().currentConnectionId());
        });
    actions.add({ .id = QStringLiteral("file.quit"), .text = MainWindow::tr("&Quit"), .menu = QStringLiteral("file"),
                    .shortcuts = { Qt::CTRL | Qt::Key_Q }, .icon = QStringLiteral("application-exit"), .beginsGroup = true,
                    .endsMenu = true },
        &window, [&window] { window.close(); });
}

void addTabActions(MainWindow &window, ActionRegistry &actions)
{
    TabArea &tabs = window.workspace().tabs();
    QAction *reopen = actions.add({ .id = QStringLiteral("view.reopen-tab"), .text = MainWindow::tr("&Reopen Closed Tab"),
                                      .menu = QStringLiteral("view"), .shortcuts = { Qt::CTRL | Qt::SHIFT | Qt::Key_T },
                                      .icon = QStringLiteral("edit-undo"), .beginsGroup = true },
        &window, [&tabs] { tabs.reopenClosed(); });
    reopen->setEnabled(false);
    QObject::connect(&tabs, &TabArea::closedTabsChanged, reopen, [reopen, &tabs] { reopen->setEnabled(tabs.hasClosedTabs()); });
    actions.addForTabs({ .id = QStringLiteral("view.close-tab"), .text = MainWindow::tr("&Close Tab"), .menu = QStringLiteral("view"),
                           .shortcuts = { Qt::CTRL | Qt::Key_W }, .icon = QStringLiteral("tab-close") },
        [](const WorkspaceTab &) { return true; }, [](WorkspaceTab &tab) { tab.requestClose(); });
    actions.add({ .id = QStringLiteral("view.next-tab"), .text = MainWindow::tr("&Next Tab"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::CTRL | Qt::Key_PageDown, Qt::CTRL | Qt::Key_Tab }, .icon = QStringLiteral("go-next") },
        &window, [&tabs] { tabs.selectNext(1); });
    actions.add({ .id = QStringLiteral("view.previous-tab"), .text = MainWindow::tr("&Previous Tab"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::CTRL | Qt::Key_PageUp, Qt::CTRL | Qt::SHIFT | Qt::Key_Tab },
                    .icon = QStringLiteral("go-previous") },
        &window, [&tabs] { tabs.selectNext(-1); });
    actions.addForTabs({ .id = QStringLiteral("query.cancel"), .text = MainWindow::tr("&Cancel"), .menu = QStringLiteral("query"),
                           .shortcuts = { Qt::Key_Escape }, .icon = QStringLiteral("process-stop") },
        [](const WorkspaceTab &tab) { return tab.canCancel(); }, [](WorkspaceTab &tab) { tab.cancel(); });
}

void addViewActions(MainWindow &window, ActionRegistry &actions)
{
    actions.add({ .id = QStringLiteral("view.palette"), .text = MainWindow::tr("&Command Palette…"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::CTRL | Qt::SHIFT | Qt::Key_P }, .icon = QStringLiteral("system-run") },
        &window, [&window] { showCommandPalette(window); });
    actions.add({ .id = QStringLiteral("view.go-to"), .text = MainWindow::tr("&Go to Anything…"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::CTRL | Qt::Key_P }, .icon = QStringLiteral("go-jump") },
        &window, [&window] { showGoTo(window); });
    actions.add({ .id = QStringLiteral("view.databases"), .text = MainWindow::tr("Show or Hide &Databases"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::CTRL | Qt::Key_B }, .icon = QStringLiteral("sidebar-collapse-left"), .beginsGroup = true },
        &window, [&window] { window.treeDock().setVisible(!window.treeDock().isVisible()); });
    actions.add({ .id = QStringLiteral("view.filter-databases"), .text = MainWindow::tr("&Filter Databases"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::CTRL | Qt::SHIFT | Qt::Key_E }, .icon = QStringLiteral("view-filter") },
        &window, [&window] {
            window.treeDock().show();
            window.tree().focusFilter();
        });
    actions.add({ .id = QStringLiteral("view.value-panel"), .text = MainWindow::tr("Show or Hide &Value"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::Key_F7 }, .icon = QStringLiteral("sidebar-collapse-right") },
        &window, [&window] { window.showValuePanel(!window.isValuePanelVisible()); });
    actions.add({ .id = QStringLiteral("view.full-screen"), .text = MainWindow::tr("F&ull Screen"), .menu = QStringLiteral("view"),
                    .shortcuts = { Qt::Key_F11 }, .icon = QStringLiteral("view-fullscreen") },
        &window, [&window] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
}

void showOpened(MainWindow &window, const QString &connectionId)
{
    Workspace &workspace = window.workspace();
    const OpenConnection *connection = workspace.connections().find(connectionId);
    if (!connection)
        return;
    workspace.setOpenedConnectionId(connectionId);
    window.tree().revealConnection(connectionId);
    if (!connection->isSaved())
        rememberRecent(window, connection->place());
    if (workspace.tabs().count() == 0)
        window.tree().setFocus();
}

} // namespace

void addWindowActions(MainWindow &window)
{
    ActionRegistry &actions = window.workspace().actions();
    addFileActions(window, actions);
    addViewActions(window, actions);
    addTabActions(window, actions);
    QObject::connect(&window, &MainWindow::dropped, &window,
        [&window](const QStringList &texts) { openDatabases(window, texts); });
    QObject::connect(&window.workspace(), &Workspace::connectionOpened, &window,
        [&window](const QString &connectionId) { showOpened(window, connectionId); });
}

void openDatabases(MainWindow &window, const QStringList &texts)
{
    for (const QString &text : texts) {
        if (text.endsWith(QStringLiteral(".dumbodriver"), Qt::CaseInsensitive)) {
            Q_EMIT window.workspace().driverFileGiven(text);
            continue;
        }
        const auto opened = window.workspace().connections().open(text);
        if (!opened) {
            window.workspace().messages().showError(
                opened.error(), MainWindow::tr("\"%1\" was not opened.").arg(dumbo::redacted(text)));
            continue;
        }
        Q_EMIT window.workspace().connectionOpened((*opened)->id());
    }
}

void openSample(MainWindow &window)
{
    window.workspace().messages().dismiss(QStringLiteral("sample"));
    prepareSample(window.workspace().connections().registry(), &window, [&window](const dumbo::Result<QString> &path) {
        if (path)
            openDatabases(window, { *path });
        else
            window.workspace().messages().showError(path.error(), MainWindow::tr("The sample database was not made."));
    });
}

QStringList recentDatabases(const MainWindow &window)
{
    return window.workspace().settings().remembered(recentKey).toStringList();
}

} // namespace workbench
