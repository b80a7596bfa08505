#pragma once

#include <QString>

namespace workbench {

class HistoryStore;
class NewMigrationTab;
class Workspace;

/// Brings the tab that makes migrations and its actions into the window.
void installNewMigrationPart(Workspace &workspace, HistoryStore &history);

/// Opens a tab for the connection; null where tabs of that type are not known.
NewMigrationTab *openNewMigration(Workspace &workspace, const QString &connectionId);

} // namespace workbench
