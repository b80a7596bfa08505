#include "core/plugins/probe/probe.h"

#include "core/platform/childenvironment.h"
#include "core/platform/exitwords.h"
#include "core/platform/paths.h"
#include "core/plugins/pluginfile.h"
#include "core/plugins/probe/childrun.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Probe", text);
}

QJsonValue toJson(const OptionValue &value)
{
    return std::visit([](const auto &each) { return QJsonValue(each); }, value);
}

OptionValue optionFrom(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    if (value.isDouble())
        return value.toInteger();
    return value.toString();
}

/// Puts the child's lines together to a report.
class Listener {
public:
    explicit Listener(const std::function<void(const ProbeProgress &)> &progress)
        : m_progress(progress)
    {
    }

    /// Of promises and of what was not tried only the first 10'000 count: a driver can write such lines too.
    void hear(const QByteArray &line)
    {
        const auto json = QJsonDocument::fromJson(line).object();
        const auto text = [&](QLatin1StringView key) { return json.value(key).toString(); };
        if (const auto step = text(QLatin1StringView("step")); !step.isEmpty())
            noteStep(step, text(QLatin1StringView("connector")), text(QLatin1StringView("name")), json);
        else if (const auto verdict = promiseVerdictFromName(text(QLatin1StringView("verdict"))))
            appendSome(m_report.promises, ProbedPromise { text(QLatin1StringView("connector")), text(QLatin1StringView("name")),
                *verdict, text(QLatin1StringView("reason")) });
        else if (json.contains(QLatin1StringView("untried")))
            appendSome(m_report.untried, text(QLatin1StringView("untried")));
        else if (json.contains(QLatin1StringView("refused"))) {
            m_report.outcome = ProbeOutcome::Refused;
            m_report.sentence = text(QLatin1StringView("refused"));
            m_report.hint = text(QLatin1StringView("hint"));
        } else if (json.value(QLatin1StringView("end")).toBool()) {
            m_ended = true;
        }
    }

    [[nodiscard]] ProbeReport report(const ChildRun &run, std::chrono::milliseconds silence) const
    {
        auto report = m_report;
        report.words = QString::fromLocal8Bit(run.words);
        if (run.end == ChildRun::End::OutOfTime) {
            report.outcome = ProbeOutcome::Hung;
            report.sentence = tr("The driver did not come back within %1 s while %2.")
                                  .arg(std::chrono::duration_cast<std::chrono::seconds>(silence).count())
                                  .arg(m_doing);
            report.hint = tr("It would have frozen what uses it. Report this to its makers.");
        } else if (!m_ended) {
            report.outcome = ProbeOutcome::Crashed;
            report.sentence = tr("The driver ended the process that tried it (%1) while %2.").arg(exitWords(run.exitCode), m_doing);
            report.hint = tr("It would have taken the program down. Report this to its makers.");
        } else if (report.outcome == ProbeOutcome::Fits) {
            judge(report);
        }
        return report;
    }

private:
    template <typename T>
    static void appendSome(QList<T> &list, T entry)
    {
        if (list.size() < 10'000)
            list.append(std::move(entry));
    }

    void noteStep(const QString &step, const QString &connector, const QString &name, const QJsonObject &json)
    {
        ProbeProgress progress;
        if (step == QLatin1StringView("load")) {
            m_doing = tr("it was being loaded");
            progress.step = tr("Loading it in a process of its own");
        } else if (step == QLatin1StringView("connect")) {
            m_doing = tr("\"%1\" was preparing a database").arg(connector);
            progress.step = tr("Opening a database with %1").arg(connector);
        } else {
            m_doing = tr("\"%1\" was asked to keep the promise \"%2\"").arg(connector, promiseSentence(name));
            progress.step = tr("Trying %1: %2").arg(connector, promiseSentence(name));
        }
        progress.done = json.value(QLatin1StringView("done")).toInt();
        progress.total = json.value(QLatin1StringView("total")).toInt();
        if (m_progress)
            m_progress(progress);
    }

    static void judge(ProbeReport &report)
    {
        const auto broken = report.count(ProbedPromise::Verdict::Broken);
        if (broken > 0) {
            report.outcome = ProbeOutcome::Broke;
            const auto first = std::ranges::find(report.promises, ProbedPromise::Verdict::Broken, &ProbedPromise::verdict);
            report.sentence = broken == 1 ? tr("The driver broke a promise of the contract.")
                                          : tr("The driver broke %1 promises of the contract. The first:").arg(broken);
            report.sentence += tr(" \"%1\" with %2: %3").arg(promiseSentence(first->name), first->connector, first->reason);
            if (!report.sentence.endsWith(QLatin1Char('.')))
                report.sentence += QLatin1Char('.');
            report.hint = tr("What it shows or does could be wrong. Report this to its makers.");
            return;
        }
        const auto kept = report.count(ProbedPromise::Verdict::Kept);
        report.sentence = kept == 0
            ? tr("The driver loads. It was not tried on a database.")
            : tr("The driver loads and kept all promises that were tried (%1).").arg(kept);
    }

    const std::function<void(const ProbeProgress &)> &m_progress;
    ProbeReport m_report;
    QString m_doing = tr("its process was starting");
    bool m_ended = false;
};

ProbeReport refusedReport(const Error &error)
{
    ProbeReport report;
    report.outcome = ProbeOutcome::Refused;
    report.sentence = error.message();
    report.hint = error.hint();
    report.words = error.serverMessage();
    return report;
}

ProbeReport missingReport(const MissingParts &missing)
{
    ProbeReport report;
    report.outcome = ProbeOutcome::Refused;
    report.missing = missing;
    const auto list = [](const QStringList &names) { return names.join(QStringLiteral(", ")); };
    if (!missing.libraries.isEmpty()) {
        report.sentence = (missing.libraries.size() == 1 ? tr("The driver needs a library that this system does not have: %1.")
                                                         : tr("The driver needs libraries that this system does not have: %1."))
                              .arg(list(missing.libraries));
        report.hint = tr("Install the packages that contain them, then try again.");
    } else if (!missing.versions.isEmpty()) {
        report.sentence = tr("The driver needs newer libraries than this system has: %1.").arg(list(missing.versions));
        report.hint = tr("Install a driver that was built for this system.");
    } else {
        report.sentence = tr("The driver uses names that neither this program nor a library of this system has: %1.")
                              .arg(list(missing.symbols));
        report.hint = tr("Install a driver that was built for this version of the program.");
    }
    return report;
}

} // namespace

QByteArray encodeProbeRequest(const ProbeRequest &request)
{
    QJsonObject databases;
    for (const auto &[connector, options] : request.databases.asKeyValueRange()) {
        QJsonArray list;
        for (const auto &[name, value] : options.entries())
            list.append(QJsonArray { name, toJson(value) });
        databases.insert(connector, list);
    }
    return QJsonDocument(QJsonObject { { QStringLiteral("file"), request.filePath }, { QStringLiteral("databases"), databases } })
        .toJson(QJsonDocument::Compact);
}

Result<ProbeRequest> decodeProbeRequest(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    ProbeRequest request;
    request.filePath = object.value(QLatin1StringView("file")).toString();
    if (request.filePath.isEmpty())
        return fail(ErrorKind::Data, tr("The request of a probe names no file."));
    const auto databases = object.value(QLatin1StringView("databases")).toObject();
    for (auto each = databases.begin(); each != databases.end(); ++each) {
        ConnectionOptions options;
        const auto list = each.value().toArray();
        for (const auto &option : list)
            options.set(option.toArray().at(0).toString(), optionFrom(option.toArray().at(1)));
        request.databases.insert(each.key(), options);
    }
    return request;
}

Result<ProbeReport> probeDriver(
    const ProbeRequest &given, const Cancellation &cancellation, const std::function<void(const ProbeProgress &)> &progress)
{
    auto request = given;
    request.filePath = QFileInfo(given.filePath).absoluteFilePath();
    QElapsedTimer watch;
    watch.start();
    if (progress)
        progress({ tr("Looking for what it needs"), 0, 0 });
    if (const auto described = describePluginFile(request.filePath); described.refusal)
        return refusedReport(*described.refusal);
    const auto missing = findMissingParts(request.filePath, cancellation);
    if (!missing)
        return fail(missing.error());
    if (!missing->isEmpty())
        return missingReport(*missing);

    auto process = ChildProcess::start({ QFile::encodeName(paths::companionProgram(QStringLiteral("dumbo-driver-host"))),
        { "--probe", encodeProbeRequest(request) }, environmentWithoutSecrets() });
    if (!process)
        return fail(process.error());
    Listener listener(progress);
    const auto run = runChild(std::move(*process), { request.whole, request.silence }, cancellation,
        [&](const QByteArray &line) { listener.hear(line); });
    if (run.end == ChildRun::End::Cancelled)
        return fail(ErrorKind::Cancelled, tr("The probe of the driver was cancelled."));
    auto report = listener.report(run, request.silence);
    report.duration = std::chrono::milliseconds(watch.elapsed());
    return report;
}

} // namespace dumbo
