#include "core/migrations/runjob.h"

#include "core/migrations/runchoice.h"

#include <QCoreApplication>
#include <QUuid>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

} // namespace

RunJob::RunJob(const DatabaseOpener &opener, const RunOptions &options, RunEvents &events)
    : m_opener(opener)
    , m_options(options)
    , m_events(events)
{
    m_report.run = QUuid::createUuid().toString(QUuid::WithoutBraces);
}

Result<RunReport> RunJob::up(const MigrationSet &set)
{
    return run(set, [this](const MigrationPlan &plan) { return chooseUp(plan, m_options); });
}

Result<RunReport> RunJob::down(const MigrationSet &set, const QStringList &names)
{
    return run(set, [&](const MigrationPlan &plan) { return chooseDown(plan, names); });
}

Result<RunReport> RunJob::run(const MigrationSet &set, const Choose &choose)
{
    auto session = RunSession::open(m_opener, { m_options.lockTimeout, m_options.cancellation }, m_events);
    if (!session)
        return fail(session.error());
    m_session = std::move(*session);
    for (const auto &sentence : m_session->notices())
        notice(sentence);
    if (const auto prepared = prepare(set, choose); !prepared)
        return fail(prepared.error());
    runSteps();
    verify(set);
    for (auto &item : m_items)
        m_report.migrations.push_back(std::move(item.result));
    return std::move(m_report);
}

void RunJob::notice(const QString &sentence)
{
    m_report.notices.append(sentence);
    m_events.notice(sentence);
}

RunDetails RunJob::detailsOf(const Migration &migration, RunAction action) const
{
    RunDetails details;
    details.run = m_report.run;
    details.name = migration.name;
    details.action = action;
    details.hash = migration.hash;
    details.who = runnerName(m_options.who, m_session->connection());
    if (m_options.review) {
        const auto review = m_options.review(migration);
        details.reviewHash = review.reviewHash;
        details.approvedBy = review.approvedBy.left(255);
        details.overrideReason = review.overrideReason;
    }
    return details;
}

Result<void> RunJob::prepare(const MigrationSet &set, const Choose &choose)
{
    const auto planned = m_session->transaction([&]() -> Result<void> {
        const auto ledger = m_session->table().read();
        if (!ledger)
            return fail(ledger.error());
        m_report.before = planMigrations(set, *ledger);
        m_events.planned(m_report.before);
        auto items = choose(m_report.before);
        if (!items)
            return fail(items.error());
        m_items = std::move(*items);
        return {};
    });
    if (!planned)
        return planned;
    for (auto &item : m_items) {
        judge(item, m_session->connection().dialect(), m_options.fit);
        item.details = detailsOf(item.migration, item.action);
        item.details.inTransaction = item.inOneTransaction;
        item.details.statements = item.size();
        item.setDone(item.first);
        item.result.name = item.migration.name;
        item.result.statements = item.size();
        item.result.statementsDone = item.first;
    }
    if (const auto agreed = askAboutUnknown(); !agreed)
        return agreed;
    if (const auto remembered = rememberSession(); !remembered)
        return remembered;
    if (const auto made = makeTables(); !made)
        return made;
    return adoptChanges();
}

Result<void> RunJob::askAboutUnknown()
{
    const auto mayBeHalfDone = [](const RunItem &item) { return !item.inOneTransaction; };
    const auto found = std::ranges::find_if(m_items, mayBeHalfDone);
    if (!m_report.before.detailsUnknown || found == m_items.end())
        return {};
    const RunQuestion question { tr("Other programs ran migrations here and did not record how they ended. Run \"%1\" from its beginning?")
                                     .arg(found->migration.name),
        tr("Its statements do not run in one transaction. If an earlier try failed half-way, some of them are done already.") };
    if (m_events.confirm(question))
        return {};
    return fail(Error(ErrorKind::InvalidOperation, tr("Nothing was run, because whether an earlier try failed half-way is unknown."))
                    .withDetail(question.detail)
                    .withHint(tr("Look at the database, then say that it may run.")));
}

Result<void> RunJob::makeTables()
{
    const auto updates = m_options.mismatch == HashMismatch::Update && m_report.before.count(MigrationState::Changed) > 0;
    if (m_items.empty() && !updates)
        return {};
    const auto make = [this] { return m_session->table().create(); };
    return m_session->connection().dialect().transactions.transactionalDdl ? m_session->transaction(make) : make();
}

Result<void> RunJob::adoptChanges()
{
    if (m_options.mismatch != HashMismatch::Update || m_report.before.count(MigrationState::Changed) == 0)
        return {};
    return m_session->transaction([&]() -> Result<void> {
        for (const auto &planned : m_report.before.migrations) {
            if (planned.state != MigrationState::Changed)
                continue;
            auto details = detailsOf(*planned.migration, RunAction::Accept);
            details.outcome = RunOutcome::Applied;
            details.started = details.finished = utcNow();
            if (auto done = m_session->table().updateHash(details.name, details.hash); !done)
                return done;
            if (auto done = m_session->table().announce(details); !done)
                return done;
        }
        return {};
    });
}

void RunJob::verify(const MigrationSet &set)
{
    const auto looked = m_session->aside([&](LedgerTable &table) -> Result<void> {
        const auto ledger = table.read();
        if (!ledger)
            return fail(ledger.error());
        m_report.verified = std::ranges::all_of(m_items, [&](const RunItem &item) {
            const auto *entry = ledger->find(item.migration.name);
            if (item.result.outcome == MigrationOutcome::Undone)
                return entry == nullptr;
            return item.result.outcome == MigrationOutcome::Skipped
                || (item.result.outcome == MigrationOutcome::Applied && entry && entry->hash == item.migration.hash);
        });
        m_report.after = planMigrations(set, *ledger);
        return {};
    });
    if (!looked)
        notice(tr("What the database recorded could not be read again: %1").arg(looked.error().message()));
}

} // namespace dumbo
