#include "core/migrations/dryrun.h"
#include "core/migrations/scratch.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

/// From here on a table is worth a question even though nobody uses it this moment.
constexpr qint64 manyRows = 1'000'000;
constexpr qint64 manyBytes = 1024LL * 1024 * 1024;
constexpr qint64 muchUse = 600; ///< reads and writes in a minute

QString tr(const char *text)
{
    return QCoreApplication::translate("DryRun", text);
}

/// What would keep others from writing or reading until the end; what the migrations make themselves is nobody's yet.
std::vector<ObjectPath> lockedObjects(const MigrationAdvice &advice, std::span<const Migration> migrations)
{
    constexpr int blocking = int(LockEffect::BlocksWrites) | int(LockEffect::BlocksReads);
    std::vector<ObjectPath> objects;
    for (const auto &migration : migrations) {
        const auto *advised = advice.find(migration.name);
        for (std::size_t i = 0; advised && i < advised->statements.size(); ++i) {
            for (const auto &lock : advised->statements[i].advice.locks) {
                if (!lock.isNew && (lock.effects & blocking) != 0 && !std::ranges::contains(objects, lock.object))
                    objects.push_back(lock.object);
            }
        }
    }
    return objects;
}

QString useOf(const ObjectActivity &activity)
{
    QStringList parts;
    const QLocale locale;
    if (!activity.holders.empty()) {
        const auto &first = activity.holders.front();
        parts.append(activity.holders.size() == 1 ? tr("%1 has a lock on it").arg(first.who)
                                                  : tr("%1 and others (%2 in all) have locks on it").arg(first.who).arg(activity.holders.size()));
    }
    const auto use = activity.readsPerMinute.value_or(0) + activity.writesPerMinute.value_or(0);
    if (use >= muchUse)
        parts.append(tr("it is read and written %1 times a minute").arg(locale.toString(use)));
    if (activity.rowEstimate.value_or(0) >= manyRows)
        parts.append(tr("it has about %1 rows").arg(locale.toString(*activity.rowEstimate)));
    if (activity.sizeBytes.value_or(0) >= manyBytes)
        parts.append(tr("it takes %1").arg(locale.formattedDataSize(*activity.sizeBytes)));
    return parts.join(QStringLiteral(", "));
}

Result<void> addBusy(MigrationsExtension &extension, const DryRunRequest &request, DryRunPlan &plan)
{
    if (!request.advice)
        return {};
    const auto objects = lockedObjects(*request.advice, request.migrations);
    if (objects.empty())
        return {};
    const auto activity = extension.activity(objects);
    if (!activity)
        return fail(activity.error());
    for (const auto &object : *activity) {
        const auto use = useOf(object);
        if (use.isEmpty())
            continue;
        plan.busy.push_back(object);
        plan.reasons.append(tr("%1 would be locked until the dry run ends: %2.").arg(objectName(object.object), use));
    }
    return {};
}

QJsonArray jsonOf(const QStringList &texts)
{
    return QJsonArray::fromStringList(texts);
}

QJsonArray jsonOf(const std::vector<ObjectPath> &paths)
{
    QJsonArray names;
    for (const auto &path : paths)
        names.append(objectName(path));
    return names;
}

QJsonObject jsonOf(const StatementMeasurement &measurement)
{
    QJsonArray locks;
    for (const auto &lock : measurement.locks)
        locks.append(QJsonObject { { QStringLiteral("object"), objectName(lock.object) }, { QStringLiteral("mode"), lock.mode } });
    QJsonObject object { { QStringLiteral("microseconds"), qint64(measurement.time.count()) }, { QStringLiteral("locks"), locks },
        { QStringLiteral("rewritten"), jsonOf(measurement.rewritten) }, { QStringLiteral("created"), jsonOf(measurement.created) },
        { QStringLiteral("dropped"), jsonOf(measurement.dropped) }, { QStringLiteral("notices"), jsonOf(measurement.notices) } };
    if (measurement.rows)
        object.insert(QStringLiteral("rows"), *measurement.rows);
    return object;
}

QJsonObject jsonOf(const DryRunStatement &statement)
{
    static constexpr std::array states { "measured", "not-run", "failed" };
    QJsonObject object { { QStringLiteral("state"), QString::fromLatin1(states[std::size_t(statement.state)]) } };
    if (statement.state == DryRunStatement::State::Measured)
        object.insert(QStringLiteral("measurement"), jsonOf(statement.measurement));
    if (!statement.reason.isEmpty())
        object.insert(QStringLiteral("reason"), statement.reason);
    if (statement.error)
        object.insert(QStringLiteral("error"), QJsonDocument::fromJson(statement.error->toJson()).object());
    return object;
}

} // namespace

Result<DryRunPlan> planDryRun(const DatabaseOpener &opener, const DryRunRequest &request)
{
    OpenRequest wanted;
    wanted.options = request.database;
    wanted.cancellation = request.cancellation;
    const auto database = opener(wanted);
    if (!database)
        return fail(database.error());
    auto &connection = (*database)->connection();
    const auto extension = migrationsOf(connection);
    if (!extension)
        return fail(extension.error());
    DryRunPlan plan;
    plan.database = connection.server().database;
    plan.place = request.place == DryRunRequest::Place::SchemaCopy ? DryRunPlace::EmptyCopy
        : request.place == DryRunRequest::Place::RowsCopy          ? DryRunPlace::Copy
                                                                   : (*extension)->dryRunPlace();
    if (const auto limits = (*extension)->dryRunLimits())
        plan.limits = *limits;
    if (request.isProduction)
        plan.reasons.append(tr("This is a production connection."));
    if (plan.place == DryRunPlace::Transaction) {
        if (const auto added = addBusy(**extension, request, plan); !added)
            return fail(added.error());
    }
    plan.needsConfirmation = !plan.reasons.isEmpty();
    return plan;
}

QString dryRunPlaceName(DryRunPlace place)
{
    switch (place) {
    case DryRunPlace::Transaction: return QStringLiteral("transaction");
    case DryRunPlace::Copy: return QStringLiteral("copy");
    case DryRunPlace::EmptyCopy: return QStringLiteral("empty-copy");
    }
    Q_UNREACHABLE();
}

QJsonObject toJson(const DryRunReport &report)
{
    QJsonArray migrations;
    for (const auto &migration : report.migrations) {
        QJsonArray statements;
        for (const auto &statement : migration.statements)
            statements.append(jsonOf(statement));
        migrations.append(QJsonObject { { QStringLiteral("name"), migration.name }, { QStringLiteral("hash"), QString::fromLatin1(migration.hash) },
            { QStringLiteral("statements"), statements }, { QStringLiteral("problems"), jsonOf(migration.problems) } });
    }
    QJsonObject object { { QStringLiteral("place"), dryRunPlaceName(report.place) }, { QStringLiteral("database"), report.database },
        { QStringLiteral("succeeded"), report.succeeded() }, { QStringLiteral("notRun"), report.notRunCount() },
        { QStringLiteral("milliseconds"), qint64(report.elapsed.count()) }, { QStringLiteral("migrations"), migrations },
        { QStringLiteral("limits"), jsonOf(report.limits) }, { QStringLiteral("notices"), jsonOf(report.notices) } };
    if (report.error)
        object.insert(QStringLiteral("error"), QJsonDocument::fromJson(report.error->toJson()).object());
    return object;
}

QJsonObject toJson(const DryRunPlan &plan)
{
    QJsonArray busy;
    for (const auto &object : plan.busy)
        busy.append(objectName(object.object));
    return { { QStringLiteral("place"), dryRunPlaceName(plan.place) }, { QStringLiteral("database"), plan.database },
        { QStringLiteral("needsConfirmation"), plan.needsConfirmation }, { QStringLiteral("reasons"), jsonOf(plan.reasons) },
        { QStringLiteral("busy"), busy }, { QStringLiteral("limits"), jsonOf(plan.limits) } };
}

} // namespace dumbo
