#pragma once

#include <memory>

namespace dumbo {
class DriverManager;
}

namespace workbench {

class DriverDesk;
class MainWindow;

/// Brings the page of drivers and its actions into the window. A driver's file that is dropped on the window, or named where
/// databases are, opens the page with it.
DriverDesk &installDriversPart(MainWindow &window, const std::shared_ptr<dumbo::DriverManager> &manager);

/// Reads what drivers there are, in the background, and offers those for removal that took the program down. Once the window is
/// up and the drivers were discovered.
void beginDrivers(MainWindow &window, DriverDesk &desk);

} // namespace workbench
