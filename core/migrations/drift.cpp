#include "core/migrations/drift.h"

#include "core/migrations/ledger.h"
#include "core/migrations/lasttouch.h"
#include "core/migrations/scratch.h"
#include "core/migrations/scratchreplay.h"
#include "core/migrations/transactionfit.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Drift", text);
}

Result<SchemaSide> schemaOf(Connection &connection)
{
    CatalogRequest request;
    request.includeDdl = true;
    auto part = connection.catalog(request);
    if (!part)
        return fail(part.error());
    std::erase_if(part->objects, isMigrationHistory);
    SchemaSide side;
    side.dialect = connection.dialect();
    side.notes = part->warnings;
    side.catalog = std::make_shared<const CatalogPart>(std::move(*part));
    return side;
}

/// Migrations in an empty database, as a run would have them: in a transaction each where all of their statements may.
class Replay {
public:
    Replay(OpenDatabase &database, const ReplayRequest &request)
        : m_scratch(database)
        , m_request(request)
        , m_dialect(database.connection().dialect())
    {
    }

    Result<void> run()
    {
        std::vector<const Migration *> order;
        for (const auto repeatable : { false, true }) {
            for (const auto &migration : m_request.set.migrations) {
                const auto isWanted = m_request.only.isEmpty() || m_request.only.contains(migration.name);
                if (isWanted && migration.repeatable == repeatable)
                    order.push_back(&migration);
            }
        }
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (m_request.progress)
                m_request.progress(qsizetype(i), qsizetype(order.size()));
            if (const auto done = run(*order[i]); !done)
                return done;
        }
        return {};
    }
    [[nodiscard]] const QStringList &leftOut() const { return m_scratch.leftOut(); }

private:
    [[nodiscard]] bool fitsTransaction(const Migration &migration) const
    {
        return migration.inTransaction && m_dialect.transactions.transactionalDdl
            && std::ranges::all_of(migration.up, [this](const MigrationStatement &statement) {
                   return transactionFit(statement.text, m_dialect) == TransactionFit::Inside;
               });
    }

    Result<void> run(const Migration &migration)
    {
        const auto done = m_scratch.run(migration.name, migration.up, fitsTransaction(migration));
        if (done)
            return {};
        const auto &error = done.error().error;
        return fail(Error(error.kind(), tr("Migration %1 can't be replayed: its statement %2 failed.").arg(migration.name).arg(done.error().statement + 1))
                        .withServerMessage(error.serverMessage().isEmpty() ? error.message() : error.serverMessage())
                        .withCause(error));
    }

    ScratchReplay m_scratch;
    const ReplayRequest &m_request;
    Dialect m_dialect;
};

std::vector<QByteArray> textsOf(const DifferenceScript &script)
{
    std::vector<QByteArray> texts;
    for (const auto &statement : script.statements)
        texts.push_back(statement.text);
    return texts;
}

/// The names that the database recorded; all where it has no ledger or an empty one.
Result<QStringList> appliedNames(const DatabaseOpener &opener, const DriftRequest &request, QStringList &notes)
{
    OpenRequest open;
    open.readOnly = true;
    open.cancellation = request.replay.cancellation;
    const auto database = opener(open);
    if (!database)
        return fail(database.error());
    const auto ledger = readLedger((*database)->executor());
    if (!ledger)
        return fail(ledger.error());
    QStringList names;
    for (const auto &entry : ledger->entries) {
        const auto &migrations = request.replay.set.migrations;
        const auto found = std::ranges::find(migrations, entry.name, &Migration::name);
        if (found == migrations.end()) {
            notes.append(tr("Migration %1 was applied, and is not in the source: what it made counts as drift.").arg(entry.name));
            continue;
        }
        names.append(entry.name);
        if (found->hash != entry.hash)
            notes.append(tr("Migration %1 was applied with another text: it is replayed as it is now.").arg(entry.name));
    }
    return names;
}

} // namespace

Result<SchemaSide> schemaOfDatabase(const DatabaseOpener &opener, const Cancellation &cancellation)
{
    OpenRequest request;
    request.readOnly = true;
    request.cancellation = cancellation;
    const auto database = opener(request);
    return database ? schemaOf((*database)->connection()) : fail(database.error());
}

Result<SchemaSide> schemaOfMigrations(const DatabaseOpener &opener, const ReplayRequest &request)
{
    const auto problem = std::ranges::find(request.set.problems, true, &SourceProblem::isFatal);
    if (problem != request.set.problems.end())
        return fail(ErrorKind::InvalidOperation, problem->message);
    ScratchOptions options;
    options.cancellation = request.cancellation;
    auto scratch = makeScratch(opener, options);
    if (!scratch)
        return fail(scratch.error());
    auto side = [&]() -> Result<SchemaSide> {
        const auto database = scratch->open(request.cancellation);
        if (!database)
            return fail(database.error());
        Replay replay(**database, request);
        if (const auto done = replay.run(); !done)
            return fail(done.error());
        auto made = schemaOf((*database)->connection());
        if (made)
            made->notes += replay.leftOut();
        return made;
    }();
    if (const auto dropped = scratch->drop(); !dropped && side)
        side->notes.append(dropped.error().message());
    return side;
}

std::vector<QByteArray> MigrationDraft::upStatements() const
{
    return textsOf(up);
}

std::vector<QByteArray> MigrationDraft::downStatements() const
{
    return textsOf(down);
}

bool MigrationDraft::inTransaction() const
{
    return std::ranges::none_of(up.statements, [](const DifferenceStatement &statement) { return statement.fit == TransactionFit::Alone; });
}

Result<MigrationDraft> migrationFromDifference(
    const SchemaSide &from, const SchemaSide &to, const SchemaDifferenceExtension &difference, bool allowsLoss)
{
    auto up = difference.script({ from.catalog, to.catalog, allowsLoss });
    if (!up)
        return fail(up.error());
    auto down = difference.script({ to.catalog, from.catalog, true });
    if (!down)
        return fail(down.error());
    return MigrationDraft { compareCatalogs(from.catalog, to.catalog, from.dialect), std::move(*up), std::move(*down), from.notes + to.notes };
}

Result<DriftReport> findDrift(const DatabaseOpener &opener, const DriftRequest &request)
{
    DriftReport report;
    auto replay = request.replay;
    if (replay.only.isEmpty()) {
        const auto names = appliedNames(opener, request, report.notes);
        if (!names)
            return fail(names.error());
        replay.only = *names;
    }
    const auto wanted = schemaOfMigrations(opener, replay);
    if (!wanted)
        return fail(wanted.error());
    const auto found = schemaOfDatabase(opener, replay.cancellation);
    if (!found)
        return fail(found.error());
    auto draft = migrationFromDifference(*wanted, *found, *request.difference, true);
    if (!draft)
        return fail(draft.error());
    auto revert = request.allowsLoss ? Result<DifferenceScript>(draft->down) : request.difference->script({ found->catalog, wanted->catalog, false });
    if (!revert)
        return fail(revert.error());
    std::vector<const Migration *> replayed;
    for (const auto &migration : replay.set.migrations) {
        if (!replay.only.isEmpty() && !replay.only.contains(migration.name))
            continue;
        replayed.push_back(&migration);
        report.replayed.append(migration.name);
    }
    const LastTouch touch(replayed, request.advice.get(), found->dialect);
    for (auto &object : draft->difference.objects) {
        const auto name = touch.migrationOf(object.object().path);
        report.objects.push_back({ std::move(object), name });
    }
    report.adopt = std::move(draft->up);
    report.revert = std::move(*revert);
    report.expected = *wanted;
    report.found = *found;
    report.notes += draft->notes;
    report.notes.removeDuplicates();
    return report;
}

} // namespace dumbo
