#pragma once

#include <QString>

namespace workbench {

class MigrationsTab;
class OpenConnection;
class Workspace;

/// Brings the tab of a connection's migrations and its actions into the window.
void installMigrationsPart(Workspace &workspace);

/// Opens the tab, or makes the one there is current. source: folder or file; empty: the one that is remembered.
MigrationsTab *openMigrations(Workspace &workspace, const QString &connectionId, const QString &source = {});

} // namespace workbench
