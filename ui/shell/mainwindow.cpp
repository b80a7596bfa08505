#include "ui/shell/mainwindow.h"

#include "ui/connections/credentialsarea.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/emptystate.h"
#include "ui/shell/mainmenu.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/palette.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/theme.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"
#include "ui/tree/objecttreepanel.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QMimeData>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr QSize firstSize(1200, 760);
constexpr int treeWidth = 38 * theme::unit;
constexpr int valueWidth = 46 * theme::unit;

QDockWidget *makeDock(MainWindow *window, const QString &name, const QString &title)
{
    auto *dock = new QDockWidget(title, window);
    dock->setObjectName(name);
    dock->setAccessibleName(title);
    dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
    return dock;
}

} // namespace

MainWindow::MainWindow(Settings &settings, dumbo::DriverRegistry &registry)
    : m_actions(std::make_unique<ActionRegistry>(settings))
    , m_connections(std::make_unique<ConnectionHub>(registry))
    , m_tabFactory(std::make_unique<TabFactory>())
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Dumbo Workbench"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    resize(firstSize);
    connect(m_actions.get(), &ActionRegistry::added, this, [this](QAction *action) { addAction(action); });

    m_messages = new MessageArea(this);
    m_tabs = new TabArea(this);
    m_workspace = std::make_unique<Workspace>(Workspace::Services { .settings = settings,
        .actions = *m_actions,
        .connections = *m_connections,
        .tabFactory = *m_tabFactory,
        .tabs = *m_tabs,
        .messages = *m_messages });
    addWindowActions(*this);
    makeCentre();
    makeTreeDock();
    m_status = new WorkspaceStatusBar(this);
    setStatusBar(m_status);
    buildMenus(*this, *m_actions);
    connectParts();
    showCurrentTab();
}

MainWindow::~MainWindow()
{
    // Tabs hold references to the services; they go first.
    m_tabs->disconnect();
    m_connections->disconnect();
    delete takeCentralWidget();
    delete m_treeDock;
    delete m_valueDock;
}

void MainWindow::makeCentre()
{
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_centre = new QStackedWidget(centre);
    m_empty = new EmptyState(*m_actions, m_centre);
    m_centre->addWidget(m_empty);
    m_centre->addWidget(m_tabs);
    m_credentials = new CredentialsArea(*m_workspace, centre);
    layout->addWidget(m_messages);
    layout->addWidget(m_credentials);
    layout->addWidget(m_centre, 1);
    setCentralWidget(centre);
}

void MainWindow::makeTreeDock()
{
    m_treeDock = makeDock(this, QStringLiteral("treeDock"), tr("Databases"));
    m_tree = new ObjectTreePanel(*m_workspace, m_treeDock);
    m_treeDock->setWidget(m_tree);
    addDockWidget(Qt::LeftDockWidgetArea, m_treeDock);
    resizeDocks({ m_treeDock }, { treeWidth }, Qt::Horizontal);
}

void MainWindow::connectParts()
{
    m_tabs->setAccentSource([this](const QString &id) {
        const OpenConnection *connection = m_connections->find(id);
        return connection ? connection->accent() : QColor();
    });
    const auto refreshTabs = [this] {
        m_tabs->refreshAppearance();
        showFacts();
    };
    connect(m_connections.get(), &ConnectionHub::added, this, refreshTabs);
    connect(m_connections.get(), &ConnectionHub::connectionChanged, this, refreshTabs);
    connect(m_connections.get(), &ConnectionHub::aboutToRemove, this, refreshTabs, Qt::QueuedConnection);
    connect(m_connections.get(), &ConnectionHub::failed, m_messages,
        [this](const dumbo::Error &error) { m_messages->showError(error); });
    connect(m_tabs, &TabArea::currentTabChanged, this, &MainWindow::showCurrentTab);
    connect(m_tabs, &TabArea::sessionChanged, this,
        [this] { m_centre->setCurrentIndex(m_tabs->count() > 0 ? 1 : 0); });
    connect(m_workspace.get(), &Workspace::valuePanelWanted, this, &MainWindow::showValuePanel);
}

void MainWindow::showCurrentTab()
{
    WorkspaceTab *tab = m_tabs->currentTab();
    m_actions->setCurrentTab(tab);
    m_centre->setCurrentIndex(m_tabs->count() > 0 ? 1 : 0);
    if (tab) {
        connect(tab, &WorkspaceTab::factsChanged, this, &MainWindow::showFacts, Qt::UniqueConnection);
        connect(tab, &WorkspaceTab::appearanceChanged, this, &MainWindow::showFacts, Qt::UniqueConnection);
    }
    showFacts();
}

void MainWindow::showFacts()
{
    const WorkspaceTab *tab = m_tabs->currentTab();
    const OpenConnection *connection = m_connections->find(m_workspace->currentConnectionId());
    m_status->showFacts(connection, tab);
    m_empty->setConnected(connection != nullptr);
    m_actions->action(QStringLiteral("file.close-connection"))->setEnabled(connection != nullptr);
    QStringList parts;
    if (tab)
        parts.append(tab->title());
    if (connection)
        parts.append(connection->name());
    parts.append(tr("Dumbo Workbench"));
    setWindowTitle(parts.join(QStringLiteral(" — ")));
}

Palette &MainWindow::palettePopup()
{
    if (!m_palette)
        m_palette = new Palette(this);
    return *m_palette;
}

void MainWindow::showValuePanel(bool visible)
{
    if (visible && !m_valueDock) {
        QWidget *panel = m_workspace->makeValuePanel();
        if (!panel)
            return;
        m_valueDock = makeDock(this, QStringLiteral("valueDock"), tr("Value"));
        m_valueDock->setWidget(panel);
        addDockWidget(Qt::RightDockWidgetArea, m_valueDock);
        resizeDocks({ m_valueDock }, { valueWidth }, Qt::Horizontal);
        connect(m_valueDock, &QDockWidget::visibilityChanged, m_workspace.get(), &Workspace::valuePanelToggled);
    }
    if (m_valueDock)
        m_valueDock->setVisible(visible);
}

bool MainWindow::isValuePanelVisible() const
{
    return m_valueDock && m_valueDock->isVisible();
}

void MainWindow::paintEvent(QPaintEvent *event)
{
    QMainWindow::paintEvent(event);
    if (!m_painted) {
        m_painted = true;
        QMetaObject::invokeMethod(this, &MainWindow::firstPainted, Qt::QueuedConnection);
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (asksAboutTransactions()) {
        event->ignore();
        return;
    }
    Q_EMIT aboutToClose();
    QMainWindow::closeEvent(event);
}

/// Texts and tabs come back; what was not committed does not.
bool MainWindow::asksAboutTransactions()
{
    if (m_closesAnyway)
        return false;
    const auto tabs = m_tabs->tabs();
    const auto open = std::ranges::find_if(tabs, [](const WorkspaceTab *tab) { return !tab->facts().transaction.isEmpty(); });
    if (open == tabs.end())
        return false;
    m_tabs->setCurrentTab(*open);
    m_messages->show({ .kind = InlineMessage::Kind::Warning,
        .text = tr("The transaction of \"%1\" is still open: closing the window undoes it.").arg((*open)->title()),
        .details = {},
        .buttons = { { tr("Undo It and Close"),
            [this] {
                m_closesAnyway = true;
                // Not from within the message that the window takes with it.
                QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
            } } },
        .replaces = QStringLiteral("close-window") });
    return true;
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    QStringList texts;
    for (const QUrl &url : event->mimeData()->urls())
        texts.append(url.isLocalFile() ? url.toLocalFile() : url.toString());
    if (texts.isEmpty())
        return;
    event->acceptProposedAction();
    Q_EMIT dropped(texts);
}

} // namespace workbench
