#include "app/cli/migratecommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/migratedifference.h"
#include "app/cli/migratejson.h"
#include "app/cli/migratepending.h"
#include "app/cli/runprinter.h"
#include "app/cli/terminal.h"
#include "core/migrations/advisor.h"
#include "core/migrations/dryrun.h"
#include "core/migrations/review/reviewreport.h"

#include <QCoreApplication>

#include <algorithm>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

class DryRunPrinter final : public DryRunEvents {
public:
    void step(const QString &sentence) override { printLine(sentence); }
    void migrationStarted(const Migration &migration, int number, int count) override
    {
        printLine(tr("%1 (%2 of %3)").arg(migration.name).arg(number).arg(count));
    }
};

struct Trial {
    PendingSource source;
    DryRunRequest request;
    DatabaseOpener opener;
};

/// The place, and where it is another connection's database that one's opener.
Step<void> choosePlace(MigrateContext &context, Trial &trial)
{
    using Place = DryRunRequest::Place;
    const auto &place = context.arguments().place;
    const auto target = context.target();
    trial.opener = (*target)->opener;
    trial.request.isProduction = (*target)->isProduction();
    if (place == "schema"_L1)
        trial.request.place = Place::SchemaCopy;
    else if (place == "rows"_L1)
        trial.request.place = Place::RowsCopy;
    else if (!place.isEmpty() && place != "usual"_L1) {
        auto other = context.targetNamed(place);
        if (!other)
            return std::unexpected(other.error());
        trial.opener = other->opener;
        trial.request.isProduction = other->isProduction();
    }
    return {};
}

Step<Trial> prepare(MigrateContext &context)
{
    auto source = readPending(context);
    if (!source)
        return std::unexpected(source.error());
    printProblems(source->set.problems);
    Trial trial { std::move(*source), {}, {} };
    if (const auto chosen = choosePlace(context, trial); !chosen)
        return std::unexpected(chosen.error());
    trial.request.migrations = trial.source.chosen;
    trial.request.cancellation = context.interrupt().cancellation();
    if (context.arguments().tableLockTimeout)
        trial.request.lockTimeout = *context.arguments().tableLockTimeout;
    // The forecast says whether a busy table would be locked; without it a dry run can be made nevertheless.
    if (const auto advisor = Advisor::create(context.registry(), trial.source.dialect.databaseType)) {
        auto advice = advisor->advise(trial.request.migrations, trial.opener, trial.request.cancellation);
        if (advice)
            trial.request.advice = std::make_shared<const MigrationAdvice>(std::move(*advice));
        else if (advice.error().isCancelled())
            return context.stop(advice.error());
        else
            printLine(tr("note: ") + advice.error().message());
    }
    return trial;
}

Step<void> agree(const MigrateContext &context, const DryRunPlan &plan)
{
    if (!plan.needsConfirmation || context.arguments().assumesYes)
        return {};
    for (const auto &reason : plan.reasons)
        printLine(reason);
    if (context.confirm(tr("Make the dry run in \"%1\" nevertheless?").arg(plan.database)))
        return {};
    return context.stop(tr("Nothing was tried. --place schema tries it in a scratch copy, --yes here."), Refused);
}

QString textOf(const DryRunStatement &statement)
{
    switch (statement.state) {
    case DryRunStatement::State::Measured: return measurementText(statement.measurement);
    case DryRunStatement::State::NotRun: return tr("not run: %1").arg(statement.reason);
    case DryRunStatement::State::Failed: return tr("failed: %1").arg(statement.error ? statement.error->message() : QString());
    }
    Q_UNREACHABLE_RETURN({});
}

QString textOf(const DryRunMigration &migration, const Trial &trial)
{
    auto text = migration.name + u'\n';
    const auto written = std::ranges::find(trial.request.migrations, migration.name, &Migration::name);
    for (std::size_t i = 0; i < migration.statements.size(); ++i) {
        const auto &statement = migration.statements[i];
        if (written != trial.request.migrations.end() && i < written->up.size())
            text += u"    "_s + QString::fromUtf8(written->up[i].text).simplified().left(120) + u'\n';
        if (statement.forecast && !forecastText(*statement.forecast).isEmpty())
            text += u"        "_s + tr("forecast: %1").arg(forecastText(*statement.forecast)) + u'\n';
        text += u"        "_s + tr("measured: %1").arg(textOf(statement)) + u'\n';
    }
    for (const auto &problem : migration.problems)
        text += u"    "_s + tr("does not hold: %1").arg(problem) + u'\n';
    if (migration.before && migration.after)
        text += cli::textOf(compareCatalogs(migration.before, migration.after, trial.source.dialect), u"    "_s);
    return text;
}

QJsonObject jsonOf(const DryRunReport &report, const Trial &trial, bool isProduction)
{
    auto json = migrateJson(u"dry-run"_s, trial.source.set);
    json.insert(u"database"_s, cli::jsonOf(trial.source.server, trial.source.dialect.databaseType, isProduction));
    auto measured = toJson(report);
    auto migrations = measured[u"migrations"].toArray();
    for (qsizetype i = 0; i < migrations.size() && i < qsizetype(report.migrations.size()); ++i) {
        const auto &tried = report.migrations[std::size_t(i)];
        if (!tried.before || !tried.after)
            continue;
        auto migration = migrations[i].toObject();
        migration.insert(u"difference"_s, cli::jsonOf(compareCatalogs(tried.before, tried.after, trial.source.dialect)));
        migrations[i] = migration;
    }
    measured.insert(u"migrations"_s, migrations);
    json.insert(u"dryRun"_s, measured);
    return json;
}

} // namespace

ExitCode tryMigrations(MigrateContext &context)
{
    const auto trial = prepare(context);
    if (!trial)
        return trial.error().code;
    const auto plan = planDryRun(trial->opener, trial->request);
    if (!plan)
        return context.stop(plan.error(), plan.error().kind() == ErrorKind::Connection ? NoConnection : Refused).error().code;
    if (const auto agreed = agree(context, *plan); !agreed)
        return agreed.error().code;
    DryRunPrinter events;
    const auto report = dryRun(trial->opener, trial->request, events);
    if (!report)
        return context.stop(report.error()).error().code;
    const auto code = context.interrupt().isRequested() ? Interrupted : report->succeeded() ? Done : Refused;
    if (context.arguments().json)
        return context.print(jsonOf(*report, *trial, trial->request.isProduction), code);
    for (const auto &lines : { report->limits, report->notices }) {
        for (const auto &line : lines)
            printLine(tr("note: ") + line);
    }
    if (report->error && code == Refused)
        reportError(*report->error);
    QString text;
    for (const auto &migration : report->migrations)
        text += textOf(migration, *trial);
    text += tr("tried in: %1 (%2)").arg(report->database, dryRunPlaceName(report->place)) + u'\n';
    return context.print(text.toUtf8(), code);
}

} // namespace cli
