#pragma once

namespace workbench {

class MainWindow;

/// Gives the window the kinds of tabs and panels it can show.
void addParts(MainWindow &window);

} // namespace workbench
