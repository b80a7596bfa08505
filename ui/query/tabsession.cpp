#include "ui/query/tabsession.h"

#include "core/connection/session.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

namespace workbench {

TabSession::TabSession(Workspace &workspace, const QString &connectionId, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_connectionId(connectionId)
{
    auto &hub = workspace.connections();
    const auto announce = [this](const OpenConnection *connection) {
        if (connection->id() != m_connectionId)
            return;
        // A saved connection that was closed is still there; what it had open is not.
        if (connection == m_owner && connection->state() == OpenConnection::State::Closed)
            drop();
        Q_EMIT connectionChanged();
    };
    connect(&hub, &ConnectionHub::added, this, announce);
    connect(&hub, &ConnectionHub::connectionChanged, this, announce);
    connect(&hub, &ConnectionHub::catalogChanged, this, announce);
    connect(&hub, &ConnectionHub::aboutToRemove, this, [this](const OpenConnection *connection) {
        if (connection != m_owner)
            return;
        drop();
        // When the hub has let it go.
        QMetaObject::invokeMethod(this, &TabSession::connectionChanged, Qt::QueuedConnection);
    });
}

TabSession::~TabSession() = default;

OpenConnection *TabSession::connection() const
{
    return m_workspace.connections().find(m_connectionId);
}

dumbo::Dialect TabSession::dialect() const
{
    const auto *open = connection();
    return open ? open->dialect() : dumbo::Dialect();
}

std::shared_ptr<dumbo::Session> TabSession::session()
{
    auto *open = connection();
    if (!open)
        return nullptr;
    // A session connects again by itself; the connection's own, which reads the catalog, is asked to.
    if (open->state() == OpenConnection::State::Closed || open->state() == OpenConnection::State::Lost
        || open->state() == OpenConnection::State::Failed)
        open->reconnect();
    if (m_session && m_owner == open && m_session->status().phase != dumbo::SessionPhase::Closed)
        return m_session;
    dumbo::SessionEvents events;
    events.notice = [this](dumbo::NoticeSeverity severity, const QString &text) { Q_EMIT notice(severity, text); };
    events.notification = [this](const dumbo::Notification &sent) { Q_EMIT notification(sent); };
    events.statusChanged = [this](const dumbo::SessionStatus &status) {
        if (std::exchange(m_phase, status.phase) == dumbo::SessionPhase::Idle && status.phase == dumbo::SessionPhase::Lost)
            Q_EMIT lost(status.error.value_or(missing()));
    };
    m_session = open->makeSession(this, events);
    m_owner = open;
    return m_session;
}

dumbo::Error TabSession::missing() const
{
    if (const auto *open = connection(); open && open->error())
        return *open->error();
    dumbo::Error error(dumbo::ErrorKind::Connection, tr("This tab has no open database."));
    return error.withHint(tr("Choose one at the left of the tab's tool bar, or open the one it had."));
}

dumbo::TransactionState TabSession::transaction() const
{
    return m_session ? m_session->status().transaction : dumbo::TransactionState::Idle;
}

void TabSession::setConnectionId(const QString &connectionId)
{
    if (connectionId == m_connectionId)
        return;
    drop();
    m_connectionId = connectionId;
    Q_EMIT connectionChanged();
}

void TabSession::drop()
{
    m_session.reset();
    m_owner = nullptr;
}

} // namespace workbench
