#include "app/cli/migratecommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/migratejson.h"
#include "app/cli/migratereview.h"
#include "app/cli/runprinter.h"
#include "app/cli/terminal.h"
#include "core/migrations/advisor.h"
#include "core/migrations/runner.h"

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

HashMismatch mismatchOf(const QString &word)
{
    return word == "keep"_L1 ? HashMismatch::Keep : word == "update"_L1 ? HashMismatch::Update : HashMismatch::Refuse;
}

RunOptions optionsOf(const MigrateContext &context)
{
    const auto &arguments = context.arguments();
    RunOptions options;
    options.lockTimeout = arguments.lockTimeout;
    options.statementTimeout = arguments.statementTimeout;
    options.tableLockTimeout = arguments.tableLockTimeout;
    options.oneTransaction = !arguments.oneByOne;
    options.allowOutOfOrder = arguments.outOfOrder;
    options.resume = arguments.resume;
    options.unseen = arguments.skipsUnseen ? UnseenStatement::Skip : UnseenStatement::Repeat;
    options.mismatch = mismatchOf(arguments.mismatch);
    if (!arguments.down)
        options.only = arguments.names;
    options.upTo = arguments.upTo;
    options.cancellation = context.interrupt().cancellation();
    return options;
}

QJsonObject jsonOf(const MigrationResult &result)
{
    QJsonObject json { { u"name"_s, result.name }, { u"outcome"_s, migrationOutcomeName(result.outcome) },
        { u"milliseconds"_s, qint64(result.elapsed.count()) }, { u"statements"_s, result.statements }, { u"statementsDone"_s, result.statementsDone } };
    if (result.rows)
        json.insert(u"rows"_s, *result.rows);
    if (result.error)
        json.insert(u"error"_s, cli::jsonOf(*result.error));
    return json;
}

QJsonObject jsonOf(const RunReport &report, const MigrationSet &set)
{
    auto json = migrateJson(u"run"_s, set);
    QJsonArray migrations;
    for (const auto &result : report.migrations)
        migrations.append(jsonOf(result));
    json.insert(u"run"_s, report.run);
    json.insert(u"migrations"_s, migrations);
    json.insert(u"verified"_s, report.verified);
    json.insert(u"succeeded"_s, report.succeeded());
    json.insert(u"notices"_s, QJsonArray::fromStringList(report.notices));
    if (report.error)
        json.insert(u"error"_s, cli::jsonOf(*report.error));
    if (report.after)
        json.insert(u"counts"_s, countsOf(*report.after));
    return json;
}

/// The statement that failed, where it stands.
void reportFailure(const RunReport &report, const MigrationSet &set, const QString &highlighting)
{
    for (const auto &result : report.migrations) {
        if (!result.error)
            continue;
        const auto migration = std::ranges::find(set.migrations, result.name, &Migration::name);
        const auto at = std::size_t(std::max(result.statementsDone, 0));
        if (migration != set.migrations.end() && result.error->position() && at < migration->up.size())
            return reportError(*result.error, { migration->up[at].text, migration->up[at].line, migration->path, highlighting });
        return reportError(*result.error);
    }
    if (report.error)
        reportError(*report.error);
}

ExitCode tell(MigrateContext &context, const RunReport &report, const MigrationSet &set, const QString &highlighting)
{
    const auto code = context.interrupt().isRequested() ? Interrupted : report.succeeded() ? Done : Refused;
    if (code == Refused)
        reportFailure(report, set, highlighting);
    if (context.arguments().json)
        return context.print(jsonOf(report, set), code);
    for (const auto &notice : report.notices)
        printLine(tr("note: ") + notice);
    const auto done = std::ranges::count_if(report.migrations,
        [](const MigrationResult &result) { return result.outcome == MigrationOutcome::Applied || result.outcome == MigrationOutcome::Undone; });
    auto text = context.arguments().down ? tr("%1 undone now") : tr("%1 applied now");
    if (report.after)
        text += tr("; in all %1").arg(countedStates(*report.after));
    if (report.verified)
        text += tr("; verified");
    return context.print((text.arg(done) + u'\n').toUtf8(), code);
}

} // namespace

std::function<std::vector<TransactionFit>(const Migration &)> transactionFits(MigrateContext &context, const QString &databaseType)
{
    auto made = Advisor::create(context.registry(), databaseType);
    if (!made)
        return {};
    return [advisor = std::make_shared<Advisor>(std::move(*made))](const Migration &migration) {
        std::vector<TransactionFit> fits;
        const auto advice = advisor->advise({ &migration, 1 });
        if (!advice)
            return fits;
        for (const auto &statement : advice->migrations.front().statements)
            fits.push_back(statement.advice.fit);
        return fits;
    };
}

namespace {

/// What a run needs to know before it begins.
struct Ready {
    MigrationSet set;
    Dialect dialect;
    RunOptions options;
};

/// What would run, or be recorded anew, as far as can be seen without the lock: the review is about these.
std::vector<const Migration *> toRun(const MigrationPlan &plan, const MigrateArguments &arguments)
{
    const bool updates = mismatchOf(arguments.mismatch) == HashMismatch::Update;
    bool isPast = false;
    std::vector<const Migration *> migrations;
    for (const auto &planned : plan.migrations) {
        const auto isNamed = arguments.names.contains(planned.name());
        const bool isRunnable = planned.state == MigrationState::Pending || (planned.state == MigrationState::OutOfOrder && (arguments.outOfOrder || isNamed))
            || (planned.state == MigrationState::Failed && arguments.resume);
        const bool isRecorded = planned.state == MigrationState::Changed && updates; // whatever is named
        const bool isTaken = !isPast && isRunnable && (arguments.names.isEmpty() || isNamed);
        if (planned.migration && (isRecorded || isTaken))
            migrations.push_back(&*planned.migration);
        isPast = isPast || (!arguments.upTo.isEmpty() && planned.name() == arguments.upTo);
    }
    return migrations;
}

Step<Ready> prepare(MigrateContext &context, const MigrateTarget &target)
{
    const auto &arguments = context.arguments();
    auto database = context.open(target);
    if (!database)
        return std::unexpected(database.error());
    auto &executor = (*database)->executor();
    auto dialect = executor.connection().dialect();
    auto set = context.source(dialect);
    if (!set)
        return std::unexpected(set.error());
    if (const auto known = context.only(*set, arguments.names); !known)
        return std::unexpected(known.error());
    printProblems(set->problems);
    const auto ledger = readLedger(executor);
    if (!ledger)
        return context.stop(ledger.error());
    const auto review = readReview(context, *set, executor);
    if (!review)
        return std::unexpected(review.error());
    auto options = optionsOf(context);
    const auto plan = planMigrations(*set, *ledger);
    auto recorded = allowRun(context, *review, arguments.down ? std::vector<const Migration *>() : toRun(plan, arguments), target.isProduction());
    if (!recorded)
        return std::unexpected(recorded.error());
    options.review = std::move(*recorded);
    options.fit = transactionFits(context, dialect.databaseType);
    return Ready { std::move(*set), std::move(dialect), std::move(options) };
}

} // namespace

ExitCode runMigrations(MigrateContext &context)
{
    const auto &arguments = context.arguments();
    if (arguments.down && arguments.names.isEmpty())
        return context.stop(tr("Name the migrations to undo.")).error().code;
    const auto target = context.target();
    if (!target)
        return target.error().code;
    if (arguments.down && (*target)->isProduction() && arguments.overrideReason.isEmpty())
        return context.stop(tr("On a production connection down scripts run with --override REASON only."), Refused).error().code;
    // The connection is gone before the run opens its own: a database may allow only one.
    const auto ready = prepare(context, **target);
    if (!ready)
        return ready.error().code;
    RunPrinter events(context);
    MigrationRunner runner((*target)->opener, ready->options);
    const auto report = arguments.down ? runner.runDown(ready->set, arguments.names, events) : runner.run(ready->set, events);
    if (!report)
        return context.stop(report.error(), report.error().kind() == ErrorKind::Connection ? NoConnection : Refused).error().code;
    return tell(context, *report, ready->set, ready->dialect.highlighting);
}

} // namespace cli
