#pragma once

#include <QString>

class QMenu;

namespace workbench {

class ComponentFeed;
class OpenConnection;
class Workspace;

/// Actions for the connection a person works with: choose, make, read again, forget.
void addComponentActions(Workspace &workspace, ComponentFeed &feed);
/// The same for one connection: its menu, and the menu of its branch.
void addComponentMenu(QMenu &menu, Workspace &workspace, ComponentFeed &feed, const OpenConnection &connection);
/// "components.choose", "components.new", "components.read", "components.forget", "components.migrations". False for another action.
bool doComponentAction(Workspace &workspace, ComponentFeed &feed, const QString &connectionId, const QString &action);

} // namespace workbench
