#include "ui/query/showvalue.h"

#include "ui/query/resultpage.h"
#include "ui/shell/workspace.h"
#include "ui/valuepanel/valuepanel.h"

namespace workbench {

void showValue(Workspace &workspace, const QWidget &tab, const ResultPage *page, bool wanted)
{
    if (wanted)
        Q_EMIT workspace.valuePanelWanted(true);
    auto *panel = qobject_cast<ValuePanel *>(workspace.valuePanel());
    if (!panel || !panel->isVisible() || !tab.isVisible())
        return;
    if (const auto value = page ? page->currentValue() : std::nullopt)
        panel->setValue(*value);
    else
        panel->clear();
}

} // namespace workbench
