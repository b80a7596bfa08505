#pragma once

#include "core/plugins/driverregistry.h"
#include "ui/settings/settings.h"
#include "ui/shell/mainwindow.h"

#include <QTemporaryDir>

#include <memory>

namespace workbench {

class HistoryStore;
class OpenConnection;
class QueryServices;
class QueryTab;
class TableTab;

/// The window with query, table and history parts over a private folder, as the program puts it together.
class WindowFixture {
public:
    /// Finds the drivers of the build.
    WindowFixture();
    ~WindowFixture();

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    /// A new SQLite file after running the script.
    [[nodiscard]] OpenConnection *openDatabase(const QString &name, const QByteArray &script = {});
    [[nodiscard]] OpenConnection *openText(const QString &text);
    [[nodiscard]] QueryTab *openQuery(const OpenConnection *connection, const QString &text = {});
    [[nodiscard]] TableTab *openTable(const OpenConnection *connection, const QString &name, const QString &page = {});
    /// Saves the window, or one widget, as a picture where DUMBO_PICTURES names a folder.
    void picture(const QString &name, QWidget *widget = nullptr) const;
    void setDark(bool dark);

    QTemporaryDir m_folder;
    Settings settings;
    dumbo::DriverRegistry registry;
    std::unique_ptr<MainWindow> window;
    QueryServices *services = nullptr;
    HistoryStore *history = nullptr;
};

/// 200,000 numbers, a small table of people and one of orders that refer to them, a view.
[[nodiscard]] QByteArray shopScript();

} // namespace workbench
