#pragma once

class QWidget;

namespace dumbo {
class DriverRegistry;
}

namespace workbench {

/// Versions, drivers with their state and reason, licence, and where the program keeps its files. Beside the window, not above it.
void showAbout(QWidget &window, const dumbo::DriverRegistry &registry);

} // namespace workbench
