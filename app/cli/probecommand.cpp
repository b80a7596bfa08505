#include "app/cli/probecommand.h"

#include "app/cli/conformancecommand.h"
#include "app/cli/errorreport.h"
#include "app/cli/opener.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/probe/probe.h"

#include <CLI/CLI.hpp>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ProbeCommand", text);
}

/// The plugin's own file: the one named, or the one that a bundle brings for this system, unpacked into folder.
Result<QString> moduleOf(const QString &filePath, const QString &folder, const Cancellation &cancellation)
{
    const auto trust = TrustStore::read();
    if (!trust)
        return fail(trust.error());
    const auto bundle = inspectBundle(filePath, *trust, cancellation);
    if (!bundle)
        return fail(bundle.error());
    if (bundle->isBareModule)
        return filePath;
    if (bundle->refusal)
        return fail(*bundle->refusal);
    const auto unpacked = folder + QStringLiteral("/bundle");
    if (const auto extracted = extractBundle(*bundle, filePath, unpacked, cancellation); !extracted)
        return fail(extracted.error());
    return unpacked + QLatin1Char('/') + bundle->manifest.platform(currentBundlePlatform())->modulePath();
}

Result<ProbeReport> probeFile(const QString &filePath, const QString &connection, std::chrono::seconds silence, const Interrupt &interrupt)
{
    const QTemporaryDir folder;
    const auto module = moduleOf(filePath, folder.path(), interrupt.cancellation());
    if (!module)
        return fail(module.error());
    ProbeRequest request { *module, {} };
    request.silence = silence;
    request.whole = 10 * silence;
    if (!connection.isEmpty()) {
        DriverRegistry own;
        if (const auto added = addDriverFile(own, *module); !added)
            return fail(added.error());
        const auto named = targetOf(own, { connection, {}, false, -1, {} });
        if (!named)
            return fail(named.error());
        request.databases.insert(named->target.connector.toText(), named->target.options);
    }
    const bool isWatched = isTerminal(STDERR_FILENO);
    return probeDriver(request, interrupt.cancellation(), [&](const ProbeProgress &progress) {
        if (isWatched)
            printLine(progress.step + QStringLiteral(" …"));
    });
}

Result<void> printReport(const ProbeReport &report)
{
    std::vector<std::vector<std::optional<QString>>> rows;
    for (const auto &promise : report.promises)
        rows.push_back({ promise.connector, promise.name, promiseVerdictName(promise.verdict), promise.reason });
    if (!rows.empty()) {
        const auto written
            = writeTextRows(ResultFormat::Table, { tr("connector"), tr("promise"), tr("verdict"), tr("reason") }, rows);
        if (!written)
            return written;
    }
    for (const auto &sentence : report.untried)
        printLine(sentence);
    if (!report.words.isEmpty())
        printLine(tr("It said: %1").arg(report.words.trimmed()));
    printLine(report.hint.isEmpty() ? report.sentence : report.sentence + QLatin1Char(' ') + report.hint);
    return {};
}

} // namespace

ProbeCommand::ProbeCommand(CLI::App &plugins)
    : m_command(plugins.add_subcommand("probe", "Try a driver in a process of its own, as before installing it"))
{
    m_command->add_option("file", m_file, "A bundle (.dumbodriver) or a driver's library")->required()->type_name("FILE");
    m_command->add_option("-c,--connection", m_connection, "An empty database to try it on, one that asks for no password: tables are made and dropped there")
        ->type_name("CONNECTION");
    m_command->add_option("--timeout", m_timeout, "Seconds that one step may take")->check(CLI::Range(1, 3600))->capture_default_str();
    m_command->add_flag("--json", m_json, "As one JSON object");
    m_command->footer("Exit codes: 0 it fits, 1 it does not, 2 wrong usage, 3 nothing could be tried, 130 interrupted.");
}

bool ProbeCommand::isChosen() const
{
    return m_command->parsed();
}

ExitCode ProbeCommand::run(const Interrupt &interrupt) const
{
    const auto report = probeFile(
        QString::fromStdString(m_file), QString::fromStdString(m_connection), std::chrono::seconds(m_timeout), interrupt);
    if (interrupt.isRequested())
        return Interrupted;
    if (!report) {
        reportError(report.error());
        return NoConnection;
    }
    const auto written = m_json ? writeAll(STDOUT_FILENO, QJsonDocument(report->toJson()).toJson()) : printReport(*report);
    if (!written)
        reportError(written.error());
    return written && report->outcome == ProbeOutcome::Fits ? Done : Refused;
}

} // namespace cli
