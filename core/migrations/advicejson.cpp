#include "core/migrations/advice.h"

#include <QJsonArray>

#include <utility>

namespace dumbo {

namespace {

QJsonObject jsonOf(const ObjectPath &path)
{
    QJsonObject json;
    const auto set = [&](const char *key, const QString &value) {
        if (!value.isEmpty())
            json.insert(QLatin1StringView(key), value);
    };
    set("database", path.database);
    set("schema", path.schema);
    set("name", path.name);
    return json;
}

template <typename Values, typename F>
QJsonArray arrayOf(const Values &values, F toValue)
{
    QJsonArray array;
    for (const auto &value : values)
        array.append(toValue(value));
    return array;
}

QJsonArray pathsOf(const std::vector<ObjectPath> &paths)
{
    return arrayOf(paths, [](const ObjectPath &path) { return jsonOf(path); });
}

QJsonArray effectsOf(int effects)
{
    QJsonArray names;
    constexpr std::pair<LockEffect, const char *> words[] { { LockEffect::BlocksSchemaChanges, "schema-changes" },
        { LockEffect::BlocksWrites, "writes" }, { LockEffect::BlocksReads, "reads" } };
    for (const auto &[effect, word] : words) {
        if (effects & int(effect))
            names.append(QLatin1StringView(word));
    }
    return names;
}

QJsonObject jsonOf(const ForecastLock &lock)
{
    return { { QStringLiteral("object"), jsonOf(lock.object) }, { QStringLiteral("mode"), lock.mode },
        { QStringLiteral("blocks"), effectsOf(lock.effects) }, { QStringLiteral("new"), lock.isNew } };
}

QString stateName(ProbeAnswer::State state)
{
    switch (state) {
    case ProbeAnswer::State::NotAsked:
        return QStringLiteral("not-asked");
    case ProbeAnswer::State::Counted:
        return QStringLiteral("counted");
    case ProbeAnswer::State::TimedOut:
        return QStringLiteral("timed-out");
    case ProbeAnswer::State::Failed:
        return QStringLiteral("failed");
    }
    Q_UNREACHABLE_RETURN({});
}

QJsonObject jsonOf(const ProbeAnswer &answer)
{
    QJsonObject json { { QStringLiteral("state"), stateName(answer.state) }, { QStringLiteral("sentence"), answer.sentence },
        { QStringLiteral("fatal"), answer.probe.isFatal }, { QStringLiteral("sql"), QString::fromUtf8(answer.probe.countSql) } };
    if (answer.state != ProbeAnswer::State::Counted) {
        json.insert(QStringLiteral("reason"), answer.reason);
        return json;
    }
    json.insert(QStringLiteral("count"), answer.count);
    if (answer.rows.empty())
        return json;
    json.insert(QStringLiteral("columns"), QJsonArray::fromStringList(answer.columns));
    json.insert(QStringLiteral("rows"), arrayOf(answer.rows, [](const auto &row) {
        return arrayOf(row, [](const std::optional<QString> &cell) { return cell ? QJsonValue(*cell) : QJsonValue(); });
    }));
    return json;
}

QJsonObject jsonOf(const SaferForm &form)
{
    return { { QStringLiteral("title"), form.title },
        { QStringLiteral("statements"),
            arrayOf(form.statements, [](const QByteArray &text) { return QJsonValue(QString::fromUtf8(text)); }) },
        { QStringLiteral("needsNoTransaction"), form.needsNoTransaction } };
}

QJsonObject jsonOf(const AdvisedStatement &statement)
{
    const auto &advice = statement.advice;
    return { { QStringLiteral("line"), statement.line }, { QStringLiteral("column"), statement.column },
        { QStringLiteral("text"), QString::fromUtf8(statement.text) }, { QStringLiteral("tag"), advice.tag },
        { QStringLiteral("transaction"), transactionFitName(advice.fit) },
        { QStringLiteral("changesSchema"), advice.changesSchema }, { QStringLiteral("changesData"), advice.changesData },
        { QStringLiteral("touches"), pathsOf(advice.touches) }, { QStringLiteral("creates"), pathsOf(advice.creates) },
        { QStringLiteral("drops"), pathsOf(advice.drops) },
        { QStringLiteral("locks"), arrayOf(advice.locks, [](const ForecastLock &lock) { return jsonOf(lock); }) },
        { QStringLiteral("rewrites"), pathsOf(advice.rewrites) }, { QStringLiteral("scans"), pathsOf(advice.scans) },
        { QStringLiteral("losesData"), pathsOf(advice.losesData) } };
}

void insertNumber(QJsonObject &json, const QString &key, const std::optional<qint64> &number)
{
    if (number)
        json.insert(key, *number);
}

QJsonObject jsonOf(const ObjectActivity::Holder &holder)
{
    return { { QStringLiteral("pid"), holder.pid }, { QStringLiteral("who"), holder.who }, { QStringLiteral("mode"), holder.mode },
        { QStringLiteral("waits"), holder.waits }, { QStringLiteral("transactionAgeMs"), qint64(holder.transactionAge.count()) },
        { QStringLiteral("text"), holder.text } };
}

QJsonObject jsonOf(const ObjectActivity &activity)
{
    QJsonObject json { { QStringLiteral("object"), jsonOf(activity.object) } };
    insertNumber(json, QStringLiteral("rowEstimate"), activity.rowEstimate);
    insertNumber(json, QStringLiteral("sizeBytes"), activity.sizeBytes);
    insertNumber(json, QStringLiteral("readsPerMinute"), activity.readsPerMinute);
    insertNumber(json, QStringLiteral("writesPerMinute"), activity.writesPerMinute);
    json.insert(QStringLiteral("holders"),
        arrayOf(activity.holders, [](const ObjectActivity::Holder &holder) { return jsonOf(holder); }));
    return json;
}

QJsonObject jsonOf(const AdvisedMigration &migration)
{
    return { { QStringLiteral("name"), migration.name }, { QStringLiteral("file"), migration.path },
        { QStringLiteral("inTransaction"), migration.inTransaction },
        { QStringLiteral("statements"),
            arrayOf(migration.statements, [](const AdvisedStatement &statement) { return jsonOf(statement); }) },
        { QStringLiteral("findings"),
            arrayOf(migration.findings, [](const AdvisedFinding &finding) { return toJson(finding); }) } };
}

} // namespace

QJsonObject toJson(const AdvisedFinding &finding)
{
    QJsonObject json { { QStringLiteral("code"), finding.code }, { QStringLiteral("name"), finding.name },
        { QStringLiteral("severity"), severityName(finding.severity) }, { QStringLiteral("message"), finding.message },
        { QStringLiteral("detail"), finding.detail }, { QStringLiteral("file"), finding.path },
        { QStringLiteral("line"), finding.line }, { QStringLiteral("column"), finding.column },
        { QStringLiteral("endLine"), finding.endLine }, { QStringLiteral("endColumn"), finding.endColumn },
        { QStringLiteral("silenced"), finding.silenced } };
    if (finding.statement >= 0)
        json.insert(QStringLiteral("statement"), finding.statement + 1);
    if (finding.silenced)
        json.insert(QStringLiteral("silencedBecause"), finding.silencedBecause);
    if (finding.severity != finding.usualSeverity) {
        json.insert(QStringLiteral("usualSeverity"), severityName(finding.usualSeverity));
        json.insert(QStringLiteral("severityReason"), finding.severityReason);
    }
    if (finding.object)
        json.insert(QStringLiteral("object"), jsonOf(*finding.object));
    if (!finding.probes.empty())
        json.insert(QStringLiteral("probes"), arrayOf(finding.probes, [](const ProbeAnswer &answer) { return jsonOf(answer); }));
    if (!finding.saferForms.empty())
        json.insert(QStringLiteral("saferForms"), arrayOf(finding.saferForms, [](const SaferForm &form) { return jsonOf(form); }));
    return json;
}

QJsonObject toJson(const MigrationAdvice &advice)
{
    const auto counts = advice.counts();
    return { { QStringLiteral("databaseType"), advice.databaseType }, { QStringLiteral("knowsCatalog"), advice.knowsCatalog },
        { QStringLiteral("askedData"), advice.askedData }, { QStringLiteral("errors"), counts.errors },
        { QStringLiteral("warnings"), counts.warnings }, { QStringLiteral("infos"), counts.infos },
        { QStringLiteral("silenced"), counts.silenced },
        { QStringLiteral("migrations"),
            arrayOf(advice.migrations, [](const AdvisedMigration &migration) { return jsonOf(migration); }) },
        { QStringLiteral("activity"),
            arrayOf(advice.activity, [](const ObjectActivity &activity) { return jsonOf(activity); }) },
        { QStringLiteral("notes"), QJsonArray::fromStringList(advice.notes) } };
}

} // namespace dumbo
