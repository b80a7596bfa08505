#include "ui/connections/connectionsteps.h"

#include "core/plugins/driverregistry.h"
#include "ui/connections/connectionurl.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace workbench {

void reconnectNow(OpenConnection &connection)
{
    if (connection.state() == OpenConnection::State::Connecting)
        connection.close();
    connection.reconnect();
}

void deleteConnection(Workspace &workspace, OpenConnection &connection)
{
    const QList<WorkspaceTab *> tabs = workspace.tabs().tabs();
    const bool hasTransaction = std::ranges::any_of(tabs, [&connection](const WorkspaceTab *tab) {
        return tab->connectionId() == connection.id() && !tab->facts().transaction.isEmpty();
    });
    if (!connection.isSaved() || hasTransaction) {
        workspace.closeConnection(connection.id());
        return;
    }
    const dumbo::Profile deleted = *connection.profile();
    if (const auto done = workspace.connections().deleteProfile(deleted.id); !done) {
        workspace.messages().showError(done.error());
        return;
    }
    workspace.messages().show({ .kind = InlineMessage::Kind::Information,
        .text = Workspace::tr("The connection “%1” was deleted.").arg(deleted.name),
        .details = {},
        .buttons = { { Workspace::tr("Undo"),
            [&workspace, deleted] {
                if (const auto back = workspace.connections().saveProfile(deleted); !back)
                    workspace.messages().showError(back.error());
            } } },
        .replaces = QStringLiteral("deleted-connection") });
}

void copyConnectionString(const Workspace &workspace, const OpenConnection &connection)
{
    auto target = connection.target();
    target.secrets.clear();
    QGuiApplication::clipboard()->setText(connectionUrl(target, workspace.connections().registry()));
}

} // namespace workbench
