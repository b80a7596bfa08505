#include "app/cli/liveconnection.h"

#include <QFileInfo>

namespace cli {

using namespace dumbo;

Result<std::unique_ptr<LiveConnection>> LiveConnection::open(
    DriverRegistry &registry, const ConnectionArguments &arguments, Interrupt &interrupt)
{
    const auto target = targetOf(registry, arguments);
    if (!target)
        return fail(target.error());
    auto live = std::unique_ptr<LiveConnection>(new LiveConnection(registry, *target, interrupt));
    auto connection = openConnection(registry, arguments, live->m_observer, interrupt);
    if (!connection)
        return fail(connection.error());
    live->m_connection.emplace(std::move(*connection));
    live->m_dialect = live->connection().dialect();
    live->m_gate->setConnection(&live->connection());
    return live;
}

LiveConnection::LiveConnection(DriverRegistry &registry, NamedTarget target, Interrupt &interrupt)
    : m_registry(registry)
    , m_target(std::move(target))
    , m_interrupt(interrupt)
    , m_gate(CancelGate::create())
{
}

LiveConnection::~LiveConnection()
{
    m_gate->setConnection(nullptr);
}

QString LiveConnection::name() const
{
    if (m_target.profile)
        return m_target.profile->name;
    const auto database = (*m_connection)->server().database;
    const auto name = database.contains(u'/') ? QFileInfo(database).fileName() : database;
    return name.isEmpty() ? QStringLiteral("dumbo") : name;
}

const std::vector<CatalogObject> &LiveConnection::objects()
{
    if (!m_objects) {
        CatalogRequest request;
        request.depth = CatalogDepth::Columns;
        const auto part = run([&](Executor &executor) { return executor.connection().catalog(request); });
        m_objects = part ? part->objects : std::vector<CatalogObject>();
    }
    return *m_objects;
}

LiveConnection::Job::Job(LiveConnection &owner)
    : executor(owner.connection(), owner.m_gate)
    , m_owner(owner)
{
    const auto job = ++m_owner.m_job;
    m_owner.m_gate->beginJob(job);
    m_owner.m_interrupt.setTarget([gate = m_owner.m_gate, job] { gate->cancel(job); });
}

LiveConnection::Job::~Job()
{
    m_owner.m_interrupt.setTarget({});
    m_owner.m_gate->endJob();
}

} // namespace cli
