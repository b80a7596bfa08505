#include "core/migrations/advice/databaseanswers.h"

#include "core/catalog/catalogsnapshot.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <utility>

namespace dumbo {

namespace {

constexpr qint64 fewRows = 10'000;
constexpr qint64 manyRows = 1'000'000;
constexpr qint64 manyBytes = qint64(1) << 30;
constexpr qint64 busyPerMinute = 60;
constexpr auto longOpen = std::chrono::seconds(5);

QString tr(const char *text)
{
    return QCoreApplication::translate("Advisor", text);
}

QString number(qint64 value)
{
    return QLocale::c().toString(value);
}

bool holds(const std::vector<ObjectPath> &paths, const ObjectPath &object)
{
    return std::ranges::find(paths, object) != paths.end();
}

bool blocks(const ForecastLock &lock, LockEffect effect)
{
    return (lock.effects & int(effect)) != 0;
}

/// Whether a lock of this mode is one that readers take: it keeps out only what keeps out readers.
bool isReadersMode(const QString &mode)
{
    static constexpr std::array readers { "AccessShareLock", "RowShareLock", "ACCESS SHARE", "ROW SHARE", "SHARED_READ", "MDL_SHARED_READ" };
    return std::ranges::any_of(readers, [&](const char *reader) { return mode == QLatin1StringView(reader); });
}

/// Whether the lock would wait for the holder of this one.
bool waitsFor(const ForecastLock &lock, const ObjectActivity::Holder &holder)
{
    if (holder.waits)
        return false;
    return blocks(lock, LockEffect::BlocksReads) || (blocks(lock, LockEffect::BlocksWrites) && !isReadersMode(holder.mode));
}

QString duration(std::chrono::milliseconds time)
{
    const auto seconds = time.count() / 1000;
    return seconds < 120 ? tr("%1 s").arg(seconds) : tr("%1 min").arg(seconds / 60);
}

Finding waitingFinding(const ForecastLock &lock, const ObjectActivity::Holder &holder, const QByteArray &text)
{
    Finding finding;
    finding.code = QStringLiteral("DMB010");
    finding.name = QStringLiteral("would-wait-now");
    finding.severity = holder.transactionAge >= longOpen ? FindingSeverity::Error : FindingSeverity::Warning;
    finding.message = tr("Now it would wait for session %1 (%2), which holds %3 on %4 and whose transaction is open for %5.")
                          .arg(QString::number(holder.pid), holder.who, holder.mode, objectName(lock.object), duration(holder.transactionAge));
    finding.detail = tr("While it waits for %1, everybody who comes later and needs the table waits behind it.").arg(lock.mode);
    if (!holder.text.isEmpty())
        finding.detail += u'\n' + tr("Its statement: %1").arg(holder.text);
    finding.span = { 0, text.size() };
    finding.object = lock.object;
    return finding;
}

std::optional<Finding> busyFinding(const ForecastLock &lock, const ObjectActivity &activity, const QByteArray &text)
{
    const auto writes = activity.writesPerMinute.value_or(0);
    const auto reads = blocks(lock, LockEffect::BlocksReads) ? activity.readsPerMinute.value_or(0) : 0;
    if (reads + writes < busyPerMinute)
        return std::nullopt;
    Finding finding;
    finding.code = QStringLiteral("DMB011");
    finding.name = QStringLiteral("busy-table");
    finding.severity = FindingSeverity::Warning;
    finding.message = tr("%1 is in use: about %2 reads and %3 writes a minute, which %4 keeps out until the transaction ends.")
                          .arg(objectName(lock.object), number(reads), number(writes), lock.mode);
    finding.detail = tr("Set a short lock timeout, and run it when little goes on.");
    finding.span = { 0, text.size() };
    finding.object = lock.object;
    return finding;
}

void set(AdvisedFinding &finding, FindingSeverity severity, const QString &reason)
{
    if (finding.severity == severity)
        return;
    finding.severity = severity;
    finding.severityReason = reason;
}

/// A warning that has no ground. An error stays one: it tells of more than size.
void lower(AdvisedFinding &finding, const QString &reason)
{
    if (finding.severity == FindingSeverity::Warning)
        set(finding, FindingSeverity::Info, reason);
}

/// Whether the finding may be about how long others wait rather than about rows alone.
bool keepsOthersOut(const StatementAdvice &statement, const ObjectPath &object)
{
    const auto isBlocking = [&](const ForecastLock &lock) {
        return lock.object == object && !lock.isNew && (blocks(lock, LockEffect::BlocksReads) || blocks(lock, LockEffect::BlocksWrites));
    };
    return holds(statement.rewrites, object) || holds(statement.scans, object) || std::ranges::any_of(statement.locks, isBlocking);
}

/// By what the data answered; whether that decides.
bool weighByProbes(AdvisedFinding &finding, const StatementAdvice &statement, bool losesData)
{
    if (finding.probes.empty())
        return false;
    const auto isCounted = [](const ProbeAnswer &answer) { return answer.state == ProbeAnswer::State::Counted; };
    const auto isHit = [&](const ProbeAnswer &answer) { return isCounted(answer) && answer.count > 0 && (answer.probe.isFatal || losesData); };
    const auto hit = std::ranges::find_if(finding.probes, isHit);
    if (hit != finding.probes.end()) {
        set(finding, FindingSeverity::Error, hit->sentence);
        return true;
    }
    const auto isMiss = [&](const ProbeAnswer &answer) { return isCounted(answer) && answer.count == 0; };
    if (!std::ranges::all_of(finding.probes, isMiss))
        return true;
    if (finding.object && keepsOthersOut(statement, *finding.object))
        return false;
    const auto isFatal = std::ranges::any_of(finding.probes, &DataProbe::isFatal, &ProbeAnswer::probe);
    if (finding.severity == FindingSeverity::Error && isFatal)
        set(finding, FindingSeverity::Info, finding.probes.front().sentence); // nothing makes it fail
    lower(finding, finding.probes.front().sentence);
    return true;
}

} // namespace

Result<std::vector<ObjectActivity>> readActivity(
    const std::vector<ObjectPath> &objects, const AdviceContext &context, QStringList &notes)
{
    if (!context.executor || !context.executor->hasConnection() || !context.catalog || objects.empty())
        return std::vector<ObjectActivity>();
    auto *extension = context.executor->connection().extension(MigrationsExtension::extensionId());
    if (!extension) {
        notes.append(tr("This connection can't tell how large and how busy tables are."));
        return std::vector<ObjectActivity>();
    }
    const CatalogSnapshot catalog(*context.catalog);
    std::vector<ObjectPath> existing;
    for (const auto &object : objects) {
        const auto *entry = catalog.resolve(object.schema, object.name, context.searchPath);
        if (entry && !holds(existing, entry->object->path))
            existing.push_back(entry->object->path);
    }
    if (existing.empty())
        return std::vector<ObjectActivity>();
    auto activity = static_cast<MigrationsExtension *>(extension)->activity(existing);
    if (!activity && activity.error().isCancelled())
        return fail(activity.error());
    if (!activity) {
        notes.append(tr("How large and how busy tables are could not be read: %1").arg(activity.error().message()));
        return std::vector<ObjectActivity>();
    }
    return activity;
}

void weigh(AdvisedFinding &finding, const StatementAdvice &statement, const MigrationAdvice &advice)
{
    const auto losesData = finding.object && holds(statement.losesData, *finding.object);
    if (weighByProbes(finding, statement, losesData) || !finding.object || losesData)
        return;
    if (!holds(statement.rewrites, *finding.object) && !holds(statement.scans, *finding.object))
        return;
    const auto *activity = advice.activityOf(*finding.object);
    if (!activity)
        return;
    const auto rows = activity->rowEstimate.value_or(-1);
    const auto isLarge = rows >= manyRows || activity->sizeBytes.value_or(0) >= manyBytes;
    if (isLarge && finding.severity == FindingSeverity::Warning)
        set(finding, FindingSeverity::Error,
            rows >= 0 ? tr("%1 has about %2 rows.").arg(objectName(*finding.object), number(rows))
                      : tr("%1 has %2 bytes.").arg(objectName(*finding.object), number(*activity->sizeBytes)));
    else if (!isLarge && rows >= 0 && rows < fewRows && activity->holders.empty())
        lower(finding, tr("%1 has about %2 rows, and nobody uses it now.").arg(objectName(*finding.object), number(rows)));
}

std::vector<Finding> activityFindings(const StatementAdvice &statement, const QByteArray &text, const MigrationAdvice &advice)
{
    std::vector<Finding> findings;
    for (const auto &lock : statement.locks) {
        const auto *activity = lock.isNew ? nullptr : advice.activityOf(lock.object);
        if (!activity)
            continue;
        for (const auto &holder : activity->holders) {
            if (waitsFor(lock, holder))
                findings.push_back(waitingFinding(lock, holder, text));
        }
        const auto isBlocking = blocks(lock, LockEffect::BlocksReads) || blocks(lock, LockEffect::BlocksWrites);
        if (auto busy = isBlocking ? busyFinding(lock, *activity, text) : std::nullopt)
            findings.push_back(std::move(*busy));
    }
    return findings;
}

} // namespace dumbo
