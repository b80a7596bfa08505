#include "core/migrations/plan.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

/// What the last try of a migration says, where it did not end in the ledger.
struct LastTry {
    const RunDetails *run = nullptr;
    bool isHalfDone = false;
};

LastTry lastTryOf(const LedgerState &ledger, const QString &name)
{
    const auto found = ledger.lastRuns.find(name);
    if (found == ledger.lastRuns.end() || found->second.outcome == RunOutcome::Applied)
        return {};
    const auto &run = found->second;
    const auto isTry = run.action == RunAction::Up || run.action == RunAction::Down;
    return { &run, isTry && !run.inTransaction && (run.statementsDone > 0 || run.statementStarted) };
}

/// "2026-01-31T12:00:00.123Z" for a person.
QString momentText(const QString &time)
{
    const auto isUtc = time.size() > 19 && time.endsWith(u'Z');
    return isUtc ? time.first(19).replace(u'T', u' ') + QStringLiteral(" UTC") : time;
}

/// The lines of an error in one; servers say some of them twice.
QString inOneLine(const QString &error)
{
    QStringList said;
    for (const auto &line : error.split(u'\n', Qt::SkipEmptyParts)) {
        if (auto sentence = line.trimmed(); !sentence.isEmpty() && !said.contains(sentence, Qt::CaseInsensitive))
            said.append(sentence);
    }
    QString text;
    for (const auto &sentence : said) {
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + sentence;
        if (!sentence.back().isPunct() || sentence.back() == u'"')
            text += u'.';
    }
    return text;
}

QString ended(const RunDetails &run)
{
    const auto when = momentText(run.started);
    switch (run.outcome) {
    case RunOutcome::Running:
        return tr("A run by %1 was announced at %2 and its end was never recorded.").arg(run.who, when);
    case RunOutcome::Interrupted:
        return tr("A run by %1 at %2 was interrupted.").arg(run.who, when);
    case RunOutcome::Cancelled:
        return tr("A run by %1 at %2 was stopped, or undone with others.").arg(run.who, when);
    case RunOutcome::Unknown:
        return tr("A run by %1 at %2 lost its connection.").arg(run.who, when);
    case RunOutcome::Failed:
    case RunOutcome::Applied:
        break;
    }
    const auto sentence = tr("A run by %1 at %2 failed").arg(run.who, when);
    return run.error.isEmpty() ? sentence + u'.' : sentence + QStringLiteral(": ") + inOneLine(run.error);
}

QString kept(const RunDetails &run)
{
    auto text = tr("%1 of %2 statements are in the database.").arg(run.statementsDone).arg(run.statements);
    if (run.statementStarted)
        text += u' ' + tr("Whether statement %1 is, nobody saw: look before you go on.").arg(*run.statementStarted + 1);
    return text;
}

/// Whether the statements that are done are still the first ones of the migration.
bool keepsWhatIsDone(const Migration &migration, const RunDetails &run)
{
    const auto done = std::size_t(std::max(run.statementsDone, 0));
    if (done > migration.up.size())
        return false;
    return done == 0 || migrationHash({ migration.up.begin(), migration.up.begin() + std::ptrdiff_t(done) }) == run.doneHash;
}

class Planner {
public:
    Planner(const MigrationSet &set, const LedgerState &ledger)
        : m_set(set)
        , m_ledger(ledger)
    {
        m_entries.reserve(qsizetype(ledger.entries.size()));
        for (const auto &entry : ledger.entries)
            m_entries.insert(entry.name, &entry);
    }

    MigrationPlan plan()
    {
        findOrder();
        MigrationPlan plan;
        plan.problems = m_set.problems;
        plan.detailsUnknown = m_ledger.exists && !m_ledger.hasDetails && !m_ledger.entries.empty();
        plan.migrations.reserve(m_set.migrations.size() + m_ledger.entries.size());
        auto missing = missingEntries();
        auto nextMissing = missing.begin();
        for (std::size_t i = 0; i < m_set.migrations.size(); ++i) {
            auto planned = plannedAt(i);
            const auto isLast = qint64(i) > m_lastApplied;
            while (nextMissing != missing.end() && (isLast || (planned.entry && (*nextMissing)->id < planned.entry->id)))
                plan.migrations.push_back(missingMigration(**nextMissing++));
            plan.migrations.push_back(std::move(planned));
        }
        while (nextMissing != missing.end())
            plan.migrations.push_back(missingMigration(**nextMissing++));
        return plan;
    }

private:
    [[nodiscard]] const LedgerEntry *entryOf(const Migration &migration) const { return m_entries.value(migration.name); }

    void findOrder()
    {
        for (std::size_t i = 0; i < m_set.migrations.size(); ++i) {
            if (entryOf(m_set.migrations[i]) && !m_set.migrations[i].repeatable)
                m_lastApplied = qint64(i);
        }
    }

    [[nodiscard]] std::vector<const LedgerEntry *> missingEntries() const
    {
        QHash<QString, bool> known;
        known.reserve(qsizetype(m_set.migrations.size()));
        for (const auto &migration : m_set.migrations)
            known.insert(migration.name, true);
        std::vector<const LedgerEntry *> missing;
        for (const auto &entry : m_ledger.entries) {
            if (!known.contains(entry.name))
                missing.push_back(&entry);
        }
        return missing;
    }

    static PlannedMigration missingMigration(const LedgerEntry &entry)
    {
        PlannedMigration planned;
        planned.entry = entry;
        planned.state = MigrationState::Missing;
        planned.reason = tr("The ledger has it, the source does not.");
        planned.remedies = Remedy::RestoreSource | Remedy::Repair;
        return planned;
    }

    [[nodiscard]] PlannedMigration plannedAt(std::size_t index) const
    {
        PlannedMigration planned;
        planned.migration = m_set.migrations[index];
        const auto &migration = *planned.migration;
        const auto last = lastTryOf(m_ledger, migration.name);
        if (last.run)
            planned.lastRun = *last.run;
        if (const auto *entry = entryOf(migration))
            planned.entry = *entry;
        if (last.isHalfDone)
            takeFailed(planned, *last.run);
        else if (planned.entry)
            takeRecorded(planned);
        else if (migration.up.empty())
            takeEmpty(planned);
        else
            takeUnrecorded(planned, qint64(index), last.run);
        return planned;
    }

    static void takeEmpty(PlannedMigration &planned)
    {
        planned.state = MigrationState::Applied;
        planned.reason = tr("It has no statements: nothing runs, and nothing is recorded.");
    }

    static void takeRecorded(PlannedMigration &planned)
    {
        if (planned.entry->hash == planned.migration->hash) {
            planned.state = MigrationState::Applied;
            planned.remedies = planned.migration->hasDown ? Remedies(Remedy::RunDown) : Remedies();
        } else if (planned.migration->repeatable) {
            planned.state = MigrationState::Pending;
            planned.reason = tr("It changed since it ran, and runs again.");
            planned.remedies = Remedy::Run | Remedy::Accept;
        } else {
            planned.state = MigrationState::Changed;
            planned.reason = tr("Its text is not the one that was applied at %1.").arg(planned.entry->timestamp);
            planned.remedies = Remedy::Accept | Remedy::RestoreSource;
        }
    }

    void takeUnrecorded(PlannedMigration &planned, qint64 index, const RunDetails *last) const
    {
        const auto hasOrder = !planned.migration->repeatable && m_set.layout != u"components";
        if (hasOrder && index < m_lastApplied) {
            planned.state = MigrationState::OutOfOrder;
            planned.reason = tr("It was never applied, but %1, which comes after it, was.")
                                 .arg(m_set.migrations[std::size_t(m_lastApplied)].name);
            planned.remedies = Remedy::RunLate | Remedy::Baseline;
        } else {
            planned.state = MigrationState::Pending;
            planned.remedies = Remedy::Run | Remedy::Baseline;
        }
        if (last && last->action == RunAction::Up)
            planned.reason = (planned.reason + u' ' + ended(*last) + u' ' + tr("Nothing of it is in the database.")).trimmed();
    }

    static void takeFailed(PlannedMigration &planned, const RunDetails &run)
    {
        planned.state = MigrationState::Failed;
        planned.reason = ended(run) + u' ' + kept(run);
        planned.remedies = Remedy::Repair | Remedy::Baseline;
        if (run.action == RunAction::Down) {
            planned.reason += u' ' + tr("It was being undone.");
        } else if (keepsWhatIsDone(*planned.migration, run)) {
            planned.remedies |= Remedy::Resume;
            planned.resumeAt = run.statementsDone;
        } else {
            planned.reason += u' ' + tr("The statements that are done have changed in the source, so it can't be resumed.");
            planned.remedies |= Remedy::RestoreSource;
        }
    }

    const MigrationSet &m_set;
    const LedgerState &m_ledger;
    QHash<QString, const LedgerEntry *> m_entries;
    qint64 m_lastApplied = -1; ///< index in the source
};

struct RemedyName {
    Remedy remedy;
    const char *name;
};

constexpr std::array<RemedyName, 8> remedyTable { {
    { Remedy::Run, "run" },
    { Remedy::RunLate, "run --out-of-order" },
    { Remedy::Accept, "repair --accept" },
    { Remedy::RestoreSource, "restore-source" },
    { Remedy::Baseline, "baseline" },
    { Remedy::Repair, "repair --forget" },
    { Remedy::Resume, "run --resume" },
    { Remedy::RunDown, "run --down" },
} };

} // namespace

int MigrationPlan::count(MigrationState state) const
{
    return int(std::ranges::count(migrations, state, &PlannedMigration::state));
}

std::vector<const PlannedMigration *> MigrationPlan::pending() const
{
    std::vector<const PlannedMigration *> found;
    for (const auto &planned : migrations) {
        if (planned.state == MigrationState::Pending)
            found.push_back(&planned);
    }
    return found;
}

bool MigrationPlan::isClean() const
{
    return count(MigrationState::Applied) == int(migrations.size())
        && std::ranges::none_of(problems, &SourceProblem::isFatal);
}

MigrationPlan planMigrations(const MigrationSet &set, const LedgerState &ledger)
{
    return Planner(set, ledger).plan();
}

QString migrationStateName(MigrationState state)
{
    switch (state) {
    case MigrationState::Applied:
        return QStringLiteral("applied");
    case MigrationState::Pending:
        return QStringLiteral("pending");
    case MigrationState::Changed:
        return QStringLiteral("changed");
    case MigrationState::Missing:
        return QStringLiteral("missing");
    case MigrationState::OutOfOrder:
        return QStringLiteral("out-of-order");
    case MigrationState::Failed:
        break;
    }
    return QStringLiteral("failed");
}

QStringList remedyNames(Remedies remedies)
{
    QStringList names;
    for (const auto &[remedy, name] : remedyTable) {
        if (remedies.testFlag(remedy))
            names.append(QString::fromLatin1(name));
    }
    return names;
}

} // namespace dumbo
