#pragma once

#include <QStringList>

namespace workbench {

class MainWindow;

/// Registers what the window itself can be asked to do: open and connect, tabs, palettes, docks.
void addWindowActions(MainWindow &window);

/// Opens each file or connection string; what can't be opened becomes a message. Remembers what was opened.
void openDatabases(MainWindow &window, const QStringList &texts);
/// Opens the sample database, made first where that was never done.
void openSample(MainWindow &window);

/// Connection strings without secrets, newest first.
[[nodiscard]] QStringList recentDatabases(const MainWindow &window);

} // namespace workbench
