#include "core/migrations/repair.h"

#include "core/migrations/runsession.h"

#include <QCoreApplication>
#include <QUuid>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

/// One change of the ledger by a person's decision.
class Repair {
public:
    using Fits = std::function<bool(const PlannedMigration &, bool isNamed)>;

    Repair(RunAction action, const RepairRequest &request, Fits fits)
        : m_action(action)
        , m_request(request)
        , m_fits(std::move(fits))
        , m_run(QUuid::createUuid().toString(QUuid::WithoutBraces))
    {
    }

    [[nodiscard]] Result<std::vector<LedgerChange>> run(const DatabaseOpener &opener, const MigrationSet &set, RunEvents &events)
    {
        const auto session = RunSession::open(opener, { m_request.lockTimeout, m_request.cancellation }, events);
        if (!session)
            return fail(session.error());
        const auto &transactions = (*session)->connection().dialect().transactions;
        const auto make = [&] { return (*session)->table().create(); };
        if (const auto made = transactions.transactionalDdl ? (*session)->transaction(make) : make(); !made)
            return fail(made.error());
        m_who = runnerName(m_request.who, (*session)->connection());
        const auto done = (*session)->transaction([&] { return change((*session)->table(), set, events); });
        if (!done)
            return fail(done.error());
        return std::move(m_changes);
    }

private:
    [[nodiscard]] Result<void> change(LedgerTable &table, const MigrationSet &set, RunEvents &events)
    {
        const auto ledger = table.read();
        if (!ledger)
            return fail(ledger.error());
        const auto plan = planMigrations(set, *ledger);
        events.planned(plan);
        if (const auto known = checkNames(plan); !known)
            return known;
        for (const auto &planned : plan.migrations) {
            const auto isNamed = m_request.names.contains(planned.name());
            if (!m_request.names.isEmpty() && !isNamed)
                continue;
            if (m_fits(planned, isNamed)) {
                if (auto done = changeOne(table, planned); !done)
                    return done;
            } else if (isNamed) {
                return fail(ErrorKind::InvalidOperation,
                    tr("\"%1\" is %2, which this does not mend.").arg(planned.name(), migrationStateName(planned.state)));
            }
        }
        return {};
    }

    [[nodiscard]] Result<void> checkNames(const MigrationPlan &plan) const
    {
        for (const auto &name : m_request.names) {
            if (std::ranges::none_of(plan.migrations, [&](const auto &planned) { return planned.name() == name; }))
                return fail(ErrorKind::NotFound, tr("There is no migration \"%1\".").arg(name));
        }
        return {};
    }

    [[nodiscard]] Result<void> changeOne(LedgerTable &table, const PlannedMigration &planned)
    {
        LedgerChange change { planned.name(), m_action, planned.entry ? planned.entry->hash : QByteArray(), {} };
        if (m_action != RunAction::Forget)
            change.after = planned.migration->hash;
        Result<void> done;
        if (m_action != RunAction::Forget)
            done = table.record(*planned.migration, planned.entry.has_value());
        else if (planned.entry)
            done = table.remove(planned.name());
        if (done)
            done = table.endInterrupted(planned.name(), m_run);
        if (done)
            done = table.announce(detailsOf(planned, change));
        if (done)
            m_changes.push_back(std::move(change));
        return done;
    }

    [[nodiscard]] RunDetails detailsOf(const PlannedMigration &planned, const LedgerChange &change) const
    {
        RunDetails details;
        details.run = m_run;
        details.name = planned.name();
        details.action = m_action;
        details.outcome = RunOutcome::Applied;
        details.hash = m_action == RunAction::Forget ? change.before : change.after;
        details.who = m_who;
        details.started = details.finished = utcNow();
        details.statements = planned.migration ? int(planned.migration->up.size()) : 0;
        details.overrideReason = m_request.reason;
        return details;
    }

    RunAction m_action;
    const RepairRequest &m_request;
    Fits m_fits;
    QString m_run;
    QString m_who;
    std::vector<LedgerChange> m_changes;
};

} // namespace

Result<std::vector<LedgerChange>> acceptChanges(
    const DatabaseOpener &opener, const MigrationSet &set, const RepairRequest &request, RunEvents &events)
{
    const auto fits = [](const PlannedMigration &planned, bool) { return planned.remedies.testFlag(Remedy::Accept); };
    return Repair(RunAction::Accept, request, fits).run(opener, set, events);
}

Result<std::vector<LedgerChange>> baseline(const DatabaseOpener &opener, const MigrationSet &set, const QString &upTo,
    const RepairRequest &request, RunEvents &events)
{
    if (!upTo.isEmpty() && std::ranges::none_of(set.migrations, [&](const auto &migration) { return migration.name == upTo; }))
        return fail(ErrorKind::NotFound, tr("There is no migration \"%1\".").arg(upTo));
    bool isOver = false;
    const auto fits = [&](const PlannedMigration &planned, bool) {
        const auto takes = !isOver && planned.remedies.testFlag(Remedy::Baseline);
        isOver = isOver || planned.name() == upTo;
        return takes;
    };
    return Repair(RunAction::Baseline, request, fits).run(opener, set, events);
}

Result<std::vector<LedgerChange>> forget(
    const DatabaseOpener &opener, const MigrationSet &set, const RepairRequest &request, RunEvents &events)
{
    const auto fits = [](const PlannedMigration &planned, bool isNamed) {
        const auto isRecorded = planned.entry && isNamed;
        return isRecorded || planned.remedies.testFlag(Remedy::Repair);
    };
    return Repair(RunAction::Forget, request, fits).run(opener, set, events);
}

} // namespace dumbo
