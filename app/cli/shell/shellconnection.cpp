#include "app/cli/shell/shellconnection.h"

#include <QFileInfo>

namespace cli {

using namespace dumbo;

Result<std::unique_ptr<ShellConnection>> ShellConnection::open(
    DriverRegistry &registry, const ConnectionArguments &arguments, Interrupt &interrupt)
{
    const auto target = targetOf(registry, arguments);
    if (!target)
        return fail(target.error());
    auto shell = std::unique_ptr<ShellConnection>(new ShellConnection(registry, *target, interrupt));
    auto connection = openConnection(registry, arguments, shell->m_observer, interrupt);
    if (!connection)
        return fail(connection.error());
    shell->m_connection.emplace(std::move(*connection));
    shell->m_dialect = shell->connection().dialect();
    shell->m_gate->setConnection(&shell->connection());
    return shell;
}

ShellConnection::ShellConnection(DriverRegistry &registry, NamedTarget target, Interrupt &interrupt)
    : m_registry(registry)
    , m_target(std::move(target))
    , m_interrupt(interrupt)
    , m_gate(CancelGate::create())
{
}

ShellConnection::~ShellConnection()
{
    m_gate->setConnection(nullptr);
}

QString ShellConnection::name() const
{
    if (m_target.profile)
        return m_target.profile->name;
    const auto database = (*m_connection)->server().database;
    const auto name = database.contains(u'/') ? QFileInfo(database).fileName() : database;
    return name.isEmpty() ? QStringLiteral("dumbo") : name;
}

const std::vector<CatalogObject> &ShellConnection::objects()
{
    if (!m_objects) {
        CatalogRequest request;
        request.depth = CatalogDepth::Columns;
        const auto part = run([&](Executor &executor) { return executor.connection().catalog(request); });
        m_objects = part ? part->objects : std::vector<CatalogObject>();
    }
    return *m_objects;
}

ShellConnection::Job::Job(ShellConnection &shell)
    : executor(shell.connection(), shell.m_gate)
    , m_shell(shell)
{
    const auto job = ++m_shell.m_job;
    m_shell.m_gate->beginJob(job);
    m_shell.m_interrupt.setTarget([gate = m_shell.m_gate, job] { gate->cancel(job); });
}

ShellConnection::Job::~Job()
{
    m_shell.m_interrupt.setTarget({});
    m_shell.m_gate->endJob();
}

} // namespace cli
