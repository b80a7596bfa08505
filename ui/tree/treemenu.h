#pragma once

#include "core/sdk/catalogobject.h"

class QMenu;
class QWidget;

namespace workbench {

class ObjectTreePanel;
class OpenConnection;
class Workspace;

/// The context menus of the tree. The object is copied: a refresh may replace it while the menu is open.
[[nodiscard]] QMenu *makeObjectMenu(
    Workspace &workspace, ObjectTreePanel &panel, OpenConnection &connection, const dumbo::CatalogObject &object);
[[nodiscard]] QMenu *makeConnectionMenu(Workspace &workspace, OpenConnection &connection, QWidget &parent);
/// Of a folder of connections, or of the empty ground (an empty path).
[[nodiscard]] QMenu *makeFolderMenu(Workspace &workspace, const QString &folder, QWidget &parent);

} // namespace workbench
