#include "drivers/common/sqlite/migrations.h"

#include "drivers/common/sqlite/migrationlock.h"

#include <QCoreApplication>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

std::unexpected<Error> missing()
{
    return fail(ErrorKind::NotImplemented, tr("This driver has no such ability yet."));
}

class EngineMigrations final : public MigrationsExtension
{
public:
    explicit EngineMigrations(Connection &connection, CopyDatabase copy)
        : m_connection(connection)
        , m_lock(connection)
        , m_copy(std::move(copy))
    {
    }

    bool lockIsTransaction() const override { return true; }
    Result<bool> tryLock() override { return m_lock.tryLock(); }
    Result<QString> lockHolder() override { return QString(); }
    Result<void> unlock() override { return m_lock.unlock(); }

    DryRunPlace dryRunPlace() const override { return DryRunPlace::Copy; }
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
    CopyDatabase m_copy;
};

} // namespace

std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection, CopyDatabase copy)
{
    return std::make_unique<EngineMigrations>(connection, std::move(copy));
}

} // namespace dumbo::sqlite
