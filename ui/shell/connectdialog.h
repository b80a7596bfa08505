#pragma once

namespace workbench {

class MainWindow;

/// Asks for a connection string, beside the window rather than above it, and says at once what is wrong with it.
void showConnectDialog(MainWindow &window);

} // namespace workbench
