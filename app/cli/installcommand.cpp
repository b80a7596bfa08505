#include "app/cli/installcommand.h"

#include "app/cli/driverjson.h"
#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "core/plugins/bundle/bundle.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PluginsCommand", text);
}

/// A download that goes when it was installed, or was not.
struct Download {
    QString path;
    bool isTemporary = false;
    QString from;
    Download(const QString &file, bool temporary, const QString &address)
        : path(file)
        , isTemporary(temporary)
        , from(address)
    {
    }
    Download(Download &&other) noexcept
        : path(std::move(other.path))
        , isTemporary(std::exchange(other.isTemporary, false))
        , from(std::move(other.from))
    {
    }
    Download &operator=(Download &&) = delete;
    ~Download()
    {
        if (isTemporary)
            QFile::remove(path);
    }
};

/// Each step once, on a terminal or in a log.
InstallProgressCallback steps(bool isQuiet)
{
    if (isQuiet)
        return {};
    return [last = QString()](const InstallProgress &progress) mutable {
        if (progress.step != last)
            printLine(progress.step);
        last = progress.step;
    };
}

Result<Download> bring(DriverManager &drivers, const CatalogueOffer &offer, const InstallProgressCallback &progress, const Interrupt &interrupt)
{
    auto file = drivers.download(offer, interrupt.cancellation(), progress);
    if (!file)
        return fail(file.error());
    return Download(*file, true, offer.address);
}

Result<Download> bring(DriverManager &drivers, const QString &source, const InstallProgressCallback &progress, const Interrupt &interrupt)
{
    if (QFileInfo::exists(source) || source.contains(u'/') || source.endsWith(QLatin1StringView(".dumbodriver")))
        return Download(source, false, {});
    const auto offers = drivers.search({});
    const auto offer = std::ranges::find(offers, source, &CatalogueOffer::id);
    if (offer == offers.end())
        return fail(Error(ErrorKind::NotFound, tr("There is neither a file \"%1\" nor a driver of that id in a catalogue.").arg(source))
                        .withHint(tr("Try \"dumbo plugins search\".")));
    return bring(drivers, *offer, progress, interrupt);
}

void describe(const InstallPlan &plan)
{
    printLine(tr("%1 %2 (%3)").arg(plan.driver.name, plan.driver.version, plan.driver.id));
    if (!plan.driver.vendor.isEmpty())
        printLine(tr("  by %1").arg(plan.driver.vendor));
    QStringList connectors;
    for (const auto &connector : plan.driver.connectors)
        connectors.append(connector.connector.toText());
    printLine(tr("  for %1, %2").arg(connectors.join(QStringLiteral(", ")), QLocale().formattedDataSize(plan.size)));
    printLine(QStringLiteral("  ") + signatureStateText(plan.signature));
    if (!plan.keyFingerprint.isEmpty())
        printLine(tr("  key %1 %2").arg(plan.bundle->key.shortFingerprint(), plan.keyName).trimmed());
    for (const auto &warning : plan.warnings)
        printLine(QStringLiteral("  ") + warning);
}

bool isSameKey(const QString &given, const InstallPlan &plan)
{
    static const QRegularExpression separators(QStringLiteral("[\\s:]"));
    const auto digits = QString(given).remove(separators).toLower();
    return (digits.size() >= 32 && plan.keyFingerprint.startsWith(digits)) || given.toLatin1() == plan.bundle->key.base64();
}

/// Nothing: agreed. Else why nothing is installed.
std::optional<ExitCode> agree(const InstallPlan &plan, const ConsentArguments &consent, InstallChoice &choice)
{
    choice.acceptUnsigned = consent.acceptUnsigned;
    choice.keyName = consent.keyName;
    if (!consent.trustKey.isEmpty() && !isSameKey(consent.trustKey, plan)) {
        printLine(plan.keyFingerprint.isEmpty() ? tr("Nothing is installed: the bundle is not signed with %1, nor with any key.").arg(consent.trustKey)
                                                : tr("Nothing is installed: the bundle is signed with %1, not with %2.").arg(plan.keyFingerprint, consent.trustKey));
        return Untrusted;
    }
    choice.trustKey = !consent.trustKey.isEmpty();
    const auto asked = [](const QString &question, const QString &option) -> std::optional<ExitCode> {
        const auto answer = askYesNo(question);
        if (answer && *answer)
            return {};
        printLine(answer ? tr("Nothing is installed.") : tr("Nothing is installed: nobody is there to ask. %1 says yes.").arg(option));
        return Untrusted;
    };
    if (plan.asksForKey && !choice.trustKey && !choice.acceptUnsigned) {
        if (const auto refused = asked(tr("Trust this key from now on?"), QStringLiteral("--trust-key %1").arg(plan.keyFingerprint)))
            return refused;
        choice.trustKey = true;
    } else if (plan.asksForUnsigned && !choice.acceptUnsigned) {
        if (const auto refused = asked(tr("Install a driver that nobody signed? It will run in a process of its own."), QStringLiteral("--accept-unsigned")))
            return refused;
        choice.acceptUnsigned = true;
    } else if (!consent.yes && !choice.trustKey && !choice.acceptUnsigned) {
        return asked(tr("Install it?"), QStringLiteral("--yes"));
    }
    return {};
}

/// What was installed, as JSON or on a line; nothing where a person said no.
ExitCode install(DriverManager &drivers, const Download &download, const InstallArguments &arguments, const Interrupt &interrupt)
{
    auto plan = drivers.inspect(download.path, interrupt.cancellation());
    if (!plan) {
        reportError(plan.error());
        return interrupt.isRequested() ? Interrupted : Refused;
    }
    if (!download.from.isEmpty())
        plan->from = download.from;
    if (!arguments.json)
        describe(*plan);
    if (plan->refusal) {
        reportError(*plan->refusal);
        return Refused;
    }
    InstallChoice choice;
    if (const auto refused = agree(*plan, arguments.consent, choice))
        return *refused;
    choice.isIsolated = arguments.isIsolated;
    choice.probe = arguments.probe;
    const auto outcome = drivers.install(*plan, choice, interrupt.cancellation(), steps(arguments.json));
    if (!outcome) {
        reportError(outcome.error());
        return interrupt.isRequested() ? Interrupted : Refused;
    }
    if (arguments.json)
        return writeAll(STDOUT_FILENO, toBytes(outcomeJson(*outcome))) ? Done : Refused;
    printLine(outcome->takesEffectAtNextStart ? tr("%1 %2 is installed. It takes effect when the program starts again.").arg(outcome->id, outcome->version)
                                              : tr("%1 %2 is installed.").arg(outcome->id, outcome->version));
    return Done;
}

ExitCode installBrought(DriverManager &drivers, const Result<Download> &download, const InstallArguments &arguments, const Interrupt &interrupt)
{
    if (download)
        return install(drivers, *download, arguments, interrupt);
    reportError(download.error());
    return interrupt.isRequested() ? Interrupted : Refused;
}

} // namespace

std::optional<bool> askYesNo(const QString &question)
{
    const auto answer = isTerminal(STDIN_FILENO) ? askLine(question + tr(" [y/N] ")) : std::nullopt;
    if (!answer)
        return std::nullopt;
    return answer->trimmed().compare(QLatin1StringView("y"), Qt::CaseInsensitive) == 0
        || answer->trimmed().compare(QLatin1StringView("yes"), Qt::CaseInsensitive) == 0;
}

ExitCode installDriver(DriverManager &drivers, const InstallArguments &arguments, const Interrupt &interrupt)
{
    return installBrought(drivers, bring(drivers, arguments.source, steps(arguments.json), interrupt), arguments, interrupt);
}

ExitCode updateDrivers(DriverManager &drivers, const QStringList &ids, const InstallArguments &arguments, bool onlyChecks,
    const Interrupt &interrupt)
{
    if (const auto refreshed = drivers.refreshCatalogues(interrupt.cancellation(), steps(arguments.json)); !refreshed) {
        reportError(refreshed.error());
        return interrupt.isRequested() ? Interrupted : Refused;
    }
    const auto catalogues = drivers.catalogues();
    for (const auto &catalogue : catalogues) {
        if (!catalogue.fault.isEmpty())
            printLine(tr("%1: %2 What is known of it is from %3.").arg(catalogue.location, catalogue.fault, QLocale().toString(catalogue.fetched.toLocalTime(), QLocale::ShortFormat)));
    }
    auto updates = drivers.updates();
    if (!ids.isEmpty())
        updates.removeIf([&](const DriverUpdate &update) { return !ids.contains(update.id); });
    if (onlyChecks && arguments.json)
        return writeAll(STDOUT_FILENO, toBytes(updatesJson(updates))) ? Done : Refused;
    if (updates.isEmpty() && !arguments.json)
        printLine(tr("All installed drivers are as new as what the catalogues have."));
    auto worst = Done;
    for (const auto &update : updates) {
        if (!update.revocation.isEmpty())
            printLine(tr("%1 %2: %3").arg(update.id, update.installedVersion, update.revocation));
        if (!update.offer)
            continue;
        if (!arguments.json)
            printLine(tr("%1: %2 is installed, %3 is there.").arg(update.id, update.installedVersion, update.offer->version));
        if (onlyChecks)
            continue;
        // What was offered, and not a file of the driver's name that happens to lie here.
        const auto download = bring(drivers, *update.offer, steps(arguments.json), interrupt);
        worst = std::max(worst, installBrought(drivers, download, arguments, interrupt));
    }
    return worst;
}

} // namespace cli
