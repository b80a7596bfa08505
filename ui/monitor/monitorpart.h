#pragma once

#include <QString>

namespace workbench {

class OpenConnection;
class Workspace;

/// Brings the tab of a server's sessions and its actions into the window.
void installMonitorPart(Workspace &workspace);

/// Whether the driver of the connection says that it can watch sessions.
[[nodiscard]] bool canMonitor(const Workspace &workspace, const OpenConnection &connection);
/// Opens the tab, or makes the one there is current.
void openMonitor(Workspace &workspace, const QString &connectionId);

} // namespace workbench
