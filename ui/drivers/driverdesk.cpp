#include "ui/drivers/driverdesk.h"

#include "core/plugins/driverregistry.h"
#include "ui/shell/connectionhub.h"

namespace workbench {

namespace {

std::shared_ptr<const DriversSnapshot> readAll(const dumbo::DriverManager &manager)
{
    auto snapshot = std::make_shared<DriversSnapshot>();
    snapshot->drivers = manager.list();
    if (const auto keys = manager.keys())
        snapshot->keys = *keys;
    else
        snapshot->keysFault = keys.error().message();
    snapshot->catalogues = manager.catalogues();
    snapshot->offers = manager.search({});
    snapshot->updates = manager.updates();
    snapshot->preferred = manager.preferredConnectors();
    return snapshot;
}

} // namespace

DriverDesk::DriverDesk(std::shared_ptr<dumbo::DriverManager> manager, ConnectionHub &connections, QObject *parent)
    : QObject(parent)
    , m_manager(std::move(manager))
    , m_connections(connections)
{
}

DriverDesk::~DriverDesk() = default;

void DriverDesk::refresh()
{
    enqueue({}, [](const Work &) { return Then([] { }); });
}

void DriverDesk::enqueue(const QString &phase, Job job)
{
    m_waiting.push_back({ phase, std::move(job) });
    if (!m_task)
        startNext();
}

void DriverDesk::startNext()
{
    const auto next = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_phase = next.phase;
    auto work = [manager = m_manager, job = next.job](const Task::Desk &desk) -> dumbo::Result<Done> {
        auto then = job({ *manager, desk.cancellation, desk.report });
        return Done { readAll(*manager), std::move(then) };
    };
    m_task = std::make_unique<Task>(std::move(work),
        Task::Listener { [this](const dumbo::InstallProgress &progress) {
                            if (!m_phase.isEmpty() && !progress.step.isEmpty())
                                m_phase = progress.step;
                            Q_EMIT progressed(progress);
                        },
            [this](const dumbo::Result<Done> &done) { finish(done); } });
    Q_EMIT busyChanged();
}

void DriverDesk::finish(const dumbo::Result<Done> &done)
{
    // The answer comes from within the task; copied, because that is where it lives.
    const auto kept = done;
    m_task.reset();
    m_phase.clear();
    m_snapshot = kept->snapshot;
    m_isRead = true;
    Q_EMIT changed();
    announce();
    kept->then();
    if (!m_task && !m_waiting.empty())
        startNext();
    else
        Q_EMIT busyChanged();
}

/// Whoever offers drivers would only be disturbed by less.
void DriverDesk::announce()
{
    auto connectors = m_connections.registry().connectors();
    if (std::exchange(m_connectors, connectors) != connectors)
        m_connections.announceDrivers();
}

void DriverDesk::cancel()
{
    if (m_task) {
        m_task->cancel();
        Q_EMIT busyChanged();
    }
}

} // namespace workbench
