#include "core/migrations/runner.h"

#include "core/migrations/runjob.h"

namespace dumbo {

MigrationRunner::MigrationRunner(DatabaseOpener opener, RunOptions options)
    : m_opener(std::move(opener))
    , m_options(std::move(options))
{
}

MigrationRunner::~MigrationRunner() = default;

Result<RunReport> MigrationRunner::run(const MigrationSet &set, RunEvents &events)
{
    return RunJob(m_opener, m_options, events).up(set);
}

Result<RunReport> MigrationRunner::runDown(const MigrationSet &set, const QStringList &names, RunEvents &events)
{
    return RunJob(m_opener, m_options, events).down(set, names);
}

} // namespace dumbo
