#include "app/workbench/workbench.h"

#include "app/workbench/parts.h"
#include "core/connection/credentialstore.h"
#include "core/platform/paths.h"
#include "ui/documents/documentediting.h"
#include "ui/drivers/driverspart.h"
#include "ui/query/querypart.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/emptystate.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/programactions.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/theme.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"
#include "ui/tree/objecttreepanel.h"

#include <QApplication>

namespace workbench {

Workbench::Workbench(QApplication &application, const StartOptions &options)
    : m_options(options)
    , m_folder(dumbo::paths::stateFolder())
{
    theme::apply(application, m_settings);
    m_window = std::make_unique<MainWindow>(m_settings, m_drivers->registry);
    addProgramActions(*m_window);
    m_queries = &addParts(*m_window, m_folder);
    m_driverDesk = &installDriversPart(*m_window, std::shared_ptr<dumbo::DriverManager>(m_drivers, &m_drivers->manager));
    m_session = new WindowSession(*m_window, m_folder.session());
    m_session->restoreGeometry();
    m_window->emptyState().setRecent(recentDatabases(*m_window));
    connect(&m_window->emptyState(), &EmptyState::openRecent, this,
        [this](const QString &text) { openDatabases(*m_window, { text }); });
    connect(m_window.get(), &MainWindow::firstPainted, this, &Workbench::begin, Qt::QueuedConnection);
}

Workbench::~Workbench() = default;

void Workbench::show()
{
    m_window->show();
}

void Workbench::begin()
{
    QGuiApplication::setWindowIcon(theme::icon(QStringLiteral("dumbo-workbench")));
    if (const auto started = m_drivers->manager.start(); !started)
        m_window->workspace().messages().showError(started.error());
    beginDrivers(*m_window, *m_driverDesk);
    loadConnections();
    m_session->restoreTabs();
    recoverForgottenTexts(*m_queries, m_window->workspace());
    recoverForgottenChanges(*m_queries, m_window->workspace());
    offerCrashReport(*m_window);
    openDatabases(*m_window, m_options.open);
    if (m_options.sample)
        openSample(*m_window);
    if (!m_options.table.isEmpty())
        openTable();
    focusFirst();
    Q_EMIT ready();
}

/// Before the tabs: they find their connections by id.
void Workbench::loadConnections()
{
    ConnectionHub &hub = m_window->workspace().connections();
    hub.setKeychain(std::make_unique<dumbo::KeychainStore>());
    // The tour saves connections of its own, which are nobody's business.
    if (!m_options.tourFolder.isEmpty())
        m_tourFolder = std::make_unique<QTemporaryDir>();
    const QString file = m_tourFolder ? m_tourFolder->filePath(QStringLiteral("connections.json")) : dumbo::Profiles::defaultPath();
    if (const auto loaded = hub.loadProfiles(file); !loaded)
        m_window->workspace().messages().showError(loaded.error());
}

/// So that the keyboard works at once: without this the window has the focus and Tab leads nowhere.
void Workbench::focusFirst()
{
    if (WorkspaceTab *tab = m_window->workspace().tabs().currentTab())
        tab->setFocus();
    else if (m_window->workspace().currentConnectionId().isEmpty())
        m_window->emptyState().setFocus();
    else
        m_window->tree().setFocus();
}

void Workbench::openTable()
{
    Workspace &workspace = m_window->workspace();
    const QString id = workspace.currentConnectionId();
    if (!id.isEmpty())
        workspace.openTab(Workspace::tableTabType(), id,
            { { QStringLiteral("name"), m_options.table }, { QStringLiteral("page"), QStringLiteral("data") } });
}

} // namespace workbench
