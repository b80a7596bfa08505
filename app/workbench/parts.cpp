#include "app/workbench/parts.h"

#include "ui/shell/mainwindow.h"
#include "ui/shell/workspace.h"
#include "ui/valuepanel/valuepanel.h"

namespace workbench {

void addParts(MainWindow &window)
{
    window.workspace().setValuePanelMaker([] { return new ValuePanel; });
}

} // namespace workbench
