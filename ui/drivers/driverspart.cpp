#include "ui/drivers/driverspart.h"

#include "ui/drivers/driverdesk.h"
#include "ui/drivers/driverspage.h"
#include "ui/settings/settings.h"
#include "ui/settings/settingsdialog.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/workspace.h"

namespace workbench {

namespace {

DriversPage *openPage(MainWindow &window)
{
    return static_cast<DriversPage *>(SettingsDialog::open(window.workspace(), window).showPage(DriversPage::pageName()));
}

/// Each crash is told once; the page of drivers goes on saying it.
bool isNews(MainWindow &window, const dumbo::DriverInfo &driver)
{
    const QString key = QStringLiteral("drivers/crashTold/") + driver.id();
    const QString when = driver.crash->when.toUTC().toString(Qt::ISODateWithMs);
    if (window.workspace().settings().remembered(key).toString() == when)
        return false;
    window.workspace().settings().remember(key, when);
    return true;
}

void offerRemoval(MainWindow &window, const dumbo::DriverInfo &driver)
{
    const QString id = driver.id();
    const QString name = driver.entry.manifest.name.isEmpty() ? id : driver.entry.manifest.name;
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.text = MainWindow::tr("The driver %1 took the program down when it was loaded the last time. It is disabled now.").arg(name);
    message.replaces = QStringLiteral("crashed-driver.") + id;
    if (!driver.versions.isEmpty())
        message.buttons.push_back({ MainWindow::tr("Remove It"), [&window, id] {
                                       DriversPage *page = openPage(window);
                                       page->showDriver(id);
                                       page->remove(id);
                                   } });
    message.buttons.push_back({ MainWindow::tr("Show It"), [&window, id] { openPage(window)->showDriver(id); } });
    message.buttons.push_back({ MainWindow::tr("Try It Again"), [&window, id] {
                                   DriversPage *page = openPage(window);
                                   page->showDriver(id);
                                   page->setDisabled(id, false);
                               } });
    window.workspace().messages().show(message);
}

void addDriverActions(MainWindow &window)
{
    ActionRegistry &actions = window.workspace().actions();
    actions.add({ .id = QStringLiteral("edit.drivers"), .text = MainWindow::tr("&Drivers…"), .menu = QStringLiteral("edit"), .shortcuts = {},
                    .icon = QStringLiteral("plugins") },
        &window, [&window] {
            DriversPage *page = openPage(window);
            page->showTab(DriversPage::Tab::Installed);
            page->setFocus();
        });
    actions.add({ .id = QStringLiteral("edit.install-driver"), .text = MainWindow::tr("&Install Driver…"), .menu = QStringLiteral("edit"),
                    .shortcuts = {}, .icon = QStringLiteral("document-open") },
        &window, [&window] { openPage(window)->chooseFile(); });
}

} // namespace

DriverDesk &installDriversPart(MainWindow &window, const std::shared_ptr<dumbo::DriverManager> &manager)
{
    Workspace &workspace = window.workspace();
    auto *desk = new DriverDesk(manager, workspace.connections(), &workspace);
    workspace.addSettingsPage([desk, &workspace] { return new DriversPage(*desk, workspace); });
    addDriverActions(window);
    QObject::connect(&workspace, &Workspace::driverFileGiven, desk, [&window](const QString &path) { openPage(window)->install({ path }); });
    return *desk;
}

void beginDrivers(MainWindow &window, DriverDesk &desk)
{
    QObject::connect(
        &desk, &DriverDesk::changed, &window,
        [&window, &desk] {
            for (const dumbo::DriverInfo &driver : desk.snapshot().drivers) {
                if (driver.crash && driver.isDisabled && isNews(window, driver))
                    offerRemoval(window, driver);
            }
        },
        Qt::SingleShotConnection);
    desk.refresh();
}

} // namespace workbench
