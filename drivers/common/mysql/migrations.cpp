#include "drivers/common/mysql/migrations.h"

#include "drivers/common/mysql/activity.h"
#include "drivers/common/mysql/dryrun.h"
#include "drivers/common/mysql/migrationlock.h"
#include "drivers/common/mysql/scratchdatabases.h"

namespace dumbo::mysql {

namespace {

class ServerMigrations final : public MigrationsExtension
{
public:
    explicit ServerMigrations(Connection &connection)
        : m_connection(connection)
        , m_lock(connection)
        , m_dryRun(connection)
        , m_scratch(connection)
    {
    }

    bool lockIsTransaction() const override { return false; }
    Result<bool> tryLock() override { return m_lock.tryLock(); }
    Result<QString> lockHolder() override { return m_lock.holder(); }
    Result<void> unlock() override { return m_lock.unlock(); }

    DryRunPlace dryRunPlace() const override { return DryRunPlace::EmptyCopy; }
    Result<QStringList> dryRunLimits() override { return m_dryRun.limits(); }
    Result<void> beginDryRun(const DryRunOptions &options) override { return m_dryRun.begin(options); }
    Result<StatementMeasurement> measure(const StatementText &statement) override { return m_dryRun.measure(statement); }
    bool isDryRunOver() const override { return m_dryRun.isOver(); }
    /// Foreign keys are checked statement by statement here.
    Result<QStringList> check() override { return QStringList(); }
    Result<void> endDryRun() override { return m_dryRun.end(); }

    Result<QStringList> sweepScratch() override { return m_scratch.sweep(); }
    Result<ScratchDatabase> createScratch(const ScratchRequest &request) override { return m_scratch.create(request); }
    Result<std::optional<std::vector<StatementText>>> schemaForScratch(const CatalogPart &schema) override
    {
        auto statements = m_dryRun.schema(schema);
        if (!statements)
            return fail(statements.error());
        return std::move(*statements);
    }
    Result<void> dropScratch(const ScratchDatabase &scratch) override { return m_scratch.drop(scratch.name); }

    Result<std::vector<ObjectActivity>> activity(std::span<const ObjectPath> objects) override
    {
        return readActivity(m_connection, objects);
    }

private:
    Connection &m_connection;
    MigrationLock m_lock;
    DryRun m_dryRun;
    ScratchDatabases m_scratch;
};

} // namespace

std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection)
{
    return std::make_unique<ServerMigrations>(connection);
}

} // namespace dumbo::mysql
