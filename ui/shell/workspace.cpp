#include "ui/shell/workspace.h"

#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspacetab.h"

#include <algorithm>

namespace workbench {

Workspace::Workspace(const Services &services, QObject *parent)
    : QObject(parent)
    , m_services(services)
{
    connect(&tabs(), &TabArea::currentTabChanged, this, [this] { m_openedConnectionId.clear(); });
}

WorkspaceTab *Workspace::openTab(const QString &typeName, const QString &connectionId, const QJsonObject &state)
{
    WorkspaceTab *tab = tabFactory().make(typeName, *this, connectionId);
    if (!tab) {
        messages().show({ .kind = InlineMessage::Kind::Error,
            .text = tr("This version of the program has no tabs of the type \"%1\".").arg(typeName),
            .details = {},
            .buttons = {},
            .replaces = QStringLiteral("unknown-tab") });
        return nullptr;
    }
    if (!state.isEmpty())
        tab->restoreState(state);
    tabs().addTab(tab);
    return tab;
}

void Workspace::closeConnection(const QString &connectionId)
{
    const QList<WorkspaceTab *> all = tabs().tabs();
    const auto open = std::ranges::find_if(all, [&](const WorkspaceTab *tab) {
        return tab->connectionId() == connectionId && !tab->facts().transaction.isEmpty();
    });
    if (open == all.end()) {
        connections().remove(connectionId);
        return;
    }
    tabs().setCurrentTab(*open);
    messages().show({ .kind = InlineMessage::Kind::Warning,
        .text = tr("The transaction of \"%1\" is still open: closing its connection undoes it.").arg((*open)->title()),
        .details = {},
        .buttons = { { tr("Undo It and Close"), [this, connectionId] { connections().remove(connectionId); } } },
        .replaces = QStringLiteral("close-connection") });
}

QString Workspace::currentConnectionId() const
{
    if (const WorkspaceTab *tab = tabs().currentTab(); tab && connections().find(tab->connectionId()))
        return tab->connectionId();
    if (connections().find(m_selectedConnectionId))
        return m_selectedConnectionId;
    // A saved connection that nobody opened is not what a person works with.
    for (const OpenConnection *connection : connections().connections()) {
        if (!connection->isSaved() || connection->state() != OpenConnection::State::Closed)
            return connection->id();
    }
    return {};
}

QString Workspace::connectionIdForNewTab(bool fromTree) const
{
    for (const QString &id : { fromTree ? m_selectedConnectionId : QString(), m_openedConnectionId }) {
        if (connections().find(id))
            return id;
    }
    return currentConnectionId();
}

void Workspace::setSelectedConnectionId(const QString &connectionId)
{
    m_selectedConnectionId = connectionId;
}

void Workspace::setOpenedConnectionId(const QString &connectionId)
{
    m_selectedConnectionId = connectionId;
    m_openedConnectionId = connectionId;
}

void Workspace::setValuePanelMaker(std::function<QWidget *()> maker)
{
    m_valuePanelMaker = std::move(maker);
}

void Workspace::addSettingsPage(SettingsPageMaker maker)
{
    m_settingsPages.push_back(std::move(maker));
}

QWidget *Workspace::makeValuePanel()
{
    if (!m_valuePanel && m_valuePanelMaker)
        m_valuePanel = m_valuePanelMaker();
    return m_valuePanel;
}

} // namespace workbench
