#include "ui/migrations/rungate.h"

#include "ui/migrations/migrationlook.h"

#include <QCoreApplication>

namespace workbench {

namespace {

constexpr qsizetype mostNamed = 6;

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("Migrations", text, nullptr, n);
}

QString listed(QStringList lines)
{
    if (const auto more = lines.size() - mostNamed; more > 0) {
        lines.resize(mostNamed);
        lines.append(tr("and %n more", int(more)));
    }
    return lines.join(u'\n');
}

} // namespace

QStringList pendingNames(const MigrationsSnapshot &snapshot)
{
    QStringList names;
    for (const auto *planned : snapshot.plan.pending())
        names.append(planned->name());
    return names;
}

QStringList pendingUpTo(const MigrationsSnapshot &snapshot, const QString &name)
{
    auto names = pendingNames(snapshot);
    const auto at = names.indexOf(name);
    names.resize(at + 1);
    return names;
}

RunGate RunGate::of(const MigrationsSnapshot &snapshot, const QStringList &names, const Facts &facts)
{
    RunGate gate;
    gate.names = names;
    if (names.isEmpty()) {
        gate.sentence = tr("Nothing is pending.");
        return gate;
    }
    if (facts.isReadOnly) {
        gate.way = Way::Refused;
        gate.sentence = tr("%1 was opened read-only, so nothing can run there.").arg(facts.database);
        return gate;
    }
    for (const auto &problem : snapshot.plan.problems) {
        if (!problem.isFatal)
            continue;
        gate.way = Way::Refused;
        gate.sentence = tr("The source has to be mended first.");
        gate.details = problem.path.isEmpty() ? problem.message : problem.path + QStringLiteral(": ") + problem.message;
        return gate;
    }
    QStringList open;
    for (const auto &name : names) {
        const auto status = facts.review(name);
        if (status.state != dumbo::ReviewStatus::State::Approved)
            open.append(name + QStringLiteral(": ") + look::text(status.state) + (status.reason.isEmpty() ? QString() : QStringLiteral(". ") + status.reason));
    }
    if (!open.isEmpty()) {
        gate.way = facts.isProduction ? Way::NeedsReason : Way::Asks;
        const bool isOne = open.size() == 1;
        gate.sentence = facts.isProduction && isOne
            ? tr("%1 is a production database, and one migration is not approved. It runs only with a reason, which is recorded.").arg(facts.database)
            : isOne ? tr("One migration is not approved. Run it on %1 all the same?").arg(facts.database)
            : facts.isProduction
            ? tr("%1 is a production database, and %n of these migrations are not approved. They run only with a reason, which is recorded.", int(open.size())).arg(facts.database)
            : tr("%n of these migrations are not approved. Run them on %1 all the same?", int(open.size())).arg(facts.database);
        gate.details = listed(open);
        return gate;
    }
    gate.way = facts.isProduction ? Way::Asks : Way::Free;
    if (facts.isProduction) {
        gate.sentence = tr("%1 is a production database. Run %n approved migrations there?", int(names.size())).arg(facts.database);
        gate.details = listed(names);
    }
    return gate;
}

} // namespace workbench
