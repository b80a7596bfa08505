#pragma once

#include "core/base/error.h"
#include "core/connection/sessionevents.h"
#include "core/sdk/dialect.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace dumbo {
class Session;
}

namespace workbench {

class OpenConnection;
class Workspace;

/// The session of one tab: made when it is first needed, given up when the tab's connection is closed or another is chosen.
class TabSession : public QObject {
    Q_OBJECT

public:
    TabSession(Workspace &workspace, const QString &connectionId, QObject *parent = nullptr);
    ~TabSession() override;

    /// Null while the connection is not open in the window.
    [[nodiscard]] OpenConnection *connection() const;
    [[nodiscard]] dumbo::Dialect dialect() const;
    /// Null where there is no connection to make it from; missing() says why then.
    [[nodiscard]] std::shared_ptr<dumbo::Session> session();
    [[nodiscard]] dumbo::Error missing() const;
    /// After the session's last job; idle where there is no session.
    [[nodiscard]] dumbo::TransactionState transaction() const;

    void setConnectionId(const QString &connectionId);
    /// The next session() is a new one. What runs is cancelled.
    void drop();

Q_SIGNALS:
    /// The connection is another, or its state, dialect or catalog changed.
    void connectionChanged();
    void notice(dumbo::NoticeSeverity severity, const QString &text);
    /// Another session of the server sent it, e.g. by NOTIFY.
    void notification(const dumbo::Notification &notification);
    /// The session's connection broke while nothing ran.
    void lost(const dumbo::Error &error);

private:
    Workspace &m_workspace;
    QString m_connectionId;
    QPointer<OpenConnection> m_owner; ///< of m_session
    std::shared_ptr<dumbo::Session> m_session;
    dumbo::SessionPhase m_phase = dumbo::SessionPhase::Unconnected;
};

} // namespace workbench
