#include "drivers/common/sqlite/migrations.h"

#include "drivers/common/sqlite/activity.h"
#include "drivers/common/sqlite/dryrun.h"
#include "drivers/common/sqlite/migrationlock.h"
#include "drivers/common/sqlite/scratchfiles.h"

namespace dumbo::sqlite {

namespace {

class EngineMigrations final : public MigrationsExtension
{
public:
    explicit EngineMigrations(Connection &connection, CopyDatabase copy)
        : m_connection(connection)
        , m_lock(connection)
        , m_dryRun(connection)
        , m_scratch(std::move(copy))
    {
    }

    bool lockIsTransaction() const override { return true; }
    Result<bool> tryLock() override { return m_lock.tryLock(); }
    Result<QString> lockHolder() override { return QString(); }
    Result<void> unlock() override { return m_lock.unlock(); }

    DryRunPlace dryRunPlace() const override { return DryRunPlace::Copy; }
    Result<QStringList> dryRunLimits() override { return DryRun::limits(); }
    Result<void> beginDryRun(const DryRunOptions &options) override { return m_dryRun.begin(options); }
    Result<StatementMeasurement> measure(const StatementText &statement) override { return m_dryRun.measure(statement); }
    bool isDryRunOver() const override { return m_dryRun.isOver(); }
    Result<QStringList> check() override { return m_dryRun.check(); }
    Result<void> endDryRun() override { return m_dryRun.end(); }

    Result<QStringList> sweepScratch() override { return m_scratch.sweep(); }
    Result<ScratchDatabase> createScratch(const ScratchRequest &request) override { return m_scratch.create(request); }
    Result<void> dropScratch(const ScratchDatabase &scratch) override { return m_scratch.drop(scratch.name); }

    Result<std::vector<ObjectActivity>> activity(std::span<const ObjectPath> objects) override
    {
        return readActivity(m_connection, objects);
    }

private:
    Connection &m_connection;
    MigrationLock m_lock;
    DryRun m_dryRun;
    ScratchFiles m_scratch;
};

} // namespace

std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection, CopyDatabase copy)
{
    return std::make_unique<EngineMigrations>(connection, std::move(copy));
}

} // namespace dumbo::sqlite
