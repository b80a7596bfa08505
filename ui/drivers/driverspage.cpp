#include "ui/drivers/driverspage.h"

#include "ui/connections/connectiondialog.h"
#include "ui/drivers/cataloguepane.h"
#include "ui/drivers/driverdesk.h"
#include "ui/drivers/driverdetails.h"
#include "ui/drivers/installedpane.h"
#include "ui/drivers/installpane.h"
#include "ui/drivers/keyspane.h"
#include "ui/drivers/preferredpane.h"
#include "ui/drivers/workline.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace workbench {

DriversPage::DriversPage(DriverDesk &desk, Workspace &workspace)
    : SettingsPage(tr("Drivers"), QStringLiteral("plugins"))
    , m_desk(desk)
    , m_workspace(workspace)
{
    setObjectName(pageName());
    setAcceptDrops(true);
    setFocusPolicy(Qt::NoFocus);
    makeLayout();
    connectDetails();
    connect(m_file, &QPushButton::clicked, this, &DriversPage::chooseFile);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_said->clear();
        m_panes->setCurrentIndex(tab);
    });
    connect(m_catalogue, &CataloguePane::failed, this, &DriversPage::fail);
    connect(m_keys, &KeysPane::failed, this, &DriversPage::fail);
    connect(m_preferred, &PreferredPane::failed, this, &DriversPage::fail);
    connect(m_catalogue, &CataloguePane::offerWanted, this, [this](const dumbo::CatalogueOffer &offer) {
        m_faces->setCurrentWidget(m_install);
        m_install->begin(offer);
    });
    connect(m_install, &InstallPane::left, this, &DriversPage::leaveInstalling);
    connect(m_install, &InstallPane::anotherWanted, this, &DriversPage::chooseFile);
    connect(m_install, &InstallPane::installed, this, [this](const QString &id) { m_installedId = id; });
    connect(m_install, &InstallPane::connectionWanted, this, [this](const QString &databaseType) {
        auto &dialog = newConnection(m_workspace);
        auto *types = dialog.findChild<QComboBox *>(QStringLiteral("databaseType"));
        if (const int row = types->findData(databaseType); row >= 0) {
            types->setCurrentIndex(row);
            Q_EMIT types->activated(row);
        }
    });
}

void DriversPage::makeLayout()
{
    m_faces = new QStackedWidget(content());
    auto *overview = new QWidget(m_faces);
    m_tabs = new QTabBar(overview);
    m_tabs->setObjectName(QStringLiteral("driversTabs"));
    m_tabs->setAccessibleName(tr("What to show of drivers"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (const QString &name : { tr("Install&ed"), tr("&Catalogue"), tr("&Keys"), tr("&Preferred") })
        m_tabs->addTab(name);
    m_file = new QPushButton(theme::icon(QStringLiteral("document-open")), tr("Install from &File…"), overview);
    m_file->setObjectName(QStringLiteral("driversInstallFile"));
    m_file->setToolTip(tr("Or drop a driver’s file here"));
    m_file->setAutoDefault(false);
    m_said = new ToneBox(QStringLiteral("driversSaid"), overview);
    m_work = new WorkLine(m_desk, overview);
    m_panes = new QStackedWidget(overview);
    m_installed = new InstalledPane(m_desk, m_panes);
    m_catalogue = new CataloguePane(m_desk, m_panes);
    m_keys = new KeysPane(m_desk, m_panes);
    m_preferred = new PreferredPane(m_desk, m_workspace.connections(), m_panes);
    for (QWidget *pane : std::initializer_list<QWidget *> { m_installed, m_catalogue, m_keys, m_preferred })
        m_panes->addWidget(pane);
    auto *top = new QHBoxLayout;
    top->setSpacing(theme::unit);
    top->addWidget(m_tabs, 1);
    top->addWidget(m_file);
    auto *rows = new QVBoxLayout(overview);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme::unit);
    rows->addLayout(top);
    rows->addWidget(m_said);
    rows->addWidget(m_work);
    rows->addWidget(m_panes, 1);
    m_install = new InstallPane(m_desk, m_faces);
    m_faces->addWidget(overview);
    m_faces->addWidget(m_install);
    column()->insertWidget(0, m_faces, 1);
    column()->setStretch(column()->count() - 1, 0);
    setFocusProxy(m_installed);
}

void DriversPage::connectDetails()
{
    const DriverDetails &details = m_installed->details();
    connect(&details, &DriverDetails::updateWanted, this, &DriversPage::update);
    connect(&details, &DriverDetails::disableWanted, this, &DriversPage::setDisabled);
    connect(&details, &DriverDetails::rollBackWanted, this, &DriversPage::rollBack);
    connect(&details, &DriverDetails::versionWanted, this, &DriversPage::activate);
    connect(&details, &DriverDetails::removeWanted, this, &DriversPage::remove);
    connect(&details, &DriverDetails::isolationWanted, this, &DriversPage::setIsolated);
    connect(&details, &DriverDetails::keyWanted, this, [this](const QString &fingerprint) {
        showTab(Tab::Keys);
        m_keys->select(fingerprint);
        m_keys->setFocus();
    });
}

void DriversPage::enter()
{
    if (!m_desk.isBusy())
        m_desk.refresh();
}

void DriversPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Install Driver"));
    dialog->setObjectName(QStringLiteral("driverFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    // The same everywhere, and driven by keys alone.
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setNameFilters({ tr("Drivers (*.dumbodriver)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::filesSelected, this, &DriversPage::install);
    dialog->show();
    if (auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit")))
        name->setFocus();
}

void DriversPage::install(const QStringList &paths)
{
    m_files.append(paths);
    const bool isFree = m_faces->currentWidget() != m_install || m_install->step() == InstallPane::Step::Refused
        || m_install->step() == InstallPane::Step::Installed;
    if (isFree)
        installNext();
}

void DriversPage::installNext()
{
    if (m_files.isEmpty())
        return;
    m_said->clear();
    m_faces->setCurrentWidget(m_install);
    m_install->begin(m_files.takeFirst());
}

void DriversPage::leaveInstalling()
{
    if (!m_files.isEmpty()) {
        installNext();
        return;
    }
    m_faces->setCurrentIndex(0);
    if (m_installedId.isEmpty()) {
        m_tabs->setFocus();
        return;
    }
    showDriver(std::exchange(m_installedId, {}));
}

void DriversPage::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(int(tab));
}

void DriversPage::showDriver(const QString &id)
{
    m_faces->setCurrentIndex(0);
    showTab(Tab::Installed);
    m_installed->select(id);
    m_installed->setFocus();
}

bool DriversPage::filter(const QString &text)
{
    static const QString words = tr("drivers connectors install catalogue update keys trust signature isolation preferred plugins");
    const QStringList wanted = text.split(u' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(wanted, [this](const QString &word) {
        return words.contains(word, Qt::CaseInsensitive) || m_installed->contains(word);
    });
}

bool DriversPage::escape()
{
    if (m_faces->currentWidget() == m_install)
        return m_install->escape();
    if (m_desk.isBusy() && !m_desk.phase().isEmpty()) {
        m_desk.cancel();
        return true;
    }
    return m_installed->details().escape() || m_catalogue->escape() || m_keys->escape();
}

void DriversPage::dragEnterEvent(QDragEnterEvent *event)
{
    const auto urls = event->mimeData()->urls();
    if (std::ranges::any_of(urls, &QUrl::isLocalFile))
        event->acceptProposedAction();
}

void DriversPage::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    event->acceptProposedAction();
    install(paths);
}

} // namespace workbench
