#include "ui/drivers/driverwords.h"

#include "core/plugins/bundle/bundle.h"
#include "core/plugins/probe/probereport.h"
#include "ui/drivers/driverdesk.h"
#include "ui/migrations/migrationlook.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>

#include <algorithm>
#include <array>

namespace workbench {

using dumbo::Capability;
using dumbo::ConnectorManifest;
using dumbo::DriverInfo;
using dumbo::DriverOrigin;
using dumbo::DriverState;
using dumbo::InstallPlan;
using dumbo::Manifest;
using dumbo::SignatureState;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Drivers", text);
}

QString dateText(const QDateTime &utc)
{
    return utc.isValid() ? look::timeText(utc.toUTC().toString(Qt::ISODate)) : QString();
}

struct CapabilityWords {
    Capability capability;
    const char *words;
};

constexpr std::array capabilityWords {
    CapabilityWords { Capability::Catalog, QT_TRANSLATE_NOOP("Drivers", "Tables, columns and other objects can be browsed") },
    CapabilityWords { Capability::CatalogDdl, QT_TRANSLATE_NOOP("Drivers", "The definitions (DDL) of objects can be shown") },
    CapabilityWords { Capability::Cancel, QT_TRANSLATE_NOOP("Drivers", "A running statement can be cancelled") },
    CapabilityWords { Capability::Streaming, QT_TRANSLATE_NOOP("Drivers", "Large results flow in without filling the memory") },
    CapabilityWords { Capability::Prepare, QT_TRANSLATE_NOOP("Drivers", "Statements can be prepared") },
    CapabilityWords { Capability::ParametersDescribed, QT_TRANSLATE_NOOP("Drivers", "The types of parameters are known beforehand") },
    CapabilityWords { Capability::NamedParameters, QT_TRANSLATE_NOOP("Drivers", "Parameters may have names") },
    CapabilityWords { Capability::Scripts, QT_TRANSLATE_NOOP("Drivers", "Several statements can be sent at once") },
    CapabilityWords { Capability::Transactions, QT_TRANSLATE_NOOP("Drivers", "Transactions") },
    CapabilityWords { Capability::Savepoints, QT_TRANSLATE_NOOP("Drivers", "Savepoints within transactions") },
    CapabilityWords { Capability::TransactionalDdl, QT_TRANSLATE_NOOP("Drivers", "Changes of the schema can be rolled back") },
    CapabilityWords { Capability::ReadOnly, QT_TRANSLATE_NOOP("Drivers", "Read-only connections that the database itself enforces") },
    CapabilityWords { Capability::SeveralConnections, QT_TRANSLATE_NOOP("Drivers", "Several connections to one database") },
    CapabilityWords { Capability::LastInsertId, QT_TRANSLATE_NOOP("Drivers", "The id of a row that was just inserted") },
    CapabilityWords { Capability::Notifications, QT_TRANSLATE_NOOP("Drivers", "Notifications of the server") },
};

/// With the connectors it holds for, where it does not hold for all.
QStringList capabilitiesOf(const Manifest &manifest)
{
    QStringList all;
    for (const auto &[capability, words] : capabilityWords) {
        QStringList having;
        for (const ConnectorManifest &connector : manifest.connectors) {
            if (connector.capabilities.testFlag(capability))
                having.append(connector.connector.toText());
        }
        if (having.size() == manifest.connectors.size() && !having.isEmpty())
            all.append(tr(words));
        else if (!having.isEmpty())
            all.append(tr("%1 (only %2)").arg(tr(words), having.join(QStringLiteral(", "))));
    }
    return all;
}

QStringList extensionsOf(const Manifest &manifest)
{
    QStringList names;
    for (const ConnectorManifest &connector : manifest.connectors) {
        for (const auto &extension : connector.extensions)
            names.append(extension.name);
    }
    names.removeDuplicates();
    names.sort();
    return names;
}

QString opensOf(const Manifest &manifest)
{
    QStringList suffixes;
    QStringList schemes;
    for (const ConnectorManifest &connector : manifest.connectors) {
        for (const QString &suffix : connector.suffixes)
            suffixes.append(u'.' + suffix);
        for (const QString &scheme : connector.schemes)
            schemes.append(scheme + QStringLiteral("://"));
    }
    suffixes.removeDuplicates();
    schemes.removeDuplicates();
    QStringList parts;
    if (!suffixes.isEmpty())
        parts.append(tr("files %1").arg(suffixes.join(QStringLiteral(", "))));
    if (!schemes.isEmpty())
        parts.append(tr("addresses %1").arg(schemes.join(QStringLiteral(", "))));
    return parts.join(QStringLiteral("; "));
}

void takeManifest(DriverView &view, const Manifest &manifest)
{
    view.id = manifest.id;
    view.name = manifest.name;
    view.version = manifest.version;
    view.vendor = manifest.vendor;
    view.description = manifest.description;
    view.homepage = manifest.homepage;
    view.licence = manifest.licence;
    for (const ConnectorManifest &connector : manifest.connectors)
        view.connectors.append(connector.connector.toText());
    view.opens = opensOf(manifest);
    view.capabilities = capabilitiesOf(manifest);
    view.extensions = extensionsOf(manifest);
}

void takeState(DriverView &view, const DriverInfo &info)
{
    const auto set = [&view](const QString &word, Tone tone) {
        view.state = word;
        view.tone = tone;
    };
    const bool isLoaded = info.entry.state == DriverState::Loaded || info.entry.state == DriverState::InUse;
    if (info.crash && info.isDisabled)
        set(tr("Disabled after a crash"), Tone::Bad);
    else if (info.isRemovedAtNextStart)
        set(tr("Removed at the next start"), Tone::Warning);
    else if (info.isDisabled && !isLoaded)
        set(tr("Disabled"), Tone::Quiet);
    else if (info.entry.state == DriverState::Refused)
        set(tr("Not loading"), Tone::Bad);
    else if (info.entry.state == DriverState::InUse)
        set(tr("In use"), Tone::Good);
    else if (info.entry.state == DriverState::Loaded)
        set(tr("Loaded"), Tone::Good);
    else
        set(tr("Ready"), Tone::Good);
    if (info.entry.state != DriverState::Refused)
        return;
    if (info.obstacle) {
        view.reason = info.obstacle->sentence;
        view.toDo = info.obstacle->whatToDo;
    } else if (info.entry.reason) {
        view.reason = info.entry.reason->message();
        view.toDo = info.entry.reason->hint();
    }
}

QString noteOf(const DriverInfo &info)
{
    if (info.isRemovedAtNextStart)
        return tr("It is in use, so its files go when the program starts again.");
    if (info.isDisabledAtNextStart)
        return tr("It is in use, so it serves until the program ends, and is disabled from the next start on.");
    if (!info.pendingAtNextStart.isEmpty())
        return tr("Version %1 takes over when the program starts again: the other one is in use.").arg(info.pendingAtNextStart);
    return {};
}

QString originText(const DriverInfo &info)
{
    switch (info.entry.origin) {
    case DriverOrigin::Bundled: return tr("Came with the program");
    case DriverOrigin::Installed: return tr("Installed by you");
    case DriverOrigin::Developer: return tr("Developer’s (DUMBO_PLUGIN_PATH)");
    case DriverOrigin::Program: return tr("Part of the program");
    }
    Q_UNREACHABLE_RETURN({});
}

std::pair<QString, Tone> signatureText(SignatureState state, const QString &keyName)
{
    switch (state) {
    case SignatureState::Trusted:
        return { keyName.isEmpty() ? tr("Signed by a key you trust") : tr("Signed by %1").arg(keyName), Tone::Good };
    case SignatureState::UnknownKey: return { tr("Signed by an unknown key"), Tone::Warning };
    case SignatureState::Unsigned: return { tr("Not signed"), Tone::Warning };
    case SignatureState::Modified: return { tr("Changed since it was signed"), Tone::Bad };
    case SignatureState::Revoked: return { tr("Its key was revoked"), Tone::Bad };
    case SignatureState::Distrusted: return { tr("You do not trust its key"), Tone::Bad };
    }
    Q_UNREACHABLE_RETURN({});
}

QString checkedWords(const dumbo::ProbeReport &report)
{
    const int kept = report.count(dumbo::ProbedPromise::Verdict::Kept);
    const int broken = report.count(dumbo::ProbedPromise::Verdict::Broken);
    if (broken > 0)
        return tr("Promises of the contract it broke: %1").arg(broken);
    if (kept == 0)
        return tr("It loads; there was no database at hand to try it with");
    return tr("Kept all %1 promises that were tried").arg(kept);
}

QList<CheckView> checksOf(const dumbo::ProbeReport &report)
{
    QList<CheckView> checks;
    for (const auto &promise : report.promises) {
        CheckView check;
        check.name = dumbo::promiseSentence(promise.name);
        check.reason = promise.reason;
        switch (promise.verdict) {
        case dumbo::ProbedPromise::Verdict::Kept:
            check.word = tr("kept");
            check.tone = Tone::Good;
            break;
        case dumbo::ProbedPromise::Verdict::Broken:
            check.word = tr("broken");
            check.tone = Tone::Bad;
            break;
        case dumbo::ProbedPromise::Verdict::Skipped: check.word = tr("not tried"); break;
        }
        checks.append(check);
    }
    for (const QString &untried : report.untried)
        checks.append({ untried, tr("not tried"), Tone::Quiet, {} });
    return checks;
}

void takeProbe(DriverView &view, const QJsonObject &probe)
{
    const auto report = probe.isEmpty() ? dumbo::Result<dumbo::ProbeReport>(dumbo::fail(dumbo::ErrorKind::NotFound, {}))
                                        : dumbo::ProbeReport::fromJson(probe);
    if (!report)
        return;
    view.checked = checkedWords(*report);
    view.checkedTone = report->count(dumbo::ProbedPromise::Verdict::Broken) > 0 ? Tone::Bad : Tone::Good;
    view.checks = checksOf(*report);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

/// What is loaded stays in use until the program ends.
QString usedVersion(const DriverInfo &info)
{
    return info.pendingAtNextStart.isEmpty() ? info.activeVersion : info.entry.manifest.version;
}

VersionView versionView(const dumbo::InstalledVersion &version, const DriverInfo &info)
{
    QStringList words;
    if (version.version == usedVersion(info))
        words.append(tr("in use"));
    if (version.version == info.pendingAtNextStart)
        words.append(tr("from the next start on"));
    if (const auto date = dateText(version.installed); !date.isEmpty())
        words.append(tr("installed %1").arg(date));
    words.append(signatureText(version.signature, version.keyName).first);
    words.append(sizeText(version.size()));
    return { version.version, words.join(QStringLiteral(" · ")), version.version == info.activeVersion };
}

void takeVersions(DriverView &view, const DriverInfo &info)
{
    for (const auto &version : info.versions)
        view.versions.append(versionView(version, info));
    const auto *active = info.active();
    if (!active && !info.versions.isEmpty())
        active = &info.versions.first();
    if (!active)
        return;
    for (const auto &file : active->files)
        view.files.append({ file.path, sizeText(file.size), QString::fromLatin1(file.digest) });
    takeProbe(view, active->probe);
}

const char *acceptWords(const InstallPlan &plan)
{
    switch (plan.change) {
    case InstallPlan::Change::New: return plan.asksForUnsigned ? "&Install Anyway" : "&Install";
    case InstallPlan::Change::Upgrade: return plan.asksForUnsigned ? "&Install Update Anyway" : "&Install Update";
    case InstallPlan::Change::Downgrade: return "&Install Older Version";
    case InstallPlan::Change::Repair: return "&Install Again";
    case InstallPlan::Change::Activate: return "&Install and Use";
    }
    Q_UNREACHABLE_RETURN("&Install");
}

QString titleOf(const InstallPlan &plan, const QString &name)
{
    const QString version = plan.bundle ? plan.bundle->manifest.version : plan.driver.version;
    switch (plan.change) {
    case InstallPlan::Change::New: return tr("Install %1 %2?").arg(name, version);
    case InstallPlan::Change::Upgrade: return tr("Update %1 from %2 to %3?").arg(name, plan.activeVersion, version);
    case InstallPlan::Change::Downgrade: return tr("Go back to %1 %2? You have %3, which is newer.").arg(name, version, plan.activeVersion);
    case InstallPlan::Change::Repair: return tr("%1 %2 is installed already. Write its files again?").arg(name, version);
    case InstallPlan::Change::Activate: return tr("%1 %2 is installed, but %3 is in use. Change to %2?").arg(name, version, plan.activeVersion);
    }
    Q_UNREACHABLE_RETURN({});
}

QString rightsWords()
{
    return tr("A driver runs with your rights: it can read your files and sees the passwords of the databases it opens.");
}

void takeTrust(PlanView &view, const InstallPlan &plan)
{
    switch (plan.signature) {
    case SignatureState::Trusted:
        view.trustTone = Tone::Good;
        view.trust = plan.keyName.isEmpty() ? tr("Signed with a key that you trust, and unchanged since.")
                                            : tr("Signed by %1, whose key you trust, and unchanged since.").arg(plan.keyName);
        break;
    case SignatureState::UnknownKey:
        view.trustTone = Tone::Warning;
        view.trust = tr("It is signed and unchanged since, but nobody has told this program yet whose key that is.");
        view.trustMeaning = tr("Compare the key with the one that the driver’s makers publish:\n%1\n%2")
                                .arg(shortFingerprint(plan.keyFingerprint), rightsWords());
        break;
    case SignatureState::Unsigned:
        view.trustTone = Tone::Warning;
        view.trust = tr("It is not signed: there is no way to tell who made it, or whether somebody changed it on its way to you.");
        view.trustMeaning = tr("Install it only if you know where it comes from. %1").arg(rightsWords());
        break;
    case SignatureState::Modified:
    case SignatureState::Revoked:
    case SignatureState::Distrusted:
        view.trustTone = Tone::Bad;
        view.trust = dumbo::signatureStateText(plan.signature);
        break;
    }
}

} // namespace

QString agoText(const QDateTime &utc)
{
    return utc.isValid() ? dateText(utc) : tr("never");
}

DriverView viewOf(const dumbo::CatalogueOffer &offer, const DriversSnapshot &snapshot)
{
    DriverView view;
    view.key = offer.id;
    view.id = offer.id;
    view.name = offer.name.isEmpty() ? offer.id : offer.name;
    view.version = offer.version;
    view.vendor = offer.vendor;
    view.description = offer.description;
    if (offer.installedVersion.isEmpty())
        view.state = tr("Not installed");
    else if (dumbo::compareDriverVersions(offer.version, offer.installedVersion) > 0)
        std::tie(view.state, view.tone) = std::pair(tr("Newer than the installed %1").arg(offer.installedVersion), Tone::Notice);
    else
        std::tie(view.state, view.tone) = std::pair(tr("Installed"), Tone::Good);
    const auto catalogue = std::ranges::find(snapshot.catalogues, offer.catalogue, &dumbo::CatalogueInfo::location);
    view.origin = catalogue == snapshot.catalogues.end() || catalogue->name.isEmpty() ? offer.catalogue : catalogue->name;
    const auto key = std::ranges::find(snapshot.keys, offer.keyFingerprint, &dumbo::KnownKey::fingerprint);
    if (offer.keyFingerprint.isEmpty())
        std::tie(view.signature, view.signatureTone) = signatureText(SignatureState::Unsigned, {});
    else if (key != snapshot.keys.end() && key->trust == dumbo::KeyTrust::Trusted)
        std::tie(view.signature, view.signatureTone) = signatureText(SignatureState::Trusted, key->name);
    else
        view.signature = tr("Signed");
    return view;
}

QString offerText(const dumbo::CatalogueOffer &offer)
{
    QStringList facts;
    for (const QString &part : { offer.licence, sizeText(offer.size), offer.published.isValid() ? tr("published %1").arg(dateText(offer.published)) : QString() }) {
        if (!part.isEmpty())
            facts.append(part);
    }
    QStringList lines { offer.description, facts.join(QStringLiteral(" · ")) };
    if (!offer.changes.isEmpty())
        lines.append(tr("New in it: %1").arg(offer.changes));
    lines.removeAll(QString());
    return lines.join(u'\n');
}

QString shortFingerprint(const QString &fingerprint)
{
    constexpr qsizetype shown = 32;
    QStringList groups;
    for (qsizetype at = 0; at < std::min(shown, fingerprint.size()); at += 4)
        groups.append(fingerprint.mid(at, 4));
    return groups.join(u' ');
}

QString isolationMeaning()
{
    return tr("If it crashes or hangs there, its connections end and nothing else. This protects against faults, not against malice: the "
              "driver has your rights there too.");
}

DriverView viewOf(const DriverInfo &info, const QList<dumbo::DriverUpdate> &updates)
{
    DriverView view;
    takeManifest(view, info.entry.manifest);
    const QString file = info.entry.filePath.section(u'/', -1);
    view.key = view.id.isEmpty() ? info.entry.filePath : view.id + u'|' + dumbo::driverOriginName(info.entry.origin);
    if (!info.isDisabled && info.entry.state == DriverState::Refused && info.versions.isEmpty())
        view.key += u'|' + info.entry.filePath; // a duplicate has the same id
    if (view.name.isEmpty())
        view.name = view.id.isEmpty() ? file : view.id;
    if (const QString used = usedVersion(info); !used.isEmpty())
        view.version = used;
    view.iconPath = info.iconPath;
    view.licencePath = info.licencePath;
    takeState(view, info);
    view.note = noteOf(info);
    view.origin = originText(info);
    if (info.hasSignature) {
        std::tie(view.signature, view.signatureTone) = signatureText(info.signature, info.keyName);
        view.keyFingerprint = info.keyFingerprint;
    } else if (info.entry.origin == DriverOrigin::Developer) {
        view.signature = tr("not checked");
        view.signatureTone = Tone::Notice;
    }
    const auto *active = info.active();
    view.place = active ? active->folder : info.entry.filePath;
    takeVersions(view, info);
    const auto update = std::ranges::find(updates, view.id, &dumbo::DriverUpdate::id);
    if (update != updates.end() && !info.versions.isEmpty()) {
        if (update->offer)
            view.update = update->offer->version;
        if (!update->revocation.isEmpty() && view.reason.isEmpty()) {
            view.reason = update->revocation;
            view.toDo = update->offer ? tr("Update it, or remove it.") : tr("Remove it.");
        }
    }
    view.isInstalled = !info.versions.isEmpty();
    view.isDisabled = info.isDisabled || info.isDisabledAtNextStart;
    view.isIsolated = info.isIsolated;
    view.canBeIsolated = view.isInstalled;
    view.isCrashed = info.crash && info.isDisabled;
    return view;
}

PlanView viewOf(const InstallPlan &plan)
{
    PlanView view;
    takeManifest(view.driver, plan.driver);
    if (plan.bundle) {
        const auto &bundle = plan.bundle->manifest;
        // What the bundle says of itself serves where its module can't be read.
        for (const auto &[own, fallback] : std::initializer_list<std::pair<QString *, const QString *>> { { &view.driver.id, &bundle.id },
                 { &view.driver.name, &bundle.name }, { &view.driver.version, &bundle.version }, { &view.driver.vendor, &bundle.vendor },
                 { &view.driver.description, &bundle.description }, { &view.driver.licence, &bundle.licence },
                 { &view.driver.homepage, &bundle.homepage } }) {
            if (own->isEmpty())
                *own = *fallback;
        }
        for (const auto &file : plan.bundle->files)
            view.driver.files.append({ file.path, sizeText(file.size), QString::fromLatin1(file.digest) });
    }
    if (view.driver.name.isEmpty())
        view.driver.name = plan.filePath.section(u'/', -1);
    view.driver.place = plan.from;
    view.driver.keyFingerprint = plan.keyFingerprint;
    view.title = titleOf(plan, view.driver.name);
    if (plan.takesEffectAtNextStart)
        view.consequence = tr("Version %1 is in use, so this one takes over when the program starts again.").arg(plan.activeVersion);
    else if (plan.change == InstallPlan::Change::Upgrade || plan.change == InstallPlan::Change::Downgrade)
        view.consequence = tr("Version %1 stays installed; you can go back to it.").arg(plan.activeVersion);
    takeTrust(view, plan);
    view.asksForKey = plan.asksForKey;
    view.isIsolated = plan.isIsolatedByDefault;
    view.warnings = plan.warnings;
    view.accept = tr(acceptWords(plan));
    if (plan.refusal) {
        const auto refusal = refusalOf(*plan.refusal);
        view.refusal = refusal.sentence;
        view.toDo = refusal.details;
        view.refusalDetails = plan.refusal->toText();
    }
    return view;
}

OutcomeView viewOf(const dumbo::InstallOutcome &outcome, const QString &name)
{
    OutcomeView view;
    view.sentence = tr("%1 %2 is installed.").arg(name, outcome.version);
    QStringList details = outcome.notes;
    if (outcome.takesEffectAtNextStart) {
        view.tone = Tone::Notice;
        details.prepend(tr("It takes over when the program starts again, because another version is in use."));
    }
    view.details = details.join(u'\n');
    DriverView probed;
    takeProbe(probed, outcome.probe);
    view.checked = probed.checked;
    view.checks = probed.checks;
    return view;
}

OutcomeView refusalOf(const dumbo::Error &error)
{
    OutcomeView view;
    view.tone = error.isCancelled() ? Tone::Notice : Tone::Bad;
    view.sentence = error.isCancelled() ? tr("It was cancelled; nothing was changed.") : error.message();
    view.details = error.isCancelled() ? QString() : error.hint();
    return view;
}

} // namespace workbench
