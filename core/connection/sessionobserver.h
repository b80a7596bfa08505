#pragma once

#include "core/base/mailbox.h"
#include "core/connection/sessionevents.h"

#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace dumbo {

struct NoticeEvent {
    NoticeSeverity severity = NoticeSeverity::Notice;
    QString message;
};
struct ParameterEvent {
    QString name;
    QString value;
};
struct ProgressEvent {
    qint64 done = 0;
    qint64 total = 0;
};
struct StatementEvent {
    QByteArray text;
};
using SessionEvent = std::variant<SessionStatus, NoticeEvent, Notification, ParameterEvent, ProgressEvent, StatementEvent,
    CredentialsRequest>;

/// Calls the function that is meant for event, if there is one.
void dispatch(const SessionEvents &events, const SessionEvent &event);

/// Listens to a connection in its thread and posts what somebody wants to hear to the session's mailbox.
class SessionObserver final : public ConnectionObserver {
public:
    /// Posts nothing.
    SessionObserver();
    SessionObserver(Mailbox<SessionEvent>::Sender sender, const SessionEvents &wanted);
    ~SessionObserver() override;

    void notice(NoticeSeverity severity, const QString &message) override;
    void notification(const QString &channel, const QString &payload, qint64 processId) override;
    void parameterChanged(const QString &name, const QString &value) override;
    void connectionLost(const Error &error) override { m_lost = error; }
    void progress(qint64 done, qint64 total) override;
    void statementSent(const QByteArray &text) override;

    void statusChanged(const SessionStatus &status);
    void credentialsRequired(const CredentialsRequest &request);
    [[nodiscard]] bool asksForCredentials() const { return m_wanted.credentials; }

    /// Why the connection was lost, if it was since the last call.
    [[nodiscard]] std::optional<Error> takeLost() { return std::exchange(m_lost, std::nullopt); }
    /// Whether the server changed a setting since the last call.
    [[nodiscard]] bool takeParametersChanged() { return std::exchange(m_parametersChanged, false); }

private:
    struct Wanted {
        bool status = false;
        bool notice = false;
        bool notification = false;
        bool parameter = false;
        bool progress = false;
        bool statement = false;
        bool credentials = false;
    };
    Mailbox<SessionEvent>::Sender m_sender;
    Wanted m_wanted;
    std::optional<Error> m_lost;
    bool m_parametersChanged = false;
};

} // namespace dumbo
