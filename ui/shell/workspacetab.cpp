#include "ui/shell/workspacetab.h"

#include <QUuid>

namespace workbench {

WorkspaceTab::WorkspaceTab(Workspace &workspace, const QString &connectionId)
    : m_workspace(workspace)
    , m_tabId(QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_connectionId(connectionId)
{
}

WorkspaceTab::~WorkspaceTab() = default;

QJsonObject WorkspaceTab::saveState() const
{
    return {};
}

void WorkspaceTab::restoreState(const QJsonObject &)
{
}

void WorkspaceTab::requestClose()
{
    Q_EMIT closeAccepted();
}

void WorkspaceTab::cancel()
{
}

void WorkspaceTab::refresh()
{
}

void WorkspaceTab::setConnectionId(const QString &connectionId)
{
    if (m_connectionId == connectionId)
        return;
    m_connectionId = connectionId;
    Q_EMIT connectionIdChanged();
    Q_EMIT appearanceChanged();
    Q_EMIT stateChanged();
}

void WorkspaceTab::setTitle(const QString &title)
{
    m_title = title;
    Q_EMIT appearanceChanged();
}

void WorkspaceTab::setDescription(const QString &description)
{
    m_description = description;
    Q_EMIT appearanceChanged();
}

void WorkspaceTab::setIconName(const QString &iconName)
{
    m_iconName = iconName;
    Q_EMIT appearanceChanged();
}

void WorkspaceTab::setFacts(const TabFacts &facts)
{
    if (m_facts == facts)
        return;
    m_facts = facts;
    Q_EMIT factsChanged();
}

void WorkspaceTab::setBusy(bool busy)
{
    if (m_busy == busy)
        return;
    m_busy = busy;
    Q_EMIT busyChanged(busy);
    Q_EMIT appearanceChanged();
    Q_EMIT actionsChanged();
}

void WorkspaceTab::setModified(bool modified)
{
    if (m_modified == modified)
        return;
    m_modified = modified;
    Q_EMIT appearanceChanged();
}

} // namespace workbench
