#include "core/plugins/probe/probereport.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

constexpr std::array outcomeNames { "fits", "refused", "broke", "crashed", "hung" };
constexpr std::array verdictNames { "kept", "broken", "skipped" };

std::optional<ProbeOutcome> outcomeFromName(const QString &name)
{
    const auto found = std::ranges::find_if(outcomeNames, [&](const char *each) { return name == QLatin1StringView(each); });
    return found == outcomeNames.end() ? std::nullopt : std::optional(ProbeOutcome(found - outcomeNames.begin()));
}

QJsonObject toJson(const ProbedPromise &promise)
{
    return { { QStringLiteral("connector"), promise.connector }, { QStringLiteral("name"), promise.name },
        { QStringLiteral("verdict"), promiseVerdictName(promise.verdict) }, { QStringLiteral("reason"), promise.reason } };
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const auto array = value.toArray();
    for (const auto &each : array)
        texts.append(each.toString());
    return texts;
}

} // namespace

QString probeOutcomeName(ProbeOutcome outcome)
{
    return QString::fromLatin1(outcomeNames.at(std::size_t(outcome)));
}

QString promiseVerdictName(ProbedPromise::Verdict verdict)
{
    return QString::fromLatin1(verdictNames.at(std::size_t(verdict)));
}

std::optional<ProbedPromise::Verdict> promiseVerdictFromName(QStringView name)
{
    const auto found = std::ranges::find_if(verdictNames, [&](const char *each) { return name == QLatin1StringView(each); });
    return found == verdictNames.end() ? std::nullopt : std::optional(ProbedPromise::Verdict(found - verdictNames.begin()));
}

QString promiseSentence(const QString &name)
{
    QString sentence;
    for (const auto letter : name) {
        if (letter.isUpper())
            sentence += QLatin1Char(' ');
        sentence += letter.toLower();
    }
    return sentence;
}

int ProbeReport::count(ProbedPromise::Verdict verdict) const
{
    return int(std::ranges::count(promises, verdict, &ProbedPromise::verdict));
}

QJsonObject ProbeReport::toJson() const
{
    QJsonArray all;
    for (const auto &promise : promises)
        all.append(dumbo::toJson(promise));
    return { { QStringLiteral("outcome"), probeOutcomeName(outcome) }, { QStringLiteral("sentence"), sentence },
        { QStringLiteral("hint"), hint }, { QStringLiteral("missingLibraries"), QJsonArray::fromStringList(missing.libraries) },
        { QStringLiteral("missingVersions"), QJsonArray::fromStringList(missing.versions) },
        { QStringLiteral("missingSymbols"), QJsonArray::fromStringList(missing.symbols) }, { QStringLiteral("promises"), all },
        { QStringLiteral("untried"), QJsonArray::fromStringList(untried) },
        { QStringLiteral("milliseconds"), qint64(duration.count()) }, { QStringLiteral("words"), words } };
}

Result<ProbeReport> ProbeReport::fromJson(const QJsonObject &json)
{
    const auto outcome = outcomeFromName(json.value(QLatin1StringView("outcome")).toString());
    if (!outcome || !json.value(QLatin1StringView("sentence")).isString())
        return fail(ErrorKind::Data, QCoreApplication::translate("Probe", "This is no report of a probe: its outcome is missing or unknown."));
    ProbeReport report;
    report.outcome = *outcome;
    report.sentence = json.value(QLatin1StringView("sentence")).toString();
    report.hint = json.value(QLatin1StringView("hint")).toString();
    report.missing = { textsOf(json.value(QLatin1StringView("missingLibraries"))),
        textsOf(json.value(QLatin1StringView("missingVersions"))), textsOf(json.value(QLatin1StringView("missingSymbols"))) };
    const auto promises = json.value(QLatin1StringView("promises")).toArray();
    for (const auto &each : promises) {
        const auto object = each.toObject();
        const auto verdict = promiseVerdictFromName(object.value(QLatin1StringView("verdict")).toString());
        if (!verdict)
            return fail(ErrorKind::Data, QCoreApplication::translate("Probe", "This is no report of a probe: a verdict is unknown."));
        report.promises.append({ object.value(QLatin1StringView("connector")).toString(),
            object.value(QLatin1StringView("name")).toString(), *verdict, object.value(QLatin1StringView("reason")).toString() });
    }
    report.untried = textsOf(json.value(QLatin1StringView("untried")));
    report.duration = std::chrono::milliseconds(json.value(QLatin1StringView("milliseconds")).toInteger());
    report.words = json.value(QLatin1StringView("words")).toString();
    return report;
}

} // namespace dumbo
