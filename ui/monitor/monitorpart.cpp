#include "ui/monitor/monitorpart.h"

#include "core/plugins/driverregistry.h"
#include "core/sdk/extensions/monitor.h"
#include "ui/monitor/monitortab.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspace.h"

namespace workbench {

namespace {

Action makeAction(const char *id, const QString &text, const char *icon)
{
    Action action;
    action.id = QLatin1StringView(id);
    action.text = text;
    action.icon = QLatin1StringView(icon);
    return action;
}

void openForCurrent(Workspace &workspace)
{
    const auto *open = workspace.connections().find(workspace.currentConnectionId());
    if (open && canMonitor(workspace, *open)) {
        openMonitor(workspace, open->id());
        return;
    }
    InlineMessage message;
    message.text = open ? MonitorTab::tr("%1 has no sessions to watch: %2 does not offer that.").arg(open->name(), open->target().connector.toText())
                        : MonitorTab::tr("There is no open database whose sessions could be watched.");
    message.replaces = QStringLiteral("monitor");
    workspace.messages().show(message);
}

} // namespace

bool canMonitor(const Workspace &workspace, const OpenConnection &connection)
{
    const auto manifest = workspace.connections().registry().describe(connection.target().connector);
    return manifest && manifest->extensions.contains(dumbo::MonitorExtension::extensionId());
}

void openMonitor(Workspace &workspace, const QString &connectionId)
{
    const auto tabs = workspace.tabs().tabs();
    for (auto *tab : tabs) {
        if (tab->typeName() == MonitorTab::monitorTabType() && tab->connectionId() == connectionId) {
            workspace.tabs().setCurrentTab(tab);
            return;
        }
    }
    workspace.openTab(MonitorTab::monitorTabType(), connectionId);
}

void installMonitorPart(Workspace &workspace)
{
    workspace.tabFactory().add(MonitorTab::monitorTabType(),
        [](Workspace &owner, const QString &connectionId) { return new MonitorTab(owner, connectionId); });
    auto &actions = workspace.actions();
    auto open = makeAction("view.sessions", MonitorTab::tr("&Server Sessions"), "utilities-system-monitor");
    open.menu = QStringLiteral("view");
    actions.add(open, &workspace, [&workspace] { openForCurrent(workspace); });
    actions.addForTab(makeAction("monitor.cancel-statement", MonitorTab::tr("&Cancel Statement"), "process-stop"),
        &MonitorTab::cancelStatement, &MonitorTab::hasCurrent);
    actions.addForTab(makeAction("monitor.terminate-session", MonitorTab::tr("&Terminate Session"), "edit-delete"),
        &MonitorTab::terminateSession, &MonitorTab::hasCurrent);
    actions.addForTab(makeAction("monitor.pause", MonitorTab::tr("&Pause or Continue Watching"), "media-playback-pause"), &MonitorTab::togglePause);
}

} // namespace workbench
