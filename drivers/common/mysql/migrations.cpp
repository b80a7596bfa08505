#include "drivers/common/mysql/migrations.h"

#include "drivers/common/mysql/migrationlock.h"

#include <QCoreApplication>

namespace dumbo::mysql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

std::unexpected<Error> missing()
{
    return fail(ErrorKind::NotImplemented, tr("This driver has no such ability yet."));
}

class ServerMigrations final : public MigrationsExtension
{
public:
    explicit ServerMigrations(Connection &connection)
        : m_connection(connection)
        , m_lock(connection)
    {
    }

    bool lockIsTransaction() const override { return false; }
    Result<bool> tryLock() override { return m_lock.tryLock(); }
    Result<QString> lockHolder() override { return m_lock.holder(); }
    Result<void> unlock() override { return m_lock.unlock(); }

    DryRunPlace dryRunPlace() const override { return DryRunPlace::EmptyCopy; }
    Result<QStringList> dryRunLimits() override { return QStringList(); }
    Result<void> beginDryRun(const DryRunOptions &) override { return missing(); }
    Result<StatementMeasurement> measure(const StatementText &) override { return missing(); }
    bool isDryRunOver() const override { return true; }
    Result<QStringList> check() override { return missing(); }
    Result<void> endDryRun() override { return missing(); }

    Result<QStringList> sweepScratch() override { return missing(); }
    Result<ScratchDatabase> createScratch(const ScratchRequest &) override { return missing(); }
    Result<void> dropScratch(const ScratchDatabase &) override { return missing(); }

    Result<std::vector<ObjectActivity>> activity(std::span<const ObjectPath>) override { return missing(); }

private:
    [[maybe_unused]] Connection &m_connection;
    MigrationLock m_lock;
};

} // namespace

std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection)
{
    return std::make_unique<ServerMigrations>(connection);
}

} // namespace dumbo::mysql
