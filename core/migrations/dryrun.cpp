#include "core/migrations/dryrun.h"

#include "core/migrations/scratch.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

using Clock = std::chrono::steady_clock;

QString tr(const char *text)
{
    return QCoreApplication::translate("DryRun", text);
}

/// The same opener, for another database.
DatabaseOpener openerOf(const DatabaseOpener &opener, const std::optional<ConnectionOptions> &database)
{
    if (!database)
        return opener;
    return [opener, options = *database](const OpenRequest &request) {
        auto changed = request;
        changed.options = options;
        if (request.options) {
            for (const auto &[name, value] : request.options->entries())
                changed.options->set(name, value);
        }
        return opener(changed);
    };
}

/// The dry run of a request, in one connection.
class Trial {
public:
    Trial(const DryRunRequest &request, DryRunEvents &events, DryRunReport &report)
        : m_request(request)
        , m_events(events)
        , m_report(report)
    {
    }

    /// Tries all migrations on this connection. What fails is in the report.
    void run(OpenDatabase &database, MigrationsExtension &extension, bool onScratch);

private:
    [[nodiscard]] Result<void> begin(const Migration &migration);
    void tryMigration(const Migration &migration, DryRunMigration &outcome);
    void tryStatement(const Migration &migration, std::size_t place, DryRunStatement &outcome);
    void checkAndRead(DryRunMigration &outcome);
    [[nodiscard]] std::shared_ptr<const CatalogPart> readCatalog();
    void noteEnd(const Error &error);
    [[nodiscard]] bool goesOn() const { return !m_report.error; }

    const DryRunRequest &m_request;
    DryRunEvents &m_events;
    DryRunReport &m_report;
    Connection *m_connection = nullptr;
    MigrationsExtension *m_extension = nullptr;
    bool m_onScratch = false;
};

void Trial::noteEnd(const Error &error)
{
    if (!m_report.error)
        m_report.error = error;
}

std::shared_ptr<const CatalogPart> Trial::readCatalog()
{
    if (!m_request.withCatalogs)
        return nullptr;
    CatalogRequest wanted;
    wanted.includeDdl = true;
    auto part = m_connection->catalog(wanted);
    if (part)
        return std::make_shared<const CatalogPart>(std::move(*part));
    m_report.notices.append(tr("The catalog could not be read: %1").arg(part.error().message()));
    return nullptr;
}

Result<void> Trial::begin(const Migration &migration)
{
    DryRunOptions options;
    options.lockTimeout = m_request.lockTimeout;
    options.onScratch = m_onScratch;
    options.inTransaction = !m_onScratch || migration.inTransaction;
    return m_extension->beginDryRun(options);
}

void Trial::run(OpenDatabase &database, MigrationsExtension &extension, bool onScratch)
{
    m_connection = &database.connection();
    m_extension = &extension;
    m_onScratch = onScratch;
    m_events.step(tr("Reading the catalog"));
    auto before = readCatalog();
    if (!onScratch && !m_request.migrations.empty()) {
        if (const auto begun = begin(m_request.migrations.front()); !begun)
            return noteEnd(begun.error());
    }
    for (std::size_t i = 0; i < m_request.migrations.size(); ++i) {
        const auto &migration = m_request.migrations[i];
        auto &outcome = m_report.migrations[i];
        outcome.before = before;
        if (!goesOn())
            continue;
        m_events.migrationStarted(migration, int(i) + 1, int(m_request.migrations.size()));
        tryMigration(migration, outcome);
        before = outcome.after;
        m_events.migrationFinished(outcome);
    }
    if (!onScratch) {
        if (const auto ended = extension.endDryRun(); !ended)
            noteEnd(ended.error());
    }
}

void Trial::tryMigration(const Migration &migration, DryRunMigration &outcome)
{
    if (m_onScratch) {
        if (const auto begun = begin(migration); !begun)
            return noteEnd(begun.error());
    }
    for (std::size_t place = 0; place < migration.up.size() && goesOn(); ++place) {
        if (m_request.cancellation.isCancelled())
            return noteEnd(Error(ErrorKind::Cancelled, tr("The dry run was cancelled.")));
        m_events.statementStarted(migration, int(place));
        tryStatement(migration, place, outcome.statements[place]);
        m_events.statementFinished(migration, int(place), outcome.statements[place]);
    }
    if (goesOn())
        checkAndRead(outcome);
    if (m_onScratch) {
        if (const auto ended = m_extension->endDryRun(); !ended) {
            outcome.problems.append(tr("At the end it would fail: %1").arg(ended.error().message()));
            noteEnd(ended.error());
        }
    }
}

void Trial::tryStatement(const Migration &migration, std::size_t place, DryRunStatement &outcome)
{
    auto measured = m_extension->measure(migration.up[place].text);
    if (measured) {
        outcome.state = DryRunStatement::State::Measured;
        outcome.measurement = std::move(*measured);
        outcome.reason.clear();
        return;
    }
    if (!m_extension->isDryRunOver() && measured.error().kind() == ErrorKind::InvalidOperation) {
        outcome.reason = measured.error().message();
        return;
    }
    outcome.state = DryRunStatement::State::Failed;
    outcome.reason.clear();
    outcome.error = measured.error();
    noteEnd(measured.error());
}

void Trial::checkAndRead(DryRunMigration &outcome)
{
    if (const auto problems = m_extension->check())
        outcome.problems += *problems;
    else
        noteEnd(problems.error());
    if (goesOn())
        outcome.after = readCatalog();
}

/// As many outcomes as statements, so that what was not reached says so.
std::vector<DryRunMigration> blankOutcomes(const DryRunRequest &request)
{
    std::vector<DryRunMigration> outcomes;
    for (const auto &migration : request.migrations) {
        DryRunMigration outcome;
        outcome.name = migration.name;
        outcome.hash = migration.hash;
        outcome.statements.resize(migration.up.size());
        const auto *advised = request.advice ? request.advice->find(migration.name) : nullptr;
        for (std::size_t i = 0; i < outcome.statements.size(); ++i) {
            outcome.statements[i].reason = tr("It was not reached.");
            if (advised && i < advised->statements.size())
                outcome.statements[i].forecast = advised->statements[i].advice;
        }
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

DryRunPlace placeOf(const DryRunRequest &request, const MigrationsExtension &extension)
{
    switch (request.place) {
    case DryRunRequest::Place::SchemaCopy: return DryRunPlace::EmptyCopy;
    case DryRunRequest::Place::RowsCopy: return DryRunPlace::Copy;
    case DryRunRequest::Place::Usual: break;
    }
    return extension.dryRunPlace();
}

void tryOnScratch(const DatabaseOpener &opener, const DryRunRequest &request, DryRunEvents &events, DryRunReport &report)
{
    ScratchOptions options;
    options.content = report.place == DryRunPlace::Copy ? ScratchOptions::Content::Rows : ScratchOptions::Content::Schema;
    options.cancellation = request.cancellation;
    options.progress = [&](qsizetype done, qsizetype total) { events.copied(done, total); };
    events.step(report.place == DryRunPlace::Copy ? tr("Copying the database") : tr("Copying the schema"));
    auto scratch = makeScratch(opener, options);
    if (!scratch) {
        report.error = scratch.error();
        return;
    }
    report.database = scratch->database().name;
    report.notices += scratch->warnings();
    {
        const auto database = scratch->open(request.cancellation);
        const auto extension = database ? migrationsOf((*database)->connection()) : fail(database.error());
        if (extension) {
            if (const auto limits = (*extension)->dryRunLimits())
                report.limits += *limits;
            Trial(request, events, report).run(**database, **extension, true);
        } else {
            report.error = extension.error();
        }
    }
    events.step(tr("Removing the copy"));
    if (const auto dropped = scratch->drop(); !dropped)
        report.notices.append(dropped.error().message());
}

} // namespace

DryRunEvents::DryRunEvents() = default;
DryRunEvents::~DryRunEvents() = default;
void DryRunEvents::step(const QString &) { }
void DryRunEvents::copied(qsizetype, qsizetype) { }
void DryRunEvents::migrationStarted(const Migration &, int, int) { }
void DryRunEvents::statementStarted(const Migration &, int) { }
void DryRunEvents::statementFinished(const Migration &, int, const DryRunStatement &) { }
void DryRunEvents::migrationFinished(const DryRunMigration &) { }

bool DryRunMigration::hasFailed() const
{
    return std::ranges::contains(statements, DryRunStatement::State::Failed, &DryRunStatement::state);
}

bool DryRunMigration::isMeasuredWhole() const
{
    return std::ranges::all_of(
        statements, [](const DryRunStatement &statement) { return statement.state == DryRunStatement::State::Measured; });
}

bool DryRunReport::succeeded() const
{
    return !error && std::ranges::all_of(migrations, [](const DryRunMigration &migration) { return migration.problems.isEmpty(); });
}

int DryRunReport::notRunCount() const
{
    qsizetype count = 0;
    for (const auto &migration : migrations)
        count += std::ranges::count(migration.statements, DryRunStatement::State::NotRun, &DryRunStatement::state);
    return int(count);
}

const DryRunMigration *DryRunReport::find(const QString &migration) const
{
    const auto found = std::ranges::find(migrations, migration, &DryRunMigration::name);
    return found == migrations.end() ? nullptr : &*found;
}

Result<DryRunReport> dryRun(const DatabaseOpener &opener, const DryRunRequest &request, DryRunEvents &events)
{
    const auto begin = Clock::now();
    const auto there = openerOf(opener, request.database);
    OpenRequest wanted;
    wanted.cancellation = request.cancellation;
    auto database = there(wanted);
    if (!database)
        return fail(database.error());
    const auto extension = migrationsOf((*database)->connection());
    if (!extension)
        return fail(extension.error());
    DryRunReport report;
    report.place = placeOf(request, **extension);
    report.database = (*database)->connection().server().database;
    report.migrations = blankOutcomes(request);
    if (report.place == DryRunPlace::Transaction) {
        if (const auto limits = (*extension)->dryRunLimits())
            report.limits += *limits;
        Trial(request, events, report).run(**database, **extension, false);
    } else {
        // A copy with rows needs the original for itself on some servers.
        database->reset();
        tryOnScratch(there, request, events, report);
    }
    if (report.error && request.cancellation.isCancelled() && !report.error->isCancelled())
        report.error = Error(ErrorKind::Cancelled, tr("The dry run was cancelled.")).withCause(*report.error);
    report.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    return report;
}

} // namespace dumbo
