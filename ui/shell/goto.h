#pragma once

namespace workbench {

class MainWindow;

/// Ctrl+Shift+P: every action by its name, with its shortcut.
void showCommandPalette(MainWindow &window);
/// Ctrl+P: open tabs, and the objects of all open connections.
void showGoTo(MainWindow &window);

} // namespace workbench
