#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"
#include "core/isolation/extensions/migrationvalues.h"

namespace dumbo {

namespace {

using Migrations = MigrationsExtension;
using Table = MethodTable<Migrations, &Migrations::lockIsTransaction, &Migrations::tryLock, &Migrations::lockHolder,
    &Migrations::unlock, &Migrations::dryRunPlace, &Migrations::dryRunLimits, &Migrations::beginDryRun, &Migrations::measure,
    &Migrations::isDryRunOver, &Migrations::check, &Migrations::endDryRun, &Migrations::sweepScratch,
    &Migrations::createScratch, &Migrations::schemaForScratch, &Migrations::dropScratch, &Migrations::activity>;

class RemoteMigrations final : public RemoteExtension<Migrations, Table> {
public:
    using RemoteExtension::RemoteExtension;

    bool lockIsTransaction() const override { return value<&Migrations::lockIsTransaction>(false); }
    Result<bool> tryLock() override { return call<&Migrations::tryLock>(); }
    Result<QString> lockHolder() override { return call<&Migrations::lockHolder>(); }
    Result<void> unlock() override { return call<&Migrations::unlock>(); }

    DryRunPlace dryRunPlace() const override { return value<&Migrations::dryRunPlace>(DryRunPlace::Transaction); }
    Result<QStringList> dryRunLimits() override { return call<&Migrations::dryRunLimits>(); }
    Result<void> beginDryRun(const DryRunOptions &options) override { return call<&Migrations::beginDryRun>(options); }
    Result<StatementMeasurement> measure(const StatementText &statement) override
    {
        return call<&Migrations::measure>(statement);
    }
    bool isDryRunOver() const override { return value<&Migrations::isDryRunOver>(true); }
    Result<QStringList> check() override { return call<&Migrations::check>(); }
    Result<void> endDryRun() override { return call<&Migrations::endDryRun>(); }

    Result<QStringList> sweepScratch() override { return call<&Migrations::sweepScratch>(); }
    Result<ScratchDatabase> createScratch(const ScratchRequest &request) override
    {
        return call<&Migrations::createScratch>(request);
    }
    Result<std::optional<std::vector<StatementText>>> schemaForScratch(const CatalogPart &schema) override
    {
        return call<&Migrations::schemaForScratch>(schema);
    }
    Result<void> dropScratch(const ScratchDatabase &scratch) override { return call<&Migrations::dropScratch>(scratch); }

    Result<std::vector<ObjectActivity>> activity(std::span<const ObjectPath> objects) override
    {
        return call<&Migrations::activity>(objects);
    }
};

} // namespace

ExtensionTransport migrationsTransport()
{
    return transportOf<RemoteMigrations, Table>();
}

} // namespace dumbo
