#pragma once

#include "app/workbench/startoptions.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/install/drivermanager.h"
#include "ui/journal/windowfolder.h"
#include "ui/settings/settings.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/windowsession.h"

#include <QTemporaryDir>

#include <memory>

class QApplication;

namespace workbench {

class DriverDesk;
class QueryServices;

/// The program put together: settings, registry, window and the parts shown in it. What may wait begins after the first
/// paint: looking for drivers, restoring tabs, opening databases.
class Workbench : public QObject {
    Q_OBJECT

public:
    Workbench(QApplication &application, const StartOptions &options);
    ~Workbench() override;

    void show();
    [[nodiscard]] MainWindow &window() const { return *m_window; }
    [[nodiscard]] Settings &settings() { return m_settings; }

Q_SIGNALS:
    /// Drivers are known, tabs are restored, what the command line named is being opened.
    void ready();

private:
    void begin();
    void loadConnections();
    void focusFirst();
    void openTable();

    StartOptions m_options;
    std::unique_ptr<QTemporaryDir> m_tourFolder;
    WindowFolder m_folder;
    Settings m_settings;
    /// Work on drivers keeps them until it has ended.
    struct Drivers {
        dumbo::DriverRegistry registry;
        dumbo::DriverManager manager { registry };
    };
    std::shared_ptr<Drivers> m_drivers = std::make_shared<Drivers>();
    std::unique_ptr<MainWindow> m_window;
    QueryServices *m_queries = nullptr;
    DriverDesk *m_driverDesk = nullptr;
    WindowSession *m_session = nullptr;
};

} // namespace workbench
