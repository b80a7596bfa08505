#include "app/workbench/parts.h"

#include "core/platform/paths.h"
#include "ui/documents/documentspart.h"
#include "ui/history/historytab.h"
#include "ui/journal/windowfolder.h"
#include "ui/migrations/migrationspart.h"
#include "ui/monitor/monitorpart.h"
#include "ui/newmigration/newmigrationpart.h"
#include "ui/query/querypart.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/workspace.h"
#include "ui/table/tabletab.h"
#include "ui/valuepanel/valuepanel.h"

namespace workbench {

QueryServices &addParts(MainWindow &window, const WindowFolder &folder)
{
    auto &workspace = window.workspace();
    workspace.setValuePanelMaker([] { return new ValuePanel; });
    auto &services = installQueryPart(workspace, folder.journal());
    auto &history = installHistoryPart(workspace, services, workspace.connections().registry(),
        { QStringLiteral("SQLite"), QStringLiteral("sqlite3") }, dumbo::paths::dataFolder() + QStringLiteral("/history.db"));
    installTablePart(workspace, services);
    installDocumentsPart(workspace, services);
    installMonitorPart(workspace);
    installMigrationsPart(workspace);
    installNewMigrationPart(workspace, history);
    return services;
}

} // namespace workbench
