#include "core/migrations/scratch.h"

#include "core/catalog/ddlscript.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Scratch", text);
}

} // namespace

struct ScratchCopy::Data {
    DatabaseOpener opener;
    std::unique_ptr<OpenDatabase> maker; ///< stays open: a sweep knows by it that the database is in use
    ScratchDatabase database;
    QStringList warnings;
    bool isDropped = false;

    /// Not cancelled with the work that the scratch database was made for.
    Result<void> drop()
    {
        if (std::exchange(isDropped, true))
            return {};
        if (const auto dropped = dropBy(maker); !dropped) {
            OpenRequest request;
            auto fresh = opener(request);
            if (!fresh || !dropBy(*fresh))
                return fail(Error(dropped.error().kind(), tr("The scratch database %1 could not be removed.").arg(database.name))
                                .withCause(dropped.error()));
        }
        return {};
    }

    Result<void> dropBy(const std::unique_ptr<OpenDatabase> &by) const
    {
        const auto migrations = migrationsOf(by->connection());
        return migrations ? (*migrations)->dropScratch(database) : Result<void>(fail(migrations.error()));
    }
};

ScratchCopy::ScratchCopy(std::unique_ptr<Data> data)
    : d(std::move(data))
{
}

ScratchCopy::ScratchCopy(ScratchCopy &&other) noexcept = default;

ScratchCopy &ScratchCopy::operator=(ScratchCopy &&other) noexcept
{
    std::swap(d, other.d);
    return *this;
}

ScratchCopy::~ScratchCopy()
{
    if (d)
        std::ignore = d->drop();
}

const ScratchDatabase &ScratchCopy::database() const
{
    return d->database;
}

const QStringList &ScratchCopy::warnings() const
{
    return d->warnings;
}

Result<std::unique_ptr<OpenDatabase>> ScratchCopy::open(const Cancellation &cancellation) const
{
    OpenRequest request;
    request.options = d->database.options;
    request.isScratch = true;
    request.cancellation = cancellation;
    return d->opener(request);
}

DatabaseOpener ScratchCopy::opener() const
{
    return [original = d->opener, options = d->database.options](const OpenRequest &request) {
        auto changed = request;
        changed.options = options;
        if (request.options) {
            for (const auto &[name, value] : request.options->entries())
                changed.options->set(name, value);
        }
        changed.isScratch = true;
        return original(changed);
    };
}

Result<void> ScratchCopy::drop()
{
    return d->drop();
}

Result<MigrationsExtension *> migrationsOf(Connection &connection)
{
    auto *extension = connection.extension(MigrationsExtension::extensionId());
    if (!extension || extension->id() != MigrationsExtension::extensionId())
        return fail(ErrorKind::NotImplemented,
            tr("The driver of this connection offers no migrations: no lock, no dry run, no scratch databases."));
    return static_cast<MigrationsExtension *>(extension);
}

namespace {

Result<std::shared_ptr<const CatalogPart>> catalogOf(Connection &connection, const ScratchOptions &options)
{
    if (options.catalog)
        return options.catalog;
    CatalogRequest request;
    request.includeDdl = true;
    auto part = connection.catalog(request);
    if (!part)
        return fail(part.error());
    return std::make_shared<const CatalogPart>(std::move(*part));
}

/// Runs what makes the objects. What fails is left out, and said: a copy without one view is better than none.
Result<void> replay(OpenDatabase &target, const CatalogPart &catalog, const ScratchOptions &options, QStringList &warnings)
{
    const auto migrations = migrationsOf(target.connection());
    const auto own = migrations ? (*migrations)->schemaForScratch(catalog) : fail(migrations.error());
    if (!own)
        return fail(own.error());
    const auto statements = *own ? QByteArrayList((*own)->begin(), (*own)->end()) : ddlStatements(catalog.objects, target.connection().dialect());
    qsizetype done = 0;
    for (const auto &statement : statements) {
        if (options.cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Making the scratch database was cancelled."));
        if (const auto made = target.executor().command(statement); !made) {
            if (made.error().isCancelled() || target.connection().isBroken())
                return fail(made.error());
            warnings.append(tr("Missing in the scratch database: %1 (%2)")
                                .arg(QString::fromUtf8(statement).simplified().left(100), made.error().message()));
        }
        if (options.progress)
            options.progress(++done, statements.size());
    }
    return {};
}

} // namespace

Result<ScratchCopy> makeScratch(const DatabaseOpener &opener, const ScratchOptions &options)
{
    OpenRequest request;
    request.cancellation = options.cancellation;
    auto maker = opener(request);
    if (!maker)
        return fail(maker.error());
    auto &connection = (*maker)->connection();
    const auto migrations = migrationsOf(connection);
    if (!migrations)
        return fail(migrations.error());
    std::ignore = (*migrations)->sweepScratch();
    const auto hasSchema = options.content == ScratchOptions::Content::Schema;
    const auto catalog = hasSchema ? catalogOf(connection, options) : nullptr;
    if (!catalog)
        return fail(catalog.error());
    auto made = (*migrations)->createScratch({ .withRows = options.content == ScratchOptions::Content::Rows });
    if (!made)
        return fail(made.error());
    ScratchCopy copy(std::make_unique<ScratchCopy::Data>(opener, std::move(*maker), std::move(*made)));
    if (!hasSchema)
        return copy;
    auto target = copy.open(options.cancellation);
    if (!target)
        return fail(target.error());
    if (const auto replayed = replay(**target, **catalog, options, copy.d->warnings); !replayed)
        return fail(replayed.error());
    return copy;
}

} // namespace dumbo
