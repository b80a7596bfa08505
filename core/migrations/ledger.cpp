#include "core/migrations/ledger.h"

#include "core/migrations/ledgertable.h"

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

template <typename T>
struct Named {
    T value;
    const char *name;
};

constexpr std::array<Named<RunAction>, 5> actions { {
    { RunAction::Up, "up" },
    { RunAction::Down, "down" },
    { RunAction::Baseline, "baseline" },
    { RunAction::Accept, "accept" },
    { RunAction::Forget, "forget" },
} };

constexpr std::array<Named<RunOutcome>, 6> outcomes { {
    { RunOutcome::Running, "running" },
    { RunOutcome::Applied, "applied" },
    { RunOutcome::Failed, "failed" },
    { RunOutcome::Cancelled, "cancelled" },
    { RunOutcome::Interrupted, "interrupted" },
    { RunOutcome::Unknown, "unknown" },
} };

} // namespace

const LedgerEntry *LedgerState::find(const QString &name) const
{
    const auto found = std::ranges::find(entries, name, &LedgerEntry::name);
    return found == entries.end() ? nullptr : &*found;
}

Result<LedgerState> readLedger(Executor &executor)
{
    auto table = LedgerTable::find(executor);
    if (!table)
        return fail(table.error());
    return table->read();
}

QString runActionName(RunAction action)
{
    return QString::fromLatin1(std::ranges::find(actions, action, &Named<RunAction>::value)->name);
}

QString runOutcomeName(RunOutcome outcome)
{
    return QString::fromLatin1(std::ranges::find(outcomes, outcome, &Named<RunOutcome>::value)->name);
}

RunAction runActionFromName(const QString &name)
{
    const auto found = std::ranges::find_if(actions, [&](const auto &entry) { return name == QLatin1StringView(entry.name); });
    return found == actions.end() ? RunAction::Up : found->value;
}

RunOutcome runOutcomeFromName(const QString &name)
{
    const auto found = std::ranges::find_if(outcomes, [&](const auto &entry) { return name == QLatin1StringView(entry.name); });
    return found == outcomes.end() ? RunOutcome::Unknown : found->value;
}

} // namespace dumbo
