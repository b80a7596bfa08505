#include "core/migrations/schemacomparison.h"

#include "core/migrations/advisor.h"
#include "core/migrations/scratch.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SchemaComparison", text);
}

struct ReadSide {
    std::shared_ptr<const CatalogPart> part;
    Dialect dialect;
    QStringList warnings;
};

/// Reads one side after the other.
class Reader {
public:
    explicit Reader(const SchemaComparisonRequest &request)
        : m_request(request)
    {
    }

    [[nodiscard]] Result<ReadSide> read(const ComparedSide &side) const
    {
        return side.migrations ? readReplayed(side) : readDatabase(side.open, tr("Reading %1").arg(side.name));
    }

private:
    void tell(const QString &sentence) const
    {
        if (m_request.progress)
            m_request.progress(sentence);
    }

    [[nodiscard]] Result<ReadSide> readDatabase(const DatabaseOpener &open, const QString &sentence) const
    {
        tell(sentence);
        const auto database = open({ .options = {}, .readOnly = false, .cancellation = m_request.cancellation });
        if (!database)
            return fail(database.error());
        CatalogRequest request;
        request.includeDdl = true;
        auto part = (*database)->connection().catalog(request);
        if (!part)
            return fail(part.error());
        std::erase_if(part->objects, isMigrationHistory);
        const auto warnings = part->warnings;
        return ReadSide { std::make_shared<const CatalogPart>(std::move(*part)), (*database)->connection().dialect(), warnings };
    }

    [[nodiscard]] Result<ReadSide> readReplayed(const ComparedSide &side) const
    {
        tell(tr("Making a scratch database for %1").arg(side.name));
        ScratchOptions options;
        options.cancellation = m_request.cancellation;
        auto scratch = makeScratch(side.open, options);
        if (!scratch)
            return fail(scratch.error());
        if (const auto replayed = replay(*side.migrations, *scratch); !replayed)
            return fail(replayed.error());
        auto read = readDatabase(scratch->opener(), tr("Reading what %1 makes").arg(side.name));
        if (const auto dropped = scratch->drop(); read && !dropped)
            read->warnings.append(dropped.error().message());
        return read;
    }

    [[nodiscard]] Result<void> replay(const MigrationSet &set, const ScratchCopy &scratch) const
    {
        const auto database = scratch.open(m_request.cancellation);
        if (!database)
            return fail(database.error());
        int number = 0;
        for (const auto &migration : set.migrations) {
            tell(tr("Replaying %1 (%2 of %3)").arg(migration.name).arg(++number).arg(set.migrations.size()));
            for (const auto &statement : migration.up) {
                if (const auto done = (*database)->executor().command(statement.text); !done)
                    return fail(failure(done.error(), migration, statement));
            }
        }
        return {};
    }

    [[nodiscard]] static Error failure(const Error &error, const Migration &migration, const MigrationStatement &statement)
    {
        if (error.isCancelled())
            return error;
        Error explained(error.kind(), tr("The migrations can't be replayed in an empty database: %1, line %2.").arg(migration.name).arg(statement.line));
        return explained.withCause(error);
    }

    const SchemaComparisonRequest &m_request;
};

Result<ComparisonWay> way(const SchemaDifferenceExtension &extension, const Dialect &dialect,
    const std::shared_ptr<const CatalogPart> &from, const std::shared_ptr<const CatalogPart> &to)
{
    auto whole = extension.script({ from, to, true });
    if (!whole)
        return fail(whole.error());
    auto keepingData = extension.script({ from, to, false });
    if (!keepingData)
        return fail(keepingData.error());
    return ComparisonWay { compareCatalogs(from, to, dialect), std::move(*whole), std::move(*keepingData) };
}

} // namespace

Result<SchemaComparison> compareSchemas(DriverRegistry &registry, const SchemaComparisonRequest &request)
{
    const Reader reader(request);
    const auto from = reader.read(request.from);
    if (!from)
        return fail(from.error());
    const auto to = reader.read(request.to);
    if (!to)
        return fail(to.error());
    if (from->dialect.databaseType != to->dialect.databaseType)
        return fail(ErrorKind::InvalidOperation,
            tr("%1 is a %2 database and %3 a %4 one; only databases of one type can be compared.")
                .arg(request.from.name, from->dialect.databaseType, request.to.name, to->dialect.databaseType));
    const auto extension = pluginExtension<SchemaDifferenceExtension>(registry, from->dialect.databaseType);
    if (!extension)
        return fail(extension.error());
    auto there = way(**extension, from->dialect, from->part, to->part);
    if (!there)
        return fail(there.error());
    auto back = way(**extension, from->dialect, to->part, from->part);
    if (!back)
        return fail(back.error());
    return SchemaComparison { from->part, to->part, std::move(*there), std::move(*back), from->warnings + to->warnings };
}

} // namespace dumbo
