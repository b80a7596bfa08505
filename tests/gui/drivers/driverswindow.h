#pragma once

#include "core/plugins/bundle/packbundle.h"
#include "core/plugins/install/drivermanager.h"
#include "tests/support/windowfixture.h"
#include "ui/drivers/driverdesk.h"
#include "ui/drivers/driverspage.h"
#include "ui/drivers/installpane.h"

#include <QDialog>
#include <QPushButton>

namespace workbench {

/// The window with the page of drivers over private folders, used by keys and clicks.
class DriversWindow {
public:
    DriversWindow();
    ~DriversWindow();

    /// Ends the program and starts it again, over the same folders.
    void restart();

    /// A bundle of a driver in tests/fixtures/plugins; signed where a key is given.
    [[nodiscard]] QString pack(const QString &driverName, const dumbo::SigningKey *key = nullptr, const QString &name = {}) const;
    /// The module of a driver in tests/fixtures/plugins.
    [[nodiscard]] static QString module(const QString &driverName);

    /// Types an action's name into the palette.
    void command(const QString &words);
    /// By the palette.
    void openPage();
    [[nodiscard]] QDialog *dialog() const;
    [[nodiscard]] DriversPage &page() const;
    [[nodiscard]] InstallPane &installing() const;
    /// By the palette and the file dialog; waits until there is something to decide, or it was refused.
    void give(const QString &path);
    /// give(), and a click on what installs; waits until it is installed or was refused.
    void install(const QString &path, bool tries = true);
    void closePage();

    /// What has a label, box or line of this object name on the page.
    [[nodiscard]] QString text(const QString &name) const;
    [[nodiscard]] bool isShown(const QString &name) const;
    void click(const QString &name) const;
    [[nodiscard]] bool waitForRest() const;
    [[nodiscard]] bool waitForStep(InstallPane::Step step, int milliseconds = 60000) const;
    /// The driver's details are shown.
    void select(const QString &id) const;
    void showTab(DriversPage::Tab tab) const;
    [[nodiscard]] const dumbo::DriverInfo *driver(const QString &id) const;

    template <typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        return dialog() ? dialog()->findChild<T *>(name) : nullptr;
    }
    [[nodiscard]] MainWindow &window() const { return *fixture->window; }
    [[nodiscard]] Workspace &workspace() const;
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    std::unique_ptr<WindowFixture> fixture;
    std::shared_ptr<dumbo::DriverManager> manager;
    DriverDesk *desk = nullptr;

private:
    void start();

    QTemporaryDir m_folder;
};

} // namespace workbench
