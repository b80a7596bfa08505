#include "app/cli/conformancecommand.h"

#include "app/cli/errorreport.h"
#include "app/cli/opener.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/plugins/probe/childrun.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <cstring>
#include <unistd.h>

namespace cli {

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConformanceCommand", text);
}

/// What became of one connector.
struct ConnectorOutcome {
    Connector connector;
    std::vector<PromiseOutcome> promises;
    std::optional<Error> refusal; ///< why there is nothing to try

    [[nodiscard]] qsizetype count(Verdict::Kind kind) const
    {
        return std::ranges::count_if(promises, [&](const PromiseOutcome &outcome) { return outcome.verdict.kind == kind; });
    }
};

Error errorFrom(const QJsonObject &json)
{
    const auto text = [&](const char *key) { return json.value(QLatin1StringView(key)).toString(); };
    Error error(errorKindFromName(text("kind")).value_or(ErrorKind::General), text("message"));
    return error.withServerMessage(text("serverMessage")).withDetail(text("detail")).withHint(text("hint"));
}

/// Runs the children for one connector, as many as it takes.
class Supervisor {
public:
    Supervisor(const ConformanceArguments &arguments, std::vector<Promise> promises, const Interrupt &interrupt)
        : m_arguments(arguments)
        , m_promises(std::move(promises))
        , m_interrupt(interrupt)
    {
    }

    [[nodiscard]] ConnectorOutcome outcomeOf(const Connector &connector)
    {
        m_outcome = { connector, {}, {} };
        while (m_outcome.promises.size() < m_promises.size() && !m_outcome.refusal && !m_interrupt.isRequested())
            runOnce();
        return std::move(m_outcome);
    }

private:
    void runOnce()
    {
        m_isRunning = false;
        auto process = ChildProcess::start(command());
        if (!process) {
            m_outcome.refusal = process.error();
            return;
        }
        const ChildLimits limits { std::chrono::hours(24), m_arguments.timeout };
        const auto run = runChild(
            std::move(*process), limits, m_interrupt.cancellation(), [this](const QByteArray &line) { heard(line); });
        if (!run.words.isEmpty())
            std::ignore = writeAll(STDERR_FILENO, run.words);
        if (m_outcome.promises.size() < m_promises.size() && !m_outcome.refusal && run.end != ChildRun::End::Cancelled)
            ended(run);
    }

    /// The child is gone, and there is more to try.
    void ended(const ChildRun &run)
    {
        const auto reason = run.end == ChildRun::End::OutOfTime
            ? tr("it did not come back within %1 seconds").arg(m_arguments.timeout.count())
            : wordsFor(run.exitCode);
        if (m_isRunning)
            m_outcome.promises.push_back({ m_promises[m_outcome.promises.size()].name, { Verdict::Broken, reason }, {} });
        else
            m_outcome.refusal = Error(ErrorKind::Plugin, tr("The driver could not be tried: %1.").arg(reason));
    }

    [[nodiscard]] static QString wordsFor(int exitCode)
    {
        return exitCode > 128 ? tr("it ended its process (%1)").arg(QString::fromLocal8Bit(strsignal(exitCode - 128)))
                              : tr("it ended its process with code %1").arg(exitCode);
    }

    void heard(const QByteArray &line)
    {
        const auto object = QJsonDocument::fromJson(line).object();
        const auto expected = qint64(m_outcome.promises.size());
        if (object.value(QStringLiteral("begin")).toInteger(-1) == expected) {
            m_isRunning = true;
        } else if (object.value(QStringLiteral("end")).toInteger(-1) == expected && m_isRunning) {
            m_isRunning = false;
            m_outcome.promises.push_back({ m_promises[std::size_t(expected)].name,
                { Verdict::Kind(object.value(QStringLiteral("verdict")).toInt()), object.value(QStringLiteral("reason")).toString() },
                std::chrono::milliseconds(object.value(QStringLiteral("milliseconds")).toInteger()) });
        } else if (const auto refused = object.value(QStringLiteral("refused")); refused.isObject()) {
            m_outcome.refusal = errorFrom(refused.toObject());
        }
    }

    [[nodiscard]] ChildProcess::Command command() const
    {
        QList<QByteArray> arguments { "plugins", "conformance", m_arguments.driver.toLocal8Bit() };
        if (!m_arguments.connection.isEmpty())
            arguments += { "--connection", m_arguments.connection.toLocal8Bit() };
        for (const auto &promise : m_arguments.promises)
            arguments += { "--promise", promise };
        if (m_arguments.onlyShort)
            arguments += "--short";
        arguments += { "--child",
            m_outcome.connector.toText().toLocal8Bit() + ' ' + QByteArray::number(qint64(m_outcome.promises.size())) };
        QList<QByteArray> environment;
        for (auto **variable = environ; *variable; ++variable)
            environment.append(*variable);
        return { QCoreApplication::applicationFilePath().toLocal8Bit(), arguments, environment };
    }

    const ConformanceArguments &m_arguments;
    const std::vector<Promise> m_promises;
    const Interrupt &m_interrupt;
    ConnectorOutcome m_outcome;
    bool m_isRunning = false; ///< a promise
};

/// The connectors to try: all of a file, or the one that is named.
Result<QList<Connector>> connectorsOf(DriverRegistry &registry, const ConformanceArguments &arguments)
{
    if (!QFileInfo::exists(arguments.driver)) {
        const auto connector = connectorFromText(arguments.driver);
        if (!connector)
            return fail(Error(ErrorKind::NotRegistered, tr("There is no file and no connector \"%1\".").arg(arguments.driver))
                            .withHint(connector.error().message()));
        if (!registry.describe(*connector))
            return fail(Error(ErrorKind::NotRegistered, tr("There is no driver for the connector \"%1\".").arg(arguments.driver))
                            .withHint(tr("\"dumbo plugins list\" shows what is there.")));
        return QList { *connector };
    }
    DriverRegistry own;
    const auto manifest = addDriverFile(own, arguments.driver);
    if (!manifest)
        return fail(manifest.error());
    if (!arguments.connection.isEmpty()) {
        const auto named = targetOf(own, { arguments.connection, {}, false, -1, {} });
        if (!named)
            return fail(named.error());
        return QList { named->target.connector };
    }
    QList<Connector> all;
    for (const auto &connector : manifest->connectors)
        all.append(connector.connector);
    return all;
}

QJsonObject toJson(const ConnectorOutcome &outcome)
{
    QJsonArray promises;
    for (const auto &[promise, verdict, duration] : outcome.promises) {
        QJsonObject object { { QStringLiteral("promise"), QString::fromUtf8(promise) }, { QStringLiteral("verdict"), verdictName(verdict.kind) },
            { QStringLiteral("milliseconds"), qint64(duration.count()) } };
        if (!verdict.reason.isEmpty())
            object.insert(QStringLiteral("reason"), verdict.reason);
        promises.append(object);
    }
    QJsonObject object { { QStringLiteral("connector"), outcome.connector.toText() }, { QStringLiteral("promises"), promises },
        { QStringLiteral("kept"), outcome.count(Verdict::Kept) }, { QStringLiteral("broken"), outcome.count(Verdict::Broken) },
        { QStringLiteral("skipped"), outcome.count(Verdict::Skipped) } };
    if (outcome.refusal)
        object.insert(QStringLiteral("error"), QJsonDocument::fromJson(outcome.refusal->toJson()).object());
    return object;
}

Result<void> printTable(const std::vector<ConnectorOutcome> &outcomes)
{
    std::vector<std::vector<std::optional<QString>>> rows;
    for (const auto &outcome : outcomes) {
        for (const auto &[promise, verdict, duration] : outcome.promises)
            rows.push_back({ outcome.connector.toText(), QString::fromUtf8(promise), verdictName(verdict.kind),
                tr("%1 ms").arg(duration.count()), verdict.reason });
    }
    if (!rows.empty()) {
        const auto written = writeTextRows(ResultFormat::Table,
            { tr("connector"), tr("promise"), tr("verdict"), tr("time"), tr("reason") }, rows);
        if (!written)
            return written;
    }
    for (const auto &outcome : outcomes) {
        if (outcome.refusal)
            reportError(*outcome.refusal);
        else
            printLine(tr("%1: %2 kept, %3 broken, %4 skipped")
                          .arg(outcome.connector.toText())
                          .arg(outcome.count(Verdict::Kept))
                          .arg(outcome.count(Verdict::Broken))
                          .arg(outcome.count(Verdict::Skipped)));
    }
    return {};
}

Result<void> printJson(const std::vector<ConnectorOutcome> &outcomes)
{
    QJsonArray connectors;
    for (const auto &outcome : outcomes)
        connectors.append(toJson(outcome));
    return writeAll(STDOUT_FILENO, QJsonDocument(QJsonObject { { QStringLiteral("connectors"), connectors } }).toJson());
}

} // namespace

ExitCode checkConformance(DriverRegistry &registry, const ConformanceArguments &arguments, bool json, const Interrupt &interrupt)
{
    auto promises = chosenPromises(arguments);
    if (!promises) {
        reportError(promises.error());
        return Usage;
    }
    const auto connectors = connectorsOf(registry, arguments);
    if (!connectors) {
        reportError(connectors.error());
        return NoConnection;
    }
    Supervisor supervisor(arguments, std::move(*promises), interrupt);
    std::vector<ConnectorOutcome> outcomes;
    for (const auto &connector : *connectors)
        outcomes.push_back(supervisor.outcomeOf(connector));
    const auto written = json ? printJson(outcomes) : printTable(outcomes);
    if (interrupt.isRequested())
        return Interrupted;
    if (!written) {
        reportError(written.error());
        return Refused;
    }
    const auto isBroken = std::ranges::any_of(outcomes, [](const auto &outcome) { return outcome.count(Verdict::Broken) > 0; });
    const auto isRefused = std::ranges::any_of(outcomes, [](const auto &outcome) { return outcome.refusal.has_value(); });
    return isBroken ? Refused : isRefused ? NoConnection : Done;
}

} // namespace cli
