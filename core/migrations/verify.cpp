#include "core/migrations/verify.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

QString stateSentence(const PlannedMigration &planned)
{
    switch (planned.state) {
    case MigrationState::Applied:
        return {};
    case MigrationState::Pending:
        return planned.reason.isEmpty() ? tr("It was not applied yet.") : planned.reason;
    case MigrationState::Changed:
    case MigrationState::Missing:
    case MigrationState::OutOfOrder:
    case MigrationState::Failed:
        break;
    }
    return planned.reason;
}

void addStates(VerifyReport &report)
{
    int others = 0;
    for (const auto &planned : report.plan.migrations) {
        if (planned.state != MigrationState::Applied)
            report.problems.push_back({ planned.name(), stateSentence(planned) });
        else if (planned.entry && !planned.entry->details)
            ++others;
    }
    for (const auto &problem : report.plan.problems) {
        if (problem.isFatal)
            report.problems.push_back({ {}, problem.message });
    }
    if (others > 0)
        report.notices.append(tr("%1 migrations were recorded by another program: who ran them and for how long is unknown.").arg(others));
}

/// What statements outside of transactions leave where they fail, whoever ran them.
void addLeftovers(const CatalogPart &part, VerifyReport &report)
{
    for (const auto &object : part.objects) {
        const auto name = object.path.schema.isEmpty() ? object.path.name : object.path.schema + u'.' + object.path.name;
        for (const auto &index : object.indexes) {
            if (!index.valid)
                report.problems.push_back({ {}, tr("The index %1 of %2 is not valid, so no query uses it: drop it and build it again.").arg(index.name, name) });
        }
        for (const auto &check : object.checks) {
            if (!check.validated)
                report.notices.append(tr("The check %1 of %2 was never validated: older rows may break it.").arg(check.name, name));
        }
        for (const auto &key : object.foreignKeys) {
            if (!key.validated)
                report.notices.append(tr("The foreign key %1 of %2 was never validated: older rows may break it.").arg(key.name, name));
        }
    }
}

} // namespace

Result<VerifyReport> verifyMigrations(Executor &executor, const MigrationSet &set)
{
    const auto ledger = readLedger(executor);
    if (!ledger)
        return fail(ledger.error());
    VerifyReport report;
    report.plan = planMigrations(set, *ledger);
    addStates(report);
    if (!executor.connection().capabilities().testFlag(Capability::Catalog))
        return report;
    const auto catalog = executor.connection().catalog({});
    if (!catalog)
        return fail(catalog.error());
    addLeftovers(*catalog, report);
    report.notices.append(catalog->warnings);
    return report;
}

} // namespace dumbo
