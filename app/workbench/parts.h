#pragma once

namespace workbench {

class MainWindow;
class QueryServices;

/// Gives the window the kinds of tabs and panels it can show.
QueryServices &addParts(MainWindow &window);

} // namespace workbench
