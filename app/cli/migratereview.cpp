#include "app/cli/migratereview.h"

#include "app/cli/terminal.h"

#include <QCoreApplication>

#include <algorithm>
#include <unistd.h>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;
using State = ReviewStatus::State;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

/// The structure now of everything that any verdict is bound to.
Step<std::optional<CatalogBinding>> bindingNow(const MigrateContext &context, const ReviewFile &file, Executor &executor)
{
    std::vector<ObjectPath> bound;
    for (const auto &verdict : file.verdicts()) {
        for (const auto &name : verdict.catalog.keys())
            bound.push_back({ {}, {}, name });
    }
    if (bound.empty())
        return std::nullopt;
    auto catalog = executor.connection().catalog({});
    if (!catalog)
        return context.stop(catalog.error());
    // "schema.name" may hold more dots than one, so the objects are named as the binding names them.
    std::vector<ObjectPath> paths;
    for (const auto &object : catalog->objects) {
        const auto name = object.path.schema.isEmpty() ? object.path.name : object.path.schema + u'.' + object.path.name;
        if (std::ranges::contains(bound, name, &ObjectPath::name))
            paths.push_back(object.path);
    }
    return catalogBinding(*catalog, paths);
}

RunReview approvalOf(const Migration &migration, const SourceReview &review, const QString &overrideReason)
{
    RunReview result;
    result.overrideReason = overrideReason;
    const auto status = review.statuses.find(migration.name);
    if (status != review.statuses.end() && status->second.state == State::Approved) {
        result.reviewHash = reviewHash(migration);
        result.approvedBy = status->second.verdict->author;
    }
    return result;
}

} // namespace

QString reviewStateName(State state)
{
    switch (state) {
    case State::Open: return u"open"_s;
    case State::Approved: return u"approved"_s;
    case State::Rejected: return u"rejected"_s;
    case State::FallenOff: return u"fallen-off"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

QString reviewText(const ReviewStatus &status)
{
    const auto author = status.verdict ? status.verdict->author : QString();
    switch (status.state) {
    case State::Open: return tr("not approved");
    case State::Approved: return tr("approved by %1").arg(author);
    case State::Rejected:
        return status.verdict && !status.verdict->text.isEmpty() ? tr("rejected by %1: %2").arg(author, status.verdict->text) : tr("rejected by %1").arg(author);
    case State::FallenOff: return tr("the verdict of %1 fell off: %2").arg(author, status.reason);
    }
    Q_UNREACHABLE_RETURN({});
}

Step<SourceReview> readReview(const MigrateContext &context, const MigrationSet &set, Executor &executor)
{
    const auto file = ReviewFile::open(ReviewFile::pathFor(set.path));
    if (!file)
        return context.stop(file.error());
    const auto now = bindingNow(context, *file, executor);
    if (!now)
        return std::unexpected(now.error());
    SourceReview review;
    review.exists = !file->verdicts().isEmpty();
    for (const auto &migration : set.migrations)
        review.statuses.emplace(migration.name, file->statusOf(migration, *now));
    return review;
}

Step<std::function<RunReview(const Migration &)>> allowRun(
    const MigrateContext &context, const SourceReview &review, const std::vector<const Migration *> &pending, bool isProduction)
{
    const auto &arguments = context.arguments();
    QStringList open;
    for (const auto *migration : pending) {
        const auto status = review.statuses.find(migration->name);
        if (status == review.statuses.end() || status->second.state != State::Approved)
            open.append(migration->name + u": "_s + (status == review.statuses.end() ? tr("not approved") : reviewText(status->second)));
    }
    const auto record = [review, reason = arguments.overrideReason](const Migration &migration) { return approvalOf(migration, review, reason); };
    if (open.isEmpty() || !arguments.overrideReason.isEmpty())
        return record;
    // Where nobody reviews, nobody asks; production is different.
    if (!arguments.approvedOnly && !isProduction && !review.exists)
        return record;
    for (const auto &line : open)
        printLine(line);
    if (arguments.approvedOnly || isProduction)
        return context.stop(isProduction ? tr("On a production connection only what is approved runs; --override REASON runs it nevertheless, and is recorded.")
                                         : tr("Only what is approved runs."),
            Refused);
    if (isTerminal(STDIN_FILENO) && !context.confirm(tr("Not all of it is approved. Run it nevertheless?")))
        return context.stop(tr("Nothing was run."), Refused);
    return record;
}

} // namespace cli
