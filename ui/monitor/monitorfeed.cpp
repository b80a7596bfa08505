#include "ui/monitor/monitorfeed.h"

#include "core/connection/session.h"
#include "ui/query/tabsession.h"
#include "ui/shell/openconnection.h"

namespace workbench {

namespace {

/// A server that takes longer is asked again all the same, and the person is told.
constexpr std::chrono::seconds patience { 30 };

dumbo::Result<dumbo::MonitorExtension *> monitorOf(dumbo::Executor &executor)
{
    auto *extension = executor.connection().extension(dumbo::MonitorExtension::extensionId());
    if (!extension || extension->id() != dumbo::MonitorExtension::extensionId())
        return dumbo::fail(dumbo::ErrorKind::NotImplemented, MonitorFeed::tr("The driver of this connection can't watch sessions."));
    return static_cast<dumbo::MonitorExtension *>(extension);
}

} // namespace

MonitorFeed::MonitorFeed(TabSession &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &MonitorFeed::poll);
}

MonitorFeed::~MonitorFeed()
{
    cancel();
}

void MonitorFeed::setInterval(std::chrono::milliseconds interval)
{
    m_interval = interval;
    schedule();
}

void MonitorFeed::setWanted(bool wanted)
{
    if (m_wanted == wanted)
        return;
    m_wanted = wanted;
    if (wanted && m_interval.count() > 0 && !m_hasFailed)
        poll();
    else
        schedule();
}

void MonitorFeed::schedule()
{
    m_timer.stop();
    if (m_wanted && m_interval.count() > 0 && !isReading() && !m_hasFailed)
        m_timer.start(m_interval);
}

std::optional<std::chrono::steady_clock::time_point> MonitorFeed::readingSince() const
{
    return isReading() ? std::optional(m_begin) : std::nullopt;
}

/// Unlike a person's wish it opens no connection that was closed or lost.
void MonitorFeed::poll()
{
    const auto *open = m_session.connection();
    using State = OpenConnection::State;
    if (open && (open->state() == State::Connected || open->state() == State::Connecting)) {
        refresh();
        return;
    }
    m_hasFailed = true;
    Q_EMIT failed(m_session.missing());
}

void MonitorFeed::refresh()
{
    m_timer.stop();
    if (isReading())
        return;
    m_hasFailed = false;
    const auto session = m_session.session();
    if (!session) {
        m_hasFailed = true;
        Q_EMIT failed(m_session.missing());
        return;
    }
    m_asked = session;
    m_begin = std::chrono::steady_clock::now();
    dumbo::JobOptions options;
    options.name = tr("Sessions of the server");
    options.timeout = patience;
    options.purpose = dumbo::Purpose::Internal;
    m_reply = session->submit(
        [](dumbo::Executor &executor) -> dumbo::Result<Snapshot> {
            const auto monitor = monitorOf(executor);
            if (!monitor)
                return dumbo::fail(monitor.error());
            auto snapshot = (*monitor)->snapshot();
            if (!snapshot)
                return dumbo::fail(snapshot.error());
            return std::make_shared<const dumbo::MonitorSnapshot>(std::move(*snapshot));
        },
        options);
    dumbo::onFinished(m_reply, this, [this, job = m_reply.job(), asked = std::weak_ptr(session)](const dumbo::Result<Snapshot> &snapshot) {
        if (job == m_reply.job() && !asked.owner_before(m_asked) && !m_asked.owner_before(asked))
            take(snapshot);
    });
    Q_EMIT readingChanged();
}

void MonitorFeed::take(const dumbo::Result<Snapshot> &snapshot)
{
    m_reply = {};
    if (snapshot) {
        Q_EMIT arrived(*snapshot);
    } else if (!snapshot.error().isCancelled()) {
        m_hasFailed = true;
        Q_EMIT failed(snapshot.error());
    }
    Q_EMIT readingChanged();
    schedule();
}

void MonitorFeed::cancel()
{
    if (const auto session = m_asked.lock(); session && isReading())
        session->cancel(m_reply.job());
}

void MonitorFeed::end(qint64 pid, Ending ending)
{
    const auto session = m_session.session();
    if (!session) {
        Q_EMIT endFailed(pid, m_session.missing());
        return;
    }
    dumbo::JobOptions options;
    options.name = ending == Ending::Cancel ? tr("Cancel what %1 runs").arg(pid) : tr("Terminate %1").arg(pid);
    options.timeout = patience;
    options.purpose = dumbo::Purpose::Internal;
    const auto reply = session->submit(
        [pid, ending](dumbo::Executor &executor) -> dumbo::Result<void> {
            const auto monitor = monitorOf(executor);
            if (!monitor)
                return dumbo::fail(monitor.error());
            return ending == Ending::Cancel ? (*monitor)->cancelSession(pid) : (*monitor)->terminateSession(pid);
        },
        options);
    dumbo::onFinished(reply, this, [this, pid, ending](const dumbo::Result<void> &done) {
        if (done)
            Q_EMIT ended(pid, ending);
        else
            Q_EMIT endFailed(pid, done.error());
        refresh();
    });
}

} // namespace workbench
