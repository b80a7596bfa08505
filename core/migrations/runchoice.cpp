#include "core/migrations/runchoice.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

constexpr qsizetype longestName = 255; ///< of a name in the ledger

/// Names that the ledger can't keep apart.
Result<void> checkNames(const MigrationPlan &plan)
{
    QHash<QString, QByteArray> hashes;
    for (const auto &planned : plan.migrations) {
        if (!planned.migration)
            continue;
        const auto &migration = *planned.migration;
        if (migration.name.isEmpty() || migration.name.size() > longestName)
            return fail(ErrorKind::InvalidOperation,
                tr("The name of a migration has 1 to %1 characters: \"%2\".").arg(longestName).arg(migration.name));
        const auto known = hashes.constFind(migration.name);
        if (known != hashes.constEnd() && *known != migration.hash)
            return fail(ErrorKind::InvalidOperation, tr("The source has two migrations of the name \"%1\" with different text.").arg(migration.name));
        hashes.insert(migration.name, migration.hash);
    }
    return {};
}

Result<void> checkSource(const MigrationPlan &plan)
{
    const auto fatal = std::ranges::find_if(plan.problems, &SourceProblem::isFatal);
    if (fatal == plan.problems.end())
        return checkNames(plan);
    const auto place = fatal->line > 0 ? QStringLiteral("%1:%2").arg(fatal->path).arg(fatal->line) : fatal->path;
    return fail(Error(ErrorKind::InvalidOperation, tr("Nothing was run, because the source is not in order: %1").arg(fatal->message))
                    .withDetail(place));
}

/// Which names a run may touch.
class Selection {
public:
    Selection(const MigrationPlan &plan, const RunOptions &options)
        : m_options(options)
    {
        for (const auto &planned : plan.migrations)
            m_names.append(planned.name());
    }

    [[nodiscard]] Result<void> check() const
    {
        auto asked = m_options.only;
        if (!m_options.upTo.isEmpty())
            asked.append(m_options.upTo);
        for (const auto &name : asked) {
            if (!m_names.contains(name))
                return fail(ErrorKind::NotFound, tr("There is no migration \"%1\".").arg(name));
        }
        return {};
    }

    /// To be asked in the order of the plan.
    [[nodiscard]] bool takes(const QString &name)
    {
        if (m_isOver)
            return false;
        m_isOver = name == m_options.upTo;
        return m_options.only.isEmpty() || m_options.only.contains(name);
    }

private:
    const RunOptions &m_options;
    QStringList m_names;
    bool m_isOver = false;
};

/// Whether a state stops the run.
bool isRefused(const PlannedMigration &planned, const RunOptions &options)
{
    switch (planned.state) {
    case MigrationState::Applied:
    case MigrationState::Pending:
        return false;
    case MigrationState::Changed:
        return options.mismatch == HashMismatch::Refuse;
    case MigrationState::Missing:
        return !options.allowMissing;
    case MigrationState::OutOfOrder:
        return !options.allowOutOfOrder && !options.only.contains(planned.name());
    case MigrationState::Failed:
        break;
    }
    return !options.resume || !planned.remedies.testFlag(Remedy::Resume);
}

bool runs(const PlannedMigration &planned, const RunOptions &options)
{
    return planned.state == MigrationState::Pending || planned.state == MigrationState::Failed
        || (planned.state == MigrationState::OutOfOrder && (options.allowOutOfOrder || options.only.contains(planned.name())));
}

Error refusal(const std::vector<const PlannedMigration *> &refused)
{
    QStringList lines;
    QStringList remedies;
    for (const auto *planned : refused) {
        lines.append(QStringLiteral("%1 (%2): %3").arg(planned->name(), migrationStateName(planned->state), planned->reason));
        for (const auto &name : remedyNames(planned->remedies)) {
            if (!remedies.contains(name))
                remedies.append(name);
        }
    }
    const auto message = refused.size() == 1
        ? tr("Nothing was run, because a migration needs a decision first: %1").arg(lines.front())
        : tr("Nothing was run, because %1 migrations need a decision first.").arg(refused.size());
    Error error(ErrorKind::InvalidOperation, message);
    if (refused.size() > 1)
        error.withDetail(lines.join(u'\n'));
    return error.withHint(tr("What can be done: %1.").arg(remedies.join(QStringLiteral(", "))));
}

RunItem itemOf(const PlannedMigration &planned, const RunOptions &options)
{
    RunItem item;
    item.migration = *planned.migration;
    item.isRecorded = planned.entry.has_value();
    item.hadTry = planned.lastRun.has_value();
    if (planned.state == MigrationState::Failed) {
        item.first = planned.resumeAt;
        const auto isUnseen = planned.lastRun && planned.lastRun->statementStarted == planned.resumeAt;
        if (isUnseen && options.unseen == UnseenStatement::Skip)
            ++item.first;
        else
            item.isUnseen = isUnseen;
        item.done = item.first;
    }
    return item;
}

} // namespace

Result<std::vector<RunItem>> chooseUp(const MigrationPlan &plan, const RunOptions &options)
{
    if (const auto sound = checkSource(plan); !sound)
        return fail(sound.error());
    Selection selection(plan, options);
    if (const auto known = selection.check(); !known)
        return fail(known.error());
    const auto nameOf = [](const RunItem &item) { return item.migration.name; };
    std::vector<RunItem> items;
    std::vector<const PlannedMigration *> refused;
    for (const auto &planned : plan.migrations) {
        const auto isTaken = selection.takes(planned.name());
        // A half-done migration stops everything: what comes after it may build on it.
        if ((isTaken || planned.state == MigrationState::Failed) && isRefused(planned, options))
            refused.push_back(&planned);
        else if (isTaken && runs(planned, options) && !std::ranges::contains(items, planned.name(), nameOf))
            items.push_back(itemOf(planned, options));
    }
    if (!refused.empty())
        return fail(refusal(refused));
    return items;
}

Result<std::vector<RunItem>> chooseDown(const MigrationPlan &plan, const QStringList &names)
{
    std::vector<RunItem> items;
    for (const auto &name : names) {
        const auto found = std::ranges::find_if(plan.migrations, [&](const auto &planned) { return planned.name() == name; });
        if (found == plan.migrations.end())
            return fail(ErrorKind::NotFound, tr("There is no migration \"%1\".").arg(name));
        if (found->state != MigrationState::Applied || !found->entry)
            return fail(ErrorKind::InvalidOperation,
                tr("\"%1\" can't be undone, because it is %2.").arg(name, migrationStateName(found->state)));
        if (!found->migration->hasDown)
            return fail(Error(ErrorKind::InvalidOperation, tr("\"%1\" has no down script.").arg(name))
                            .withHint(tr("Write one, or undo it with a new migration.")));
        RunItem item;
        item.migration = *found->migration;
        item.action = RunAction::Down;
        item.isRecorded = true;
        items.push_back(std::move(item));
    }
    return items;
}

} // namespace dumbo
