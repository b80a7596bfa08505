#include "ui/migrations/migrationwork.h"

#include "core/migrations/advisor.h"
#include "ui/migrations/migrationopener.h"
#include "ui/migrations/migrationsread.h"
#include "ui/migrations/trialrun.h"
#include "ui/schema/componentfeed.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <QLocale>

namespace workbench {

using dumbo::Result;

MigrationWork::MigrationWork(Workspace &workspace, const QString &connectionId, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_connectionId(connectionId)
{
    connect(&workspace.connections(), &ConnectionHub::connectionChanged, this, &MigrationWork::follow);
    connect(&workspace.connections(), &ConnectionHub::added, this, &MigrationWork::follow);
    recallSource();
}

MigrationWork::~MigrationWork() = default;

OpenConnection *MigrationWork::connection() const
{
    return m_workspace.connections().find(m_connectionId);
}

void MigrationWork::setConnectionId(const QString &connectionId)
{
    m_connectionId = connectionId;
    recallSource();
}

void MigrationWork::recallSource()
{
    const auto *open = connection();
    if (!open || !m_source.isEmpty())
        return;
    m_source = rememberedSource(m_workspace.settings(), *open);
    if (!m_source.isEmpty())
        Q_EMIT sourceChanged();
}

void MigrationWork::setSource(const QString &source)
{
    if (!isFree())
        return;
    if (source != m_source) {
        m_source = source;
        m_snapshot.reset();
        m_runReport.reset();
        m_trials.clear();
        m_log = {};
        Q_EMIT snapshotChanged();
        Q_EMIT logChanged();
    }
    if (const auto *open = connection())
        rememberSource(m_workspace.settings(), *open, source);
    Q_EMIT sourceChanged();
    read();
}

void MigrationWork::follow(OpenConnection *changed)
{
    if (changed->id() != m_connectionId)
        return;
    recallSource();
    if (m_waitsForConnection) {
        const auto state = changed->state();
        if (state == OpenConnection::State::Connected) {
            m_waitsForConnection = false;
            startReading();
        } else if (state == OpenConnection::State::Failed || state == OpenConnection::State::Lost || state == OpenConnection::State::Closed) {
            m_waitsForConnection = false;
            const auto error = changed->error();
            Q_EMIT workChanged();
            if (error)
                Q_EMIT failed(Kind::Read, *error);
            else
                Q_EMIT cancelled(Kind::Read);
        }
    }
    Q_EMIT workChanged();
}

std::chrono::milliseconds MigrationWork::elapsed() const
{
    return isBusy() ? std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_begin)
                    : std::chrono::milliseconds(0);
}

void MigrationWork::read()
{
    auto *open = connection();
    if (!isFree() || m_source.isEmpty() || !open)
        return;
    if (open->state() == OpenConnection::State::Connected) {
        startReading();
        return;
    }
    m_waitsForConnection = true;
    m_phase = tr("Connecting…");
    m_begin = std::chrono::steady_clock::now();
    open->reconnect();
    Q_EMIT workChanged();
}

void MigrationWork::startReading()
{
    const auto *open = connection();
    if (!open)
        return;
    ReadMigrationsRequest request;
    request.source = m_source;
    request.dialect = open->dialect();
    auto &registry = m_workspace.connections().registry();
    request.open = openerOf(*open, registry);
    request.offers = offersOf(registry, *open);
    // The driver is loaded already, but where another one of the database type has the advice.
    if (auto advisor = dumbo::Advisor::create(registry, request.dialect.databaseType))
        request.advisor = std::make_shared<const dumbo::Advisor>(std::move(*advisor));
    else
        request.noAdvice = advisor.error().message();
    begin(Kind::Read, tr("Reading…"), [request](const MigrationJob::Desk &desk) -> Result<MigrationOutcomeValue> {
        const auto snapshot = readSnapshot(request, desk);
        if (!snapshot)
            return dumbo::fail(snapshot.error());
        return *snapshot;
    });
}

std::optional<dumbo::DatabaseOpener> MigrationWork::opener(Kind kind)
{
    const auto *open = connection();
    if (open && open->state() == OpenConnection::State::Connected)
        return openerOf(*open, m_workspace.connections().registry());
    Q_EMIT failed(kind, open && open->error() ? *open->error()
                                              : dumbo::Error(dumbo::ErrorKind::Connection, tr("The database of this tab is not open.")));
    return {};
}

std::vector<dumbo::Migration> MigrationWork::migrationsOf(const QStringList &names) const
{
    std::vector<dumbo::Migration> found;
    for (const auto &migration : m_snapshot->set.migrations) {
        if (names.contains(migration.name))
            found.push_back(migration);
    }
    return found;
}

std::function<std::vector<dumbo::TransactionFit>(const dumbo::Migration &)> MigrationWork::fits() const
{
    return [snapshot = m_snapshot](const dumbo::Migration &migration) {
        std::vector<dumbo::TransactionFit> fits;
        if (const auto *advised = snapshot->advice.find(migration.name)) {
            for (const auto &statement : advised->statements)
                fits.push_back(statement.advice.fit);
        }
        return fits;
    };
}

const TriedMigration *MigrationWork::trialOf(const dumbo::Migration &migration) const
{
    const auto found = m_trials.constFind(migration.name);
    return found != m_trials.cend() && found->hash == migration.hash ? &*found : nullptr;
}

TrialRequest MigrationWork::trialRequest(const TrialOrder &order, const dumbo::DatabaseOpener &open) const
{
    TrialRequest request;
    const auto *own = connection();
    const auto *other = order.place == TrialPlace::OtherDatabase ? m_workspace.connections().find(order.otherConnectionId) : nullptr;
    request.open = other ? openerOf(*other, m_workspace.connections().registry()) : open;
    request.database = other ? other->name() : own->name();
    request.dialect = m_snapshot->dialect;
    request.dryRun.migrations = migrationsOf(order.names);
    request.dryRun.isProduction = other ? other->isProduction() : own->isProduction();
    if (order.place == TrialPlace::SchemaCopy)
        request.dryRun.place = dumbo::DryRunRequest::Place::SchemaCopy;
    // The advice lives as long as the snapshot that it is a part of.
    request.dryRun.advice = std::shared_ptr<const dumbo::MigrationAdvice>(m_snapshot, &m_snapshot->advice);
    return request;
}

void MigrationWork::look(const TrialOrder &order)
{
    const auto open = isFree() && m_snapshot ? opener(Kind::Look) : std::nullopt;
    if (!open)
        return;
    begin(Kind::Look, tr("Looking who uses the tables…"),
        [request = trialRequest(order, *open)](const MigrationJob::Desk &desk) { return planTrial(request, desk); });
}

void MigrationWork::dryRun(const TrialOrder &order)
{
    const auto open = isFree() && m_snapshot ? opener(Kind::DryRun) : std::nullopt;
    if (!open)
        return;
    const auto request = trialRequest(order, *open);
    m_log.begin(request.dryRun.migrations);
    Q_EMIT logChanged();
    begin(Kind::DryRun, tr("Beginning the dry run…"), [request](const MigrationJob::Desk &desk) { return tryOut(request, desk); });
}

void MigrationWork::run(const RunOrder &order)
{
    if (!isFree() || !m_snapshot)
        return;
    const auto open = opener(Kind::Run);
    if (!open)
        return;
    dumbo::RunOptions options;
    options.only = order.names;
    options.allowOutOfOrder = order.allowOutOfOrder;
    options.resume = order.resume;
    options.unseen = order.unseen;
    options.review = [reviews = order.reviews](const dumbo::Migration &migration) { return reviews.value(migration.name); };
    options.fit = fits();
    m_log.begin(migrationsOf(order.names));
    m_runReport.reset();
    Q_EMIT logChanged();
    begin(Kind::Run, tr("Taking the lock…"),
        [open = *open, options, set = m_snapshot->set](const MigrationJob::Desk &desk) mutable -> Result<MigrationOutcomeValue> {
            options.cancellation = desk.cancellation;
            ReportingRunEvents events(desk);
            auto report = dumbo::MigrationRunner(open, options).run(set, events);
            if (!report)
                return dumbo::fail(report.error());
            return std::move(*report);
        });
}

void MigrationWork::runDown(const QStringList &names, const QString &reason)
{
    if (!isFree() || !m_snapshot)
        return;
    const auto open = opener(Kind::RunDown);
    if (!open)
        return;
    m_log.begin({});
    m_runReport.reset();
    Q_EMIT logChanged();
    begin(Kind::RunDown, tr("Taking the lock…"),
        [open = *open, names, reason, set = m_snapshot->set](const MigrationJob::Desk &desk) -> Result<MigrationOutcomeValue> {
            dumbo::RunOptions options;
            options.review = [reason](const dumbo::Migration &) { return dumbo::RunReview { {}, {}, reason }; };
            options.cancellation = desk.cancellation;
            ReportingRunEvents events(desk);
            auto report = dumbo::MigrationRunner(open, options).runDown(set, names, events);
            if (!report)
                return dumbo::fail(report.error());
            return std::move(*report);
        });
}

void MigrationWork::remedy(const RemedyOrder &order)
{
    if (!isFree() || !m_snapshot)
        return;
    const auto open = opener(Kind::Remedy);
    if (!open)
        return;
    begin(Kind::Remedy, tr("Writing the ledger…"),
        [open = *open, order, set = m_snapshot->set](const MigrationJob::Desk &desk) -> Result<MigrationOutcomeValue> {
            dumbo::RepairRequest request;
            request.names = order.names;
            request.reason = order.reason;
            request.cancellation = desk.cancellation;
            ReportingRunEvents events(desk);
            auto changes = order.remedy == dumbo::Remedy::Accept ? dumbo::acceptChanges(open, set, request, events)
                : order.remedy == dumbo::Remedy::Baseline       ? dumbo::baseline(open, set, {}, request, events)
                                                                : dumbo::forget(open, set, request, events);
            if (!changes)
                return dumbo::fail(changes.error());
            return std::move(*changes);
        });
}

void MigrationWork::proveDown(const QString &name, bool checkRows)
{
    const auto *planned = isFree() && m_snapshot ? m_snapshot->find(name) : nullptr;
    if (!planned || !planned->migration)
        return;
    const auto open = opener(Kind::ProveDown);
    if (!open)
        return;
    dumbo::ProofRequest request;
    request.migration = *planned->migration;
    request.comparesRows = checkRows;
    request.fit = fits();
    // What is in the database already can be tried only where it is not.
    const bool isApplied = planned->state != dumbo::MigrationState::Pending && planned->state != dumbo::MigrationState::OutOfOrder;
    if (isApplied)
        request.place = dumbo::ProofPlace::EmptyDatabase;
    else if (connection()->isProduction()) // its tables are not locked for a proof
        request.place = checkRows ? dumbo::ProofPlace::RowsCopy : dumbo::ProofPlace::SchemaCopy;
    for (const auto &earlier : m_snapshot->plan.migrations) {
        if (earlier.name() == name)
            break;
        if (earlier.migration && (isApplied || earlier.state == dumbo::MigrationState::Pending))
            request.before.push_back(*earlier.migration);
    }
    m_subject = name;
    begin(Kind::ProveDown, tr("Running it up and down…"),
        [open = *open, request](const MigrationJob::Desk &desk) mutable -> Result<MigrationOutcomeValue> {
            request.cancellation = desk.cancellation;
            auto proof = dumbo::proveDown(open, request);
            if (!proof)
                return dumbo::fail(proof.error());
            return std::move(*proof);
        });
}

void MigrationWork::begin(Kind kind, const QString &phase, MigrationJob::Work work)
{
    m_kind = kind;
    m_phase = phase;
    m_begin = std::chrono::steady_clock::now();
    m_waitsForConnection = false;
    m_job = std::make_unique<MigrationJob>(std::move(work),
        MigrationJob::Listener { [this](const MigrationProgress &progress) { take(progress); },
            [this](const Result<MigrationOutcomeValue> &outcome) { finish(outcome); } });
    Q_EMIT workChanged();
}

void MigrationWork::cancel()
{
    if (m_waitsForConnection) {
        m_waitsForConnection = false;
        Q_EMIT workChanged();
        Q_EMIT cancelled(Kind::Read);
        return;
    }
    if (!m_job)
        return;
    m_job->cancel();
    m_phase = tr("Cancelling…");
    Q_EMIT workChanged();
}

void MigrationWork::take(const MigrationProgress &value)
{
    const auto shown = [this](const QString &phase) {
        if (!isCancelling())
            m_phase = phase;
    };
    if (const auto *phase = std::get_if<progress::Phase>(&value)) {
        shown(phase->text);
    } else if (const auto *snapshot = std::get_if<SnapshotPointer>(&value)) {
        // What was known before says more than the first half of what is known now.
        if (!m_snapshot || !m_snapshot->isComplete) {
            m_snapshot = *snapshot;
            Q_EMIT snapshotChanged();
        }
    } else if (const auto *wait = std::get_if<dumbo::LockWait>(&value)) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wait->timeout - wait->waited).count();
        shown(wait->holder.isEmpty() ? tr("Another runner has the lock; waiting %1 s more…").arg(seconds)
                                     : tr("%1 has the lock; waiting %2 s more…").arg(wait->holder).arg(seconds));
    } else if (const auto *begun = std::get_if<progress::MigrationBegun>(&value)) {
        m_log.take(*begun);
        shown(tr("%1 (%2 of %3)").arg(begun->name).arg(begun->number).arg(begun->count));
    } else if (const auto *statement = std::get_if<progress::StatementBegun>(&value)) {
        m_log.take(*statement);
        shown(tr("%1, statement %2 of %3").arg(statement->statement.migration).arg(statement->statement.statement + 1).arg(statement->statement.statements));
    } else if (const auto *ended = std::get_if<progress::StatementEnded>(&value)) {
        m_log.take(*ended);
    } else if (const auto *result = std::get_if<dumbo::MigrationResult>(&value)) {
        m_log.take(*result);
    } else if (const auto *notice = std::get_if<progress::Notice>(&value)) {
        m_log.notices.append(notice->text);
    } else if (const auto *question = std::get_if<progress::Question>(&value)) {
        Q_EMIT asked(*question);
    }
    if (m_kind != Kind::Read)
        Q_EMIT logChanged();
    Q_EMIT workChanged();
}

void MigrationWork::finish(const Result<MigrationOutcomeValue> &outcome)
{
    const auto kind = m_kind;
    const auto value = outcome; // the task goes now
    m_job.reset();
    m_phase.clear();
    if (!value) {
        Q_EMIT workChanged();
        if (value.error().isCancelled())
            Q_EMIT cancelled(kind);
        else
            Q_EMIT failed(kind, value.error());
    } else if (const auto *snapshot = std::get_if<SnapshotPointer>(&*value)) {
        m_snapshot = *snapshot;
        Q_EMIT workChanged();
        Q_EMIT snapshotChanged();
    } else if (const auto *report = std::get_if<dumbo::RunReport>(&*value)) {
        m_runReport = *report;
        for (const auto &result : report->migrations)
            m_log.take(result);
        Q_EMIT workChanged();
        Q_EMIT logChanged();
        Q_EMIT ran(kind, *report);
    } else if (const auto *plan = std::get_if<dumbo::DryRunPlan>(&*value)) {
        Q_EMIT workChanged();
        Q_EMIT looked(*plan);
    } else if (const auto *trial = std::get_if<DryRunTrial>(&*value)) {
        for (const auto &tried : trial->migrations)
            m_trials.insert(tried.name, tried);
        Q_EMIT workChanged();
        Q_EMIT dryRan(*trial);
    } else if (const auto *changes = std::get_if<std::vector<dumbo::LedgerChange>>(&*value)) {
        Q_EMIT workChanged();
        Q_EMIT remedied(*changes);
    } else if (const auto *proof = std::get_if<dumbo::DownProof>(&*value)) {
        Q_EMIT workChanged();
        Q_EMIT provedDown(m_subject, *proof);
    }
    // Whatever it was, the database may be another now.
    if ((kind == Kind::Run || kind == Kind::RunDown || kind == Kind::Remedy) && !m_job)
        read();
}

} // namespace workbench
