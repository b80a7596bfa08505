#include "core/connection/sessionobserver.h"

namespace dumbo {

namespace {

template <typename F, typename... Arguments>
void call(const F &function, const Arguments &...arguments)
{
    if (function)
        function(arguments...);
}

class Dispatcher {
public:
    explicit Dispatcher(const SessionEvents &events)
        : m_events(events)
    {
    }
    void operator()(const SessionStatus &status) const { call(m_events.statusChanged, status); }
    void operator()(const NoticeEvent &event) const { call(m_events.notice, event.severity, event.message); }
    void operator()(const Notification &event) const { call(m_events.notification, event); }
    void operator()(const ParameterEvent &event) const { call(m_events.parameterChanged, event.name, event.value); }
    void operator()(const ProgressEvent &event) const { call(m_events.progress, event.done, event.total); }
    void operator()(const StatementEvent &event) const { call(m_events.statementSent, event.text); }
    void operator()(const CredentialsRequest &event) const { call(m_events.credentialsRequired, event); }

private:
    const SessionEvents &m_events;
};

} // namespace

void dispatch(const SessionEvents &events, const SessionEvent &event)
{
    std::visit(Dispatcher(events), event);
}

SessionObserver::SessionObserver() = default;

SessionObserver::SessionObserver(Mailbox<SessionEvent>::Sender sender, const SessionEvents &wanted)
    : m_sender(std::move(sender))
    , m_wanted { bool(wanted.statusChanged), bool(wanted.notice), bool(wanted.notification), bool(wanted.parameterChanged),
        bool(wanted.progress), bool(wanted.statementSent), bool(wanted.credentialsRequired) }
{
}

SessionObserver::~SessionObserver() = default;

void SessionObserver::notice(NoticeSeverity severity, const QString &message)
{
    if (m_wanted.notice)
        m_sender.post(NoticeEvent { severity, message });
}

void SessionObserver::notification(const QString &channel, const QString &payload, qint64 processId)
{
    if (m_wanted.notification)
        m_sender.post(Notification { channel, payload, processId });
}

void SessionObserver::parameterChanged(const QString &name, const QString &value)
{
    m_parametersChanged = true;
    if (m_wanted.parameter)
        m_sender.post(ParameterEvent { name, value });
}

void SessionObserver::progress(qint64 done, qint64 total)
{
    if (m_wanted.progress)
        m_sender.post(ProgressEvent { done, total });
}

void SessionObserver::statementSent(const QByteArray &text)
{
    if (m_wanted.statement)
        m_sender.post(StatementEvent { text });
}

void SessionObserver::statusChanged(const SessionStatus &status)
{
    if (m_wanted.status)
        m_sender.post(status);
}

void SessionObserver::credentialsRequired(const CredentialsRequest &request)
{
    m_sender.post(request);
}

} // namespace dumbo
