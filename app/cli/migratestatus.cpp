#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "app/cli/migratereport.h"
#include "app/cli/migratereview.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/migrations/histories/history.h"
#include "core/migrations/ledger.h"

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

/// A source beside a database.
struct Standing {
    MigrationSet set;
    LedgerState ledger;
    MigrationPlan plan;
    SourceReview review;
    std::vector<History> histories;
    ServerFacts server;
    QString databaseType;
    QStringList notes;
};

/// Others' histories are extra: what keeps them from being read is a note.
void readOtherHistories(Executor &executor, Standing &standing)
{
    CatalogRequest request;
    request.depth = CatalogDepth::Columns;
    const auto catalog = executor.connection().catalog(request);
    auto histories = catalog ? readHistories(executor, *catalog) : Result<std::vector<History>>(fail(catalog.error()));
    if (!histories) {
        standing.notes.append(tr("Histories of other tools could not be read: %1").arg(histories.error().message()));
        return;
    }
    std::erase_if(*histories, [](const History &history) { return history.tool == "dumbo"_L1; });
    standing.histories = std::move(*histories);
}

Step<Standing> readStanding(MigrateContext &context, bool withHistories)
{
    const auto target = context.target();
    if (!target)
        return std::unexpected(target.error());
    auto database = context.open(**target);
    if (!database)
        return std::unexpected(database.error());
    auto &executor = (*database)->executor();
    const auto dialect = executor.connection().dialect();
    auto set = context.source(dialect);
    if (!set)
        return std::unexpected(set.error());
    auto ledger = readLedger(executor);
    if (!ledger)
        return context.stop(ledger.error());
    Standing standing { std::move(*set), std::move(*ledger), {}, {}, {}, executor.connection().server(), dialect.databaseType, {} };
    standing.plan = planMigrations(standing.set, standing.ledger);
    auto review = readReview(context, standing.set, executor);
    if (!review)
        return std::unexpected(review.error());
    standing.review = std::move(*review);
    if (withHistories)
        readOtherHistories(executor, standing);
    if (context.interrupt().isRequested())
        return std::unexpected(Stopped { Interrupted });
    return standing;
}

QJsonObject jsonOf(const Standing &standing, const QString &command, bool isProduction)
{
    auto json = migrateJson(command, standing.set);
    json.insert(u"database"_s, cli::jsonOf(standing.server, standing.databaseType, isProduction));
    json.insert(u"ledger"_s, QJsonObject { { u"exists"_s, standing.ledger.exists }, { u"details"_s, standing.ledger.hasDetails },
                                 { u"detailsUnknown"_s, standing.plan.detailsUnknown } });
    json.insert(u"counts"_s, countsOf(standing.plan));
    json.insert(u"clean"_s, standing.plan.isClean());
    return json;
}

/// With what was said about it, where anybody reviews.
QJsonObject jsonOf(const PlannedMigration &planned, const SourceReview &review)
{
    auto json = cli::jsonOf(planned);
    const auto status = review.statuses.find(planned.name());
    if (!review.exists || status == review.statuses.end())
        return json;
    QJsonObject said { { u"state"_s, reviewStateName(status->second.state) } };
    if (status->second.verdict)
        said.insert(u"by"_s, status->second.verdict->author);
    if (!status->second.reason.isEmpty())
        said.insert(u"reason"_s, status->second.reason);
    json.insert(u"review"_s, said);
    return json;
}

std::optional<QString> reviewCell(const PlannedMigration &planned, const SourceReview &review)
{
    const auto status = review.statuses.find(planned.name());
    if (!review.exists || status == review.statuses.end())
        return std::nullopt;
    return reviewText(status->second);
}

void printTable(const std::vector<PlannedMigration> &migrations, const SourceReview &review)
{
    std::vector<std::vector<std::optional<QString>>> rows;
    for (const auto &planned : migrations) {
        const auto recorded = planned.entry ? std::optional(planned.entry->timestamp) : std::nullopt;
        const auto who = planned.entry && planned.entry->details ? std::optional(planned.entry->details->who) : std::nullopt;
        rows.push_back({ planned.name(), migrationStateName(planned.state), reviewCell(planned, review), recorded, who,
            planned.reason.isEmpty() ? std::nullopt : std::optional(planned.reason),
            planned.remedies == Remedies() || planned.state == MigrationState::Applied ? std::nullopt
                                                                                       : std::optional(remedyNames(planned.remedies).join(", "_L1)) });
    }
    std::ignore = writeTextRows(ResultFormat::Table, { tr("migration"), tr("state"), tr("review"), tr("recorded"), tr("who"), tr("reason"), tr("remedies") }, rows);
}

void printTimeline(const std::vector<History> &histories)
{
    std::vector<std::vector<std::optional<QString>>> rows;
    for (const auto &[history, entry] : mergedTimeline(histories))
        rows.push_back({ histories[history].toolName, entry.version.isEmpty() ? std::nullopt : std::optional(entry.version), entry.name,
            historyStateName(entry.state), entry.appliedAt.isEmpty() ? std::nullopt : std::optional(entry.appliedAt) });
    for (const auto &history : histories) {
        if (history.error)
            printLine(tr("note: %1 could not be read: %2").arg(history.table.name, history.error->message()));
    }
    if (!rows.empty())
        std::ignore = writeTextRows(ResultFormat::Table, { tr("tool"), tr("version"), tr("name"), tr("state"), tr("applied at") }, rows);
}

void printNotes(const Standing &standing)
{
    printProblems(standing.set.problems);
    for (const auto &note : standing.notes)
        printLine(tr("note: ") + note);
    if (standing.plan.detailsUnknown)
        printLine(tr("note: Others recorded migrations here; whether one failed half-way is unknown."));
}

bool isWrong(const PlannedMigration &planned)
{
    return planned.state != MigrationState::Applied && planned.state != MigrationState::Pending;
}

QJsonObject planJson(const Standing &standing, bool isProduction)
{
    auto json = jsonOf(standing, u"plan"_s, isProduction);
    QJsonArray pending;
    QJsonArray wrong;
    for (const auto &planned : standing.plan.migrations) {
        if (planned.state == MigrationState::Pending) {
            auto entry = jsonOf(planned, standing.review);
            entry.insert(u"sql"_s, statementsOf(*planned.migration));
            pending.append(entry);
        } else if (isWrong(planned)) {
            wrong.append(jsonOf(planned, standing.review));
        }
    }
    json.insert(u"pending"_s, pending);
    json.insert(u"wrong"_s, wrong);
    return json;
}

} // namespace

ExitCode showStatus(MigrateContext &context)
{
    const auto standing = readStanding(context, true);
    if (!standing)
        return standing.error().code;
    const auto code = standing->plan.isClean() ? Done : Refused;
    const bool isProduction = (*context.target())->isProduction();
    if (context.arguments().json) {
        auto json = jsonOf(*standing, u"status"_s, isProduction);
        QJsonArray migrations;
        for (const auto &planned : standing->plan.migrations)
            migrations.append(jsonOf(planned, standing->review));
        QJsonArray histories;
        for (const auto &history : standing->histories)
            histories.append(cli::jsonOf(history));
        json.insert(u"migrations"_s, migrations);
        json.insert(u"histories"_s, histories);
        json.insert(u"notes"_s, QJsonArray::fromStringList(standing->notes));
        return context.print(json, code);
    }
    printNotes(*standing);
    printTable(standing->plan.migrations, standing->review);
    printTimeline(standing->histories);
    return context.print((countedStates(standing->plan) + u'\n').toUtf8(), code);
}

ExitCode showPlan(MigrateContext &context)
{
    const auto standing = readStanding(context, false);
    if (!standing)
        return standing.error().code;
    const auto code = standing->plan.isClean() ? Done : Refused;
    if (context.arguments().json)
        return context.print(planJson(*standing, (*context.target())->isProduction()), code);
    printNotes(*standing);
    if (const auto &format = context.arguments().format; !format.isEmpty() && format != "text"_L1) {
        const auto report = planReport(context, standing->set, standing->plan, standing->review);
        return report ? context.print(*report, code) : report.error().code;
    }
    std::vector<PlannedMigration> wrong;
    std::ranges::copy_if(standing->plan.migrations, std::back_inserter(wrong), isWrong);
    if (!wrong.empty())
        printTable(wrong, standing->review);
    QString text;
    for (const auto *planned : standing->plan.pending()) {
        const auto &migration = *planned->migration;
        text += migration.up.size() == 1 ? tr("%1: 1 statement").arg(migration.name)
                                         : tr("%1: %2 statements").arg(migration.name, QString::number(migration.up.size()));
        text += (migration.inTransaction ? QString() : tr(", outside of a transaction")) + u'\n';
        for (const auto &statement : migration.up)
            text += "    "_L1 + QString::fromUtf8(statement.text).simplified().left(120) + u'\n';
    }
    return context.print((text + countedStates(standing->plan) + u'\n').toUtf8(), code);
}

} // namespace cli
