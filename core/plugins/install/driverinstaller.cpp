#include "core/plugins/install/driverinstaller.h"

#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/install/installedfiles.h"
#include "core/plugins/install/removetree.h"
#include "core/plugins/install/stagingfolder.h"
#include "core/plugins/probe/probe.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverInstaller", text);
}

Error refusal(const QString &message, const QString &hint)
{
    return Error(ErrorKind::Plugin, message).withHint(hint);
}

QString shortKey(const QByteArray &base64)
{
    const auto key = PublicKey::fromBase64(base64);
    return key && key->isValid() ? key->shortFingerprint() : tr("nobody");
}

/// The version of an installed driver whose signer a newer one has to be compared with.
const InstalledVersion *reference(const RecordedDriver &driver)
{
    if (const auto *active = driver.activeVersion())
        return active;
    return driver.versions.isEmpty() ? nullptr : &driver.versions.last();
}

/// Another bundle of the same name: which one is right, nobody here can tell.
std::optional<Error> otherBundle(const InstallPlan &plan, const RecordedDriver &driver)
{
    const auto *same = driver.version(plan.driver.version);
    if (same && !driver.removed.contains(same->version) && same->digest != plan.digest)
        return refusal(tr("Another bundle of %1 %2 is installed: its digest is %3, this one's is %4.")
                           .arg(driver.id, same->version, QString::fromLatin1(same->digest), QString::fromLatin1(plan.digest)),
            tr("Two bundles of one version should be the same. Remove the installed one first if this is the right one."));
    const auto *known = reference(driver);
    const auto &key = plan.bundle->key;
    if (!known || known->key.isEmpty() || known->key == key.base64() || plan.signature == SignatureState::Trusted)
        return {};
    return refusal(tr("%1 is installed from a bundle that %2 signed (%3); this one was signed by %4.")
                       .arg(driver.id, known->keyName.isEmpty() ? tr("somebody else") : known->keyName, shortKey(known->key),
                           shortKey(key.base64())),
        tr("Somebody else may be using the driver's id. If its makers changed their key, trust the new one, or remove the installed driver first."));
}

std::optional<Error> signatureError(const BundleInspection &bundle)
{
    switch (bundle.signature) {
    case SignatureState::Trusted:
    case SignatureState::UnknownKey:
    case SignatureState::Unsigned:
        return {};
    case SignatureState::Modified:
        return Error(ErrorKind::Plugin, tr("The bundle was modified: it is not what its makers packed."))
            .withDetail(bundle.warnings.join(u' '))
            .withHint(tr("Download it again, from its makers."));
    case SignatureState::Revoked:
    case SignatureState::Distrusted:
        break;
    }
    return refusal(signatureStateText(bundle.signature), tr("Ask its makers for a bundle signed with another key."));
}

/// Consent that is missing, as an error that says what to ask.
Result<void> consent(const InstallPlan &plan, const InstallChoice &choice)
{
    if (plan.asksForUnsigned && !choice.acceptUnsigned)
        return fail(Error(ErrorKind::AuthenticationRequired, tr("The bundle is not signed: anybody may have made or changed it."))
                        .withHint(tr("Accept it as unsigned if you know where it comes from.")));
    if (plan.asksForKey && !choice.trustKey && !choice.acceptUnsigned)
        return fail(Error(ErrorKind::AuthenticationRequired, tr("The bundle is signed with a key that you do not know: %1.").arg(plan.bundle->key.shortFingerprint()))
                        .withHint(tr("Compare it with what its makers publish, and trust the key if it is theirs.")));
    return {};
}

Result<void> trustSigner(const InstallPlan &plan, const InstallChoice &choice, const QString &trustFile)
{
    auto name = choice.keyName;
    if (name.isEmpty())
        name = plan.driver.vendor.isEmpty() ? plan.driver.name : plan.driver.vendor;
    const auto changed = TrustStore::change(trustFile, [&](TrustStore &trust) { return trust.trust(plan.bundle->key, name); });
    return changed ? Result<void>() : fail(changed.error());
}

InstalledVersion versionOf(const InstallPlan &plan, const InstallChoice &choice)
{
    const auto &manifest = plan.bundle->manifest;
    InstalledVersion version;
    version.version = manifest.version;
    version.module = manifest.platform(currentBundlePlatform())->modulePath();
    version.digest = plan.digest;
    version.signature = plan.asksForKey && choice.trustKey ? SignatureState::Trusted : plan.signature;
    version.key = plan.bundle->key.base64();
    version.keyFingerprint = plan.keyFingerprint;
    version.keyName = plan.keyName.isEmpty() && choice.trustKey ? choice.keyName : plan.keyName;
    version.from = plan.from;
    version.installed = QDateTime::currentDateTimeUtc();
    version.changes = manifest.changes;
    return version;
}

/// What an installation changes beside the record, and the way back: either all of it is done, or nothing has changed.
class Placement {
public:
    Placement(const StagingFolder &staging, const QString &target)
        : m_staged(staging.path(QStringLiteral("driver")))
        , m_old(staging.path(QStringLiteral("old")))
        , m_target(target)
    {
    }

    /// Moves the unpacked driver to its place; what was there goes into the staging folder, which is thrown away.
    Result<void> move()
    {
        const QFileInfo target(m_target);
        QDir().mkpath(target.path());
        if (target.exists() || target.isSymLink()) {
            if (!QDir().rename(m_target, m_old))
                return fail(ErrorKind::System, tr("%1 can't be replaced.").arg(m_target));
            m_hasOld = true;
        }
        if (!QDir().rename(m_staged, m_target))
            return fail(ErrorKind::System, tr("%1 can't be written.").arg(m_target));
        m_isMoved = true;
        return {};
    }

    Result<void> trust(const InstallPlan &plan, const InstallChoice &choice, const QString &trustFile)
    {
        if (!plan.asksForKey || !choice.trustKey)
            return {};
        const auto trusted = trustSigner(plan, choice, trustFile);
        if (trusted) {
            m_trustFile = trustFile;
            m_key = plan.bundle->key;
        }
        return trusted;
    }

    void undo()
    {
        if (m_isMoved && !QDir().rename(m_target, m_staged))
            (void)removeTree(m_target);
        if (m_hasOld)
            QDir().rename(m_old, m_target);
        else
            QDir().rmdir(QFileInfo(m_target).path());
        if (!m_trustFile.isEmpty())
            (void)TrustStore::change(m_trustFile, [&](TrustStore &trust) { return trust.forget(m_key); });
    }

private:
    const QString m_staged;
    const QString m_old;
    const QString m_target;
    QString m_trustFile; ///< empty where no key was trusted
    PublicKey m_key;
    bool m_hasOld = false;
    bool m_isMoved = false;
};

void record(RecordedDriver &driver, const InstalledVersion &version, std::optional<bool> isIsolated)
{
    driver.versions.removeIf([&](const auto &each) { return each.version == version.version; });
    driver.versions.append(version);
    driver.removed.removeAll(version.version);
    driver.active = version.version;
    driver.isDisabled = false;
    driver.crash.reset();
    if (isIsolated)
        driver.isIsolated = isIsolated;
}

Result<QJsonObject> tryDriver(const QString &module, const InstallPlan &plan, const InstallChoice &choice,
    const Cancellation &cancellation, const InstallProgressCallback &progress)
{
    ProbeRequest request;
    request.filePath = module;
    request.databases = choice.probeDatabases;
    const auto report = probeDriver(request, cancellation, [&](const ProbeProgress &step) {
        if (progress)
            progress({ step.step, step.done, step.total });
    });
    if (!report)
        return fail(report.error());
    if (report->outcome == ProbeOutcome::Fits)
        return report->toJson();
    return fail(Error(ErrorKind::Plugin, tr("%1 was not installed: %2").arg(plan.driver.name, report->sentence))
                    .withHint(report->hint)
                    .withServerMessage(report->words));
}

} // namespace

DriverInstaller::DriverInstaller(DriverRegistry &registry, InstalledPolicy &policy, const Catalogues &catalogues)
    : m_registry(registry)
    , m_policy(policy)
    , m_catalogues(catalogues)
{
}

Result<InstallPlan> DriverInstaller::inspect(const QString &filePath, const Cancellation &cancellation) const
{
    const auto trust = TrustStore::read(m_policy.places().trustFile);
    if (!trust)
        return fail(trust.error());
    const auto record = m_policy.store().read();
    if (!record)
        return fail(record.error());
    auto bundle = inspectBundle(filePath, *trust, cancellation);
    if (!bundle)
        return fail(bundle.error());
    InstallPlan plan;
    plan.filePath = QFileInfo(filePath).absoluteFilePath();
    plan.from = plan.filePath;
    plan.signature = bundle->signature;
    plan.digest = bundle->digest;
    plan.keyFingerprint = bundle->key.fingerprint();
    plan.keyName = bundle->keyName;
    plan.driver = bundle->driver;
    plan.driver.id = bundle->manifest.id;
    plan.driver.name = bundle->manifest.name;
    plan.driver.version = bundle->manifest.version;
    plan.driver.vendor = bundle->manifest.vendor;
    plan.warnings = bundle->warnings;
    plan.size = bundle->unpackedSize();
    plan.asksForKey = plan.signature == SignatureState::UnknownKey;
    plan.asksForUnsigned = plan.signature == SignatureState::Unsigned;
    plan.bundle = std::make_shared<const BundleInspection>(std::move(*bundle));
    compare(plan, *record);
    plan.refusal = refusalOf(plan, *record);
    return plan;
}

void DriverInstaller::compare(InstallPlan &plan, const InstalledRecord &record) const
{
    const auto loaded = m_policy.loadedVersion(plan.driver.id);
    plan.takesEffectAtNextStart = !loaded.isEmpty();
    plan.isIsolatedByDefault = plan.signature != SignatureState::Trusted;
    const auto *driver = record.driver(plan.driver.id);
    if (!driver)
        return;
    plan.isIsolatedByDefault = driver->isIsolated.value_or(plan.isIsolatedByDefault);
    plan.activeVersion = driver->active;
    const auto *same = driver->version(plan.driver.version);
    const auto order = compareDriverVersions(plan.driver.version, driver->active);
    if (same && same->digest == plan.digest)
        plan.change = driver->active == same->version ? InstallPlan::Change::Repair : InstallPlan::Change::Activate;
    else if (!driver->active.isEmpty())
        plan.change = order < 0 ? InstallPlan::Change::Downgrade : InstallPlan::Change::Upgrade;
    if (order < 0 && !driver->active.isEmpty())
        plan.warnings.append(tr("Version %1 is older than the active version %2.").arg(plan.driver.version, driver->active));
}

std::optional<Error> DriverInstaller::refusalOf(const InstallPlan &plan, const InstalledRecord &record) const
{
    if (auto error = signatureError(*plan.bundle))
        return error;
    if (plan.bundle->refusal)
        return plan.bundle->refusal;
    if (const auto reason = Catalogues::revocationOf(plan.digest, m_catalogues.kept()); !reason.isEmpty())
        return refusal(reason, tr("Look for a newer version."));
    if (const auto *driver = record.driver(plan.driver.id)) {
        if (auto error = otherBundle(plan, *driver))
            return error;
    }
    return clash(plan);
}

/// What is there already and can't be there twice.
std::optional<Error> DriverInstaller::clash(const InstallPlan &plan) const
{
    const auto entries = m_registry.entries();
    for (const auto &entry : entries) {
        if (entry.manifest.id == plan.driver.id && entry.origin != DriverOrigin::Installed)
            return refusal(tr("%1 is the id of a driver that is here already and was not installed: %2.")
                               .arg(entry.manifest.id, entry.filePath.isEmpty() ? entry.manifest.name : entry.filePath),
                tr("A second driver with the same id would not be used."));
        if (entry.manifest.id == plan.driver.id || entry.state == DriverState::Refused)
            continue;
        for (const auto &connector : plan.driver.connectors) {
            if (std::ranges::contains(entry.manifest.connectors, connector.connector, &ConnectorManifest::connector))
                return refusal(tr("The connector %1 is served by the driver %2 already.").arg(connector.connector.toText(), entry.manifest.id),
                    tr("Disable or remove %1 first.").arg(entry.manifest.id));
        }
    }
    return {};
}

Result<InstallOutcome> DriverInstaller::install(const InstallPlan &plan, const InstallChoice &choice,
    const Cancellation &cancellation, const InstallProgressCallback &progress) const
{
    const auto tell = [&](const QString &step, qint64 done = 0, qint64 total = 0) {
        if (progress)
            progress({ step, done, total });
    };
    tell(tr("Checking the bundle"));
    const auto fresh = inspect(plan.filePath, cancellation);
    if (!fresh)
        return fail(fresh.error());
    if (fresh->digest != plan.digest || fresh->keyFingerprint != plan.keyFingerprint)
        return fail(Error(ErrorKind::Concurrency, tr("%1 is another file now than the one that was looked at.").arg(plan.filePath)).withHint(tr("Look at it again.")));
    if (fresh->refusal)
        return fail(*fresh->refusal);
    if (const auto agreed = consent(*fresh, choice); !agreed)
        return fail(agreed.error());

    auto staging = StagingFolder::make(m_policy.store().folder());
    if (!staging)
        return fail(staging.error());
    const auto folder = staging->path(QStringLiteral("driver"));
    const auto extracted = extractBundle(*fresh->bundle, plan.filePath, folder, cancellation,
        [&](qint64 done, qint64 total) { tell(tr("Unpacking the driver"), done, total); });
    if (!extracted)
        return fail(extracted.error());
    auto version = versionOf(*fresh, choice);
    version.from = plan.from;
    auto files = readInstalledFiles(folder, cancellation);
    if (!files)
        return fail(files.error());
    version.files = *files;
    const auto has = [&](const QString &path) { return std::ranges::contains(version.files, path, &InstalledFile::path); };
    const auto &manifest = fresh->bundle->manifest;
    const auto isShown = [](const InstalledFile &file) { return file.size <= bundlelimits::iconSize; };
    const auto icon = std::ranges::find(version.files, manifest.icon, &InstalledFile::path);
    version.icon = icon != version.files.end() && isShown(*icon) ? manifest.icon : QString();
    version.licenceFile = has(manifest.licenceFile) ? manifest.licenceFile : QString();
    if (choice.probe) {
        tell(tr("Trying the driver in a process of its own"));
        auto probed = tryDriver(folder + u'/' + version.module, *fresh, choice, cancellation, progress);
        if (!probed)
            return fail(probed.error());
        version.probe = *probed;
    }
    if (cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Cancelled."));

    tell(tr("Installing the driver"));
    Placement placement(*staging, m_policy.store().versionFolder(plan.driver.id, version.version));
    const auto place = [&](InstalledRecord &current) -> Result<void> {
        auto &driver = current.made(plan.driver.id);
        if (const auto error = otherBundle(*fresh, driver))
            return fail(*error);
        if (const auto moved = placement.move(); !moved)
            return moved;
        record(driver, version, choice.isIsolated);
        return placement.trust(*fresh, choice, m_policy.places().trustFile);
    };
    const auto recorded = m_policy.store().changeOrUndo(place, [&] { placement.undo(); });
    if (!recorded)
        return fail(recorded.error());
    return InstallOutcome { fresh->driver.id, version.version, fresh->change, fresh->takesEffectAtNextStart, version.probe, fresh->warnings };
}

} // namespace dumbo
