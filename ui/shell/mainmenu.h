#pragma once

namespace workbench {

class ActionRegistry;
class MainWindow;

/// Makes the menu bar from the registered actions. A menu is filled when it opens, so parts may register their actions after the
/// window was made, and icons cost nothing at the start.
void buildMenus(MainWindow &window, ActionRegistry &actions);

} // namespace workbench
