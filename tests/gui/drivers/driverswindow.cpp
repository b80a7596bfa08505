#include "tests/gui/drivers/driverswindow.h"

#include "core/connection/reaper.h"
#include "ui/drivers/drivertone.h"
#include "ui/drivers/driverspart.h"
#include "ui/drivers/installedpane.h"
#include "ui/settings/settingsdialog.h"
#include "ui/shell/workspace.h"

#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTest>

namespace workbench {

namespace {

constexpr int longest = 20000;

} // namespace

DriversWindow::DriversWindow()
{
    start();
}

DriversWindow::~DriversWindow()
{
    closePage();
    fixture->window.reset();
    manager.reset();
    std::ignore = dumbo::Reaper::instance().waitForAll(std::chrono::seconds(20));
}

void DriversWindow::start()
{
    fixture = std::make_unique<WindowFixture>();
    manager = std::make_shared<dumbo::DriverManager>(
        fixture->registry, dumbo::DriverManager::Places { path(QStringLiteral("data")), path(QStringLiteral("config")), path(QStringLiteral("cache")) });
    if (const auto started = manager->start(); !started)
        qWarning() << started.error();
    desk = &installDriversPart(*fixture->window, manager);
    beginDrivers(*fixture->window, *desk);
    if (!waitForRest())
        qWarning("The drivers were not read");
}

void DriversWindow::restart()
{
    closePage();
    fixture->window.reset();
    manager.reset();
    std::ignore = dumbo::Reaper::instance().waitForAll(std::chrono::seconds(20));
    fixture.reset();
    start();
}

Workspace &DriversWindow::workspace() const
{
    return fixture->window->workspace();
}

QString DriversWindow::module(const QString &driverName)
{
    const QDir folder(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/tests/fixtures/plugins/") + driverName);
    return folder.filePath(folder.entryList({ QStringLiteral("*.so") }).value(0));
}

QString DriversWindow::pack(const QString &driverName, const dumbo::SigningKey *key, const QString &name) const
{
    const QString file = path((name.isEmpty() ? driverName : name) + QStringLiteral(".dumbodriver"));
    auto content = dumbo::contentOfModule(module(driverName));
    if (!content) {
        qWarning() << content.error();
        return {};
    }
    content->manifest.vendor = QStringLiteral("Acme Drivers");
    content->manifest.description = QStringLiteral("A driver made for trying things out");
    if (const auto packed = dumbo::packBundle(*content, file); !packed)
        qWarning() << packed.error();
    if (key) {
        if (const auto isSigned = dumbo::signBundle(file, *key); !isSigned)
            qWarning() << isSigned.error();
    }
    return file;
}

void DriversWindow::command(const QString &words)
{
    window().activateWindow();
    if (!QTest::qWaitForWindowActive(&window()))
        qWarning("The window did not become active");
    QTest::keyClick(&window(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto *edit = window().findChild<QLineEdit *>(QStringLiteral("paletteEdit"));
    QTest::keyClicks(edit, words);
    QTest::keyClick(edit, Qt::Key_Return);
}

QDialog *DriversWindow::dialog() const
{
    for (auto *each : window().findChildren<SettingsDialog *>()) {
        if (each->isVisible())
            return each;
    }
    return nullptr;
}

DriversPage &DriversWindow::page() const
{
    return *child<DriversPage>(DriversPage::pageName());
}

InstallPane &DriversWindow::installing() const
{
    return *child<InstallPane>(QStringLiteral("installPane"));
}

void DriversWindow::openPage()
{
    if (!dialog())
        command(QStringLiteral("drivers"));
    if (!dialog() || !QTest::qWaitForWindowActive(dialog()))
        qWarning("The page did not open");
    std::ignore = waitForRest();
}

void DriversWindow::closePage()
{
    if (QDialog *shown = fixture && fixture->window ? dialog() : nullptr) {
        shown->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

void DriversWindow::give(const QString &path)
{
    if (dialog() && isShown(QStringLiteral("driversInstallFile")))
        click(QStringLiteral("driversInstallFile"));
    else
        command(QStringLiteral("install driver"));
    auto *files = window().findChild<QFileDialog *>(QStringLiteral("driverFileDialog"));
    if (!files || !QTest::qWaitForWindowActive(files)) {
        qWarning("No file was asked for");
        return;
    }
    auto *name = files->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
    // As pasted: what completes while a path is typed is the dialog's own.
    name->setFocus();
    name->setText(path);
    QTest::keyClick(name, Qt::Key_Return);
    const auto isChecked = [this] {
        return installing().isVisible() && installing().step() != InstallPane::Step::Checking;
    };
    if (!QTest::qWaitFor(isChecked, longest))
        qWarning() << "Not checked:" << path << desk->phase();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    dialog()->activateWindow();
    std::ignore = QTest::qWaitForWindowActive(dialog());
}

void DriversWindow::install(const QString &path, bool tries)
{
    give(path);
    if (installing().step() != InstallPane::Step::Asking)
        return;
    if (!tries)
        click(QStringLiteral("installProbe"));
    click(QStringLiteral("installAccept"));
    const auto isDone = [this] { return installing().step() != InstallPane::Step::Installing; };
    if (!QTest::qWaitFor(isDone, longest))
        qWarning() << "Not installed:" << path << desk->phase();
}

QString DriversWindow::text(const QString &name) const
{
    if (const auto *label = child<QLabel>(name))
        return label->text();
    if (const auto *box = child<ToneBox>(name))
        return box->isVisible() ? box->text() + u'\n' + box->details() : QString();
    if (const auto *line = child<QLineEdit>(name))
        return line->text();
    if (const auto *button = child<QPushButton>(name))
        return button->text();
    return QStringLiteral("(there is no %1)").arg(name);
}

bool DriversWindow::isShown(const QString &name) const
{
    const auto *widget = child<QWidget>(name);
    return widget && widget->isVisible();
}

void DriversWindow::click(const QString &name) const
{
    auto *button = child<QAbstractButton>(name);
    if (!button || !button->isVisible() || !button->isEnabled())
        qWarning() << name << "can't be clicked";
    else
        QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(button->height() / 2, button->height() / 2));
}

bool DriversWindow::waitForRest() const
{
    return QTest::qWaitFor([this] { return desk->isRead() && !desk->isBusy(); }, longest);
}

bool DriversWindow::waitForStep(InstallPane::Step step, int milliseconds) const
{
    return QTest::qWaitFor([this, step] { return installing().step() == step; }, milliseconds);
}

void DriversWindow::select(const QString &id) const
{
    page().showDriver(id);
}

void DriversWindow::showTab(DriversPage::Tab tab) const
{
    auto *tabs = child<QTabBar>(QStringLiteral("driversTabs"));
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(int(tab)).center());
}

const dumbo::DriverInfo *DriversWindow::driver(const QString &id) const
{
    for (const auto &driver : desk->snapshot().drivers) {
        if (driver.id() == id)
            return &driver;
    }
    return nullptr;
}

} // namespace workbench
