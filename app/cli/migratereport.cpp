#include "app/cli/migratereport.h"

#include "app/cli/terminal.h"
#include "core/migrations/advisor.h"
#include "core/migrations/review/reviewreport.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

/// Nothing, with a note, where the database or its driver gives no advice: the rest of the report stands without.
std::optional<MigrationAdvice> adviceFor(const MigrateContext &context, const MigrateTarget &target, const QString &databaseType, const MigrationPlan &plan)
{
    std::vector<Migration> pending;
    for (const auto *planned : plan.pending())
        pending.push_back(*planned->migration);
    const auto advisor = Advisor::create(context.registry(), databaseType);
    auto advice = advisor ? advisor->advise(pending, target.opener, context.interrupt().cancellation()) : Result<MigrationAdvice>(fail(advisor.error()));
    if (advice)
        return std::move(*advice);
    printLine(QCoreApplication::translate("MigrateCommand", "note: There is no advice: %1").arg(advice.error().message()));
    return std::nullopt;
}

} // namespace

Step<QByteArray> planReport(MigrateContext &context, const MigrationSet &set, const MigrationPlan &plan, const SourceReview &review)
{
    const auto target = context.target();
    if (!target)
        return std::unexpected(target.error());
    const auto dialect = context.dialect();
    if (!dialect)
        return std::unexpected(dialect.error());
    ReviewReport report;
    report.title = QFileInfo(set.path).fileName();
    report.database = (*target)->named.profile ? (*target)->named.profile->name : (*target)->named.target.displayName();
    report.plan = plan;
    report.statuses = review.statuses;
    // It was read a moment ago; without it the statuses are empty too.
    if (const auto file = ReviewFile::open(ReviewFile::pathFor(set.path)))
        report.verdicts = file->verdicts();
    report.advice = adviceFor(context, **target, dialect->databaseType, plan);
    if (context.interrupt().isRequested())
        return std::unexpected(Stopped { Interrupted });
    return context.arguments().format == "html"_L1 ? reviewHtml(report) : reviewMarkdown(report);
}

} // namespace cli
