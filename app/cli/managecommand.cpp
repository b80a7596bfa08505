#include "app/cli/managecommand.h"

#include "app/cli/driverjson.h"
#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "app/cli/textrows.h"
#include "core/plugins/bundle/bundle.h"
#include "core/plugins/install/makecatalogue.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

using Rows = std::vector<std::vector<std::optional<QString>>>;

QString tr(const char *text)
{
    return QCoreApplication::translate("PluginsCommand", text);
}

ExitCode told(const Error &error)
{
    reportError(error);
    return error.kind() == ErrorKind::Cancelled ? Interrupted : Refused;
}

ExitCode written(const Result<void> &result)
{
    return result ? Done : told(result.error());
}

ExitCode writeJson(const QByteArray &json)
{
    return written(writeAll(STDOUT_FILENO, json));
}

QString timeText(const QDateTime &time)
{
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : QString();
}

QStringList connectorsOf(const Manifest &manifest)
{
    QStringList connectors;
    for (const auto &connector : manifest.connectors)
        connectors.append(connector.connector.toText());
    return connectors;
}

QString shortKey(const QString &fingerprint)
{
    return fingerprint.left(16);
}

std::optional<QString> orNothing(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

ExitCode atNextStart(const Result<bool> &isPending, const QString &now, const QString &later)
{
    if (!isPending)
        return told(isPending.error());
    printLine(*isPending ? later : now);
    return Done;
}

void printVersions(const DriverInfo &driver, Rows &rows)
{
    for (const auto &version : driver.versions) {
        QStringList words { tr("installed %1 from %2").arg(timeText(version.installed), version.from) };
        if (version.version == driver.activeVersion)
            words.prepend(tr("active"));
        if (version.version == driver.pendingAtNextStart)
            words.append(tr("used from the next start on"));
        if (!version.revocation.isEmpty())
            words.append(version.revocation);
        rows.push_back({ tr("version %1").arg(version.version), words.join(QStringLiteral(", ")) });
    }
}

} // namespace

ExitCode listDrivers(const DriverManager &drivers, const QStringList &conflicts, bool json)
{
    const auto all = drivers.list();
    ExitCode outcome = Done;
    if (json) {
        QJsonArray array;
        for (const auto &driver : all)
            array.append(driverJson(driver, false));
        outcome = writeJson(toBytes(array));
    } else {
        Rows rows;
        for (const auto &driver : all)
            rows.push_back({ driver.id(), driver.entry.manifest.version, driverStateName(driver.entry.state),
                driverOriginName(driver.entry.origin), driver.hasSignature ? orNothing(signatureStateName(driver.signature)) : std::nullopt,
                connectorsOf(driver.entry.manifest).join(QStringLiteral(", ")), driver.entry.filePath,
                driver.obstacle ? orNothing(driver.obstacle->sentence) : std::nullopt });
        outcome = written(writeTextRows(ResultFormat::Table,
            { QStringLiteral("driver"), QStringLiteral("version"), QStringLiteral("state"), QStringLiteral("origin"), QStringLiteral("signature"),
                QStringLiteral("connectors"), QStringLiteral("file"), QStringLiteral("reason") },
            rows));
    }
    for (const auto &conflict : conflicts)
        printLine(tr("conflict: ") + conflict);
    return outcome;
}

ExitCode showDriver(const DriverManager &drivers, const QString &id, bool json)
{
    const auto driver = drivers.info(id);
    if (!driver)
        return told(driver.error());
    if (json)
        return writeJson(toBytes(driverJson(*driver, true)));
    const auto &manifest = driver->entry.manifest;
    Rows rows;
    const auto add = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            rows.push_back({ name, value });
    };
    add(tr("driver"), manifest.id);
    add(tr("name"), manifest.name);
    add(tr("version"), manifest.version);
    add(tr("vendor"), manifest.vendor);
    add(tr("description"), manifest.description);
    add(tr("connectors"), connectorsOf(manifest).join(QStringLiteral(", ")));
    add(tr("state"), driverStateName(driver->entry.state));
    add(tr("origin"), driverOriginName(driver->entry.origin));
    add(tr("own process"), driver->isIsolated ? tr("yes") : tr("no"));
    add(tr("signature"), driver->hasSignature ? signatureStateText(driver->signature) : tr("Trusted by its place."));
    add(tr("key"), driver->keyFingerprint.isEmpty() ? QString() : driver->keyFingerprint + u' ' + driver->keyName);
    add(tr("licence"), manifest.licence);
    add(tr("homepage"), manifest.homepage);
    add(tr("file"), driver->entry.filePath);
    printVersions(*driver, rows);
    if (driver->obstacle) {
        add(tr("why not"), driver->obstacle->sentence);
        add(tr("what to do"), driver->obstacle->whatToDo);
    }
    return written(writeTextRows(ResultFormat::Table, { tr("what"), tr("value") }, rows));
}

ExitCode removeDriver(DriverManager &drivers, const QString &id, const QString &version, bool yes)
{
    const auto name = version.isEmpty() ? id : id + u' ' + version;
    if (!yes) {
        const auto answer = askYesNo(tr("Remove %1?").arg(name));
        if (!answer || !*answer) {
            printLine(answer ? tr("Nothing is removed.") : tr("Nothing is removed: nobody is there to ask. --yes says yes."));
            return Refused;
        }
    }
    return atNextStart(drivers.remove(id, version), tr("%1 is removed.").arg(name),
        tr("%1 is removed when the program starts again, because its code is loaded.").arg(name));
}

ExitCode setDriverDisabled(DriverManager &drivers, const QString &id, bool isDisabled)
{
    return atNextStart(drivers.setDisabled(id, isDisabled), isDisabled ? tr("%1 is disabled.").arg(id) : tr("%1 is enabled.").arg(id),
        tr("%1 is disabled from the next start on, because its code is loaded.").arg(id));
}

ExitCode setDriverIsolated(DriverManager &drivers, const QString &id, bool isIsolated)
{
    const auto now = isIsolated ? tr("%1 runs in a process of its own. That protects against its faults, not against malice.").arg(id)
                                : tr("%1 runs in the program's process.").arg(id);
    return atNextStart(drivers.setIsolated(id, isIsolated), now, now + u' ' + tr("It takes effect when the program starts again."));
}

ExitCode rollBackDriver(DriverManager &drivers, const QString &id, const QString &version)
{
    if (version.isEmpty()) {
        const auto older = drivers.rollBack(id);
        if (!older)
            return told(older.error());
        printLine(tr("%1 %2 is active.").arg(id, *older));
        return Done;
    }
    return atNextStart(drivers.activate(id, version), tr("%1 %2 is active.").arg(id, version),
        tr("%1 %2 is active when the program starts again.").arg(id, version));
}

ExitCode preferConnector(DriverManager &drivers, const QString &connector, bool isForgotten)
{
    if (connector.isEmpty()) {
        const auto preferred = drivers.preferredConnectors();
        Rows rows;
        for (auto each = preferred.begin(); each != preferred.end(); ++each)
            rows.push_back({ each.key(), each.value().toText() });
        return written(writeTextRows(ResultFormat::Table, { tr("database"), tr("connector") }, rows));
    }
    if (isForgotten)
        return written(drivers.setPreferredConnector(connector.section(u':', 0, 0), std::nullopt));
    const auto parsed = Connector::fromText(connector);
    if (!parsed)
        return told(Error(ErrorKind::NotFound, tr("\"%1\" is no connector. One looks like PostgreSQL:libpq.").arg(connector)));
    if (const auto known = drivers.info(parsed->toText()); !known)
        return told(known.error());
    return written(drivers.setPreferredConnector(parsed->databaseType, *parsed));
}

ExitCode listKeys(const DriverManager &drivers, bool json)
{
    const auto keys = drivers.keys();
    if (!keys)
        return told(keys.error());
    if (json)
        return writeJson(toBytes(keysJson(*keys)));
    Rows rows;
    for (const auto &key : *keys)
        rows.push_back({ key.fingerprint, key.name, keyTrustName(key.trust), orNothing(timeText(key.since)), orNothing(key.drivers.join(QStringLiteral(", "))),
            orNothing(key.reason) });
    return written(writeTextRows(ResultFormat::Table, { tr("fingerprint"), tr("name"), tr("trust"), tr("since"), tr("drivers"), tr("reason") }, rows));
}

ExitCode trustKey(DriverManager &drivers, const QString &key, const QString &name, bool isTrusted)
{
    return written(isTrusted ? drivers.trustKey(key, name) : drivers.distrustKey(key));
}

ExitCode searchCatalogues(const DriverManager &drivers, const QString &text, bool json)
{
    const auto offers = drivers.search(text);
    if (json)
        return writeJson(toBytes(offersJson(offers)));
    Rows rows;
    for (const auto &offer : offers)
        rows.push_back({ offer.id, offer.version, orNothing(offer.installedVersion), orNothing(offer.vendor), QLocale().formattedDataSize(offer.size),
            offer.keyFingerprint.isEmpty() ? std::nullopt : std::optional(shortKey(offer.keyFingerprint)), orNothing(offer.description) });
    const auto catalogues = drivers.catalogues();
    if (catalogues.isEmpty())
        printLine(tr("There is no catalogue. \"dumbo plugins catalogues add\" adds one."));
    for (const auto &catalogue : catalogues)
        printLine(tr("%1: read %2%3").arg(catalogue.name, timeText(catalogue.fetched), catalogue.isExpired() ? tr(", expired") : QString()));
    return written(writeTextRows(
        ResultFormat::Table, { tr("driver"), tr("version"), tr("installed"), tr("vendor"), tr("size"), tr("key"), tr("description") }, rows));
}

ExitCode listCatalogues(const DriverManager &drivers, bool json)
{
    const auto catalogues = drivers.catalogues();
    if (json)
        return writeJson(toBytes(cataloguesJson(catalogues)));
    Rows rows;
    for (const auto &catalogue : catalogues)
        rows.push_back({ catalogue.name, catalogue.location, QString::number(catalogue.serial), orNothing(timeText(catalogue.fetched)),
            orNothing(timeText(catalogue.expires)), shortKey(catalogue.keyFingerprint), orNothing(catalogue.fault) });
    return written(writeTextRows(
        ResultFormat::Table, { tr("name"), tr("location"), tr("issue"), tr("read"), tr("expires"), tr("key"), tr("fault") }, rows));
}

ExitCode addCatalogue(DriverManager &drivers, const QString &location, const ConsentArguments &consent, const Interrupt &interrupt)
{
    const auto proposal = drivers.inspectCatalogue(location, interrupt.cancellation());
    if (!proposal)
        return told(proposal.error());
    printLine(tr("%1, issue %2, %3 drivers").arg(proposal->info.name).arg(proposal->info.serial).arg(proposal->drivers));
    printLine(tr("  signed with the key %1").arg(proposal->info.keyFingerprint));
    if (!consent.trustKey.isEmpty() && !proposal->info.keyFingerprint.startsWith(consent.trustKey.toLower())) {
        printLine(tr("Nothing is added: that is not the key %1.").arg(consent.trustKey));
        return Untrusted;
    }
    if (consent.trustKey.size() < 32) {
        const auto answer = askYesNo(tr("Trust this key for this catalogue?"));
        if (!answer || !*answer) {
            printLine(answer ? tr("Nothing is added.")
                             : tr("Nothing is added: nobody is there to ask. --trust-key %1 says yes.").arg(proposal->info.keyFingerprint));
            return Untrusted;
        }
    }
    return written(drivers.addCatalogue(*proposal));
}

ExitCode removeCatalogue(DriverManager &drivers, const QString &location)
{
    return written(drivers.removeCatalogue(location));
}

ExitCode refreshCatalogues(DriverManager &drivers, const Interrupt &interrupt)
{
    if (const auto refreshed = drivers.refreshCatalogues(interrupt.cancellation()); !refreshed)
        return told(refreshed.error());
    ExitCode outcome = Done;
    const auto catalogues = drivers.catalogues();
    for (const auto &catalogue : catalogues) {
        if (catalogue.fault.isEmpty())
            continue;
        printLine(catalogue.location + QStringLiteral(": ") + catalogue.fault);
        outcome = Refused;
    }
    return outcome;
}

ExitCode indexBundles(const QString &folder, const QString &name, int days, const KeyArguments &key, const Interrupt &interrupt)
{
    const auto signer = readKey(key);
    if (!signer)
        return told(signer.error());
    CatalogueIndex before;
    before.name = QFileInfo(folder).fileName();
    if (QFile file(folder + QStringLiteral("/index.json")); file.open(QIODevice::ReadOnly)) {
        const auto read = CatalogueIndex::fromBytes(file.readAll());
        if (!read)
            return told(read.error());
        before = *read;
    }
    if (!name.isEmpty())
        before.name = name;
    if (days > 0)
        before.expires = QDateTime::currentDateTimeUtc().addDays(days);
    const auto index = indexOfFolder(folder, before, interrupt.cancellation());
    if (!index)
        return told(index.error());
    if (const auto saved = writeCatalogue(folder, *index, *signer); !saved)
        return told(saved.error());
    printLine(tr("%1, issue %2: %3 drivers, signed with the key %4").arg(index->name).arg(index->serial).arg(index->drivers.size()).arg(signer->publicKey().shortFingerprint()));
    return Done;
}

} // namespace cli
