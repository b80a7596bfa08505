#pragma once

namespace workbench {

class OpenConnection;
class Workspace;

/// Connects again, or for the first time, and ends an attempt that is under way.
void reconnectNow(OpenConnection &connection);
/// Takes a saved connection out of the file, with a message that brings it back. One that is not saved is closed.
void deleteConnection(Workspace &workspace, OpenConnection &connection);
/// To the clipboard, without secrets.
void copyConnectionString(const Workspace &workspace, const OpenConnection &connection);

} // namespace workbench
