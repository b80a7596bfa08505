#include "core/connection/session.h"

#include "core/connection/reaper.h"
#include "core/connection/sessioncore.h"

#include <utility>

namespace dumbo {

/// The owner's end: thread and mailbox.
class Session::Private {
public:
    std::shared_ptr<SessionCore> core;
    std::unique_ptr<Mailbox<SessionEvent>> mailbox;
    std::jthread thread;
    std::shared_ptr<Completion> ended = std::make_shared<Completion>();
};

namespace {

bool isEmpty(const SessionEvents &events)
{
    return !events.statusChanged && !events.notice && !events.notification && !events.parameterChanged && !events.progress
        && !events.statementSent && !events.credentialsRequired;
}

} // namespace

std::unique_ptr<Session> Session::open(
    PluginProvider plugin, const ConnectionTarget &target, const SessionEvents &events, const SessionOptions &options)
{
    return std::unique_ptr<Session>(new Session(std::move(plugin), target, events, options));
}

Session::Session(
    PluginProvider plugin, const ConnectionTarget &target, const SessionEvents &events, const SessionOptions &options)
    : d(std::make_unique<Private>())
{
    d->core = std::make_shared<SessionCore>(std::move(plugin), target, options);
    if (!isEmpty(events)) {
        d->mailbox = std::make_unique<Mailbox<SessionEvent>>([events](const SessionEvent &event) { dispatch(events, event); });
        d->core->setObserver(std::make_unique<SessionObserver>(d->mailbox->sender(), events));
    }
    d->thread = std::jthread([core = d->core, ended = d->ended]() mutable {
        core->run();
        core.reset();
        ended->finish();
    });
}

Session::~Session()
{
    d->mailbox.reset();
    d->core->close();
    Reaper::instance().take(std::move(d->thread), d->ended);
}

const ConnectionTarget &Session::target() const
{
    return d->core->target();
}

SessionStatus Session::status() const
{
    return d->core->status();
}

void Session::cancel()
{
    d->core->cancelFirst();
}

void Session::cancel(JobId job)
{
    d->core->cancel(job);
}

void Session::cancelAll()
{
    d->core->cancelAll();
}

Reply<std::unique_ptr<SessionLease>> Session::lease()
{
    return d->core->lease();
}

void Session::answerCredentials(const QMap<QString, QString> &secrets)
{
    d->core->answerCredentials(secrets, false);
}

void Session::refuseCredentials()
{
    d->core->answerCredentials({}, true);
}

void Session::enqueue(std::unique_ptr<Job> job, JobId id, const JobOptions &options)
{
    d->core->enqueue(std::move(job), id, options, 0);
}

JobId Session::nextJobId()
{
    return d->core->nextJobId();
}

SessionLease::SessionLease(std::shared_ptr<SessionCore> core, quint64 number)
    : m_core(std::move(core))
    , m_number(number)
{
}

SessionLease::~SessionLease()
{
    m_core->endLease(m_number);
}

void SessionLease::cancel(JobId job)
{
    m_core->cancel(job);
}

JobId SessionLease::nextJobId()
{
    return m_core->nextJobId();
}

void SessionLease::enqueue(std::unique_ptr<Job> job, JobId id, const JobOptions &options)
{
    m_core->enqueue(std::move(job), id, options, m_number);
}

} // namespace dumbo
