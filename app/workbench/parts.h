#pragma once

namespace workbench {

class MainWindow;
class QueryServices;
class WindowFolder;

/// Gives the window the kinds of tabs and panels it can show.
QueryServices &addParts(MainWindow &window, const WindowFolder &folder);

} // namespace workbench
