#include "core/plugins/install/driverlisting.h"

#include "core/plugins/bundle/bundle.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverListing", text);
}

bool isLoaded(const DriverEntry &entry)
{
    return entry.state == DriverState::Loaded || entry.state == DriverState::InUse;
}

QString below(const InstalledVersion &version, const QString &path)
{
    return path.isEmpty() ? QString() : version.folder + u'/' + path;
}

/// What the bundle said of a driver whose file says nothing here.
void describeByBundle(Manifest &manifest, const QString &id, const InstalledVersion &version)
{
    if (!manifest.id.isEmpty())
        return;
    manifest.id = id;
    manifest.name = id;
    manifest.version = version.version;
    QFile file(version.folder + QStringLiteral("/manifest.json"));
    if (!file.open(QIODevice::ReadOnly))
        return;
    const auto bundle = BundleManifest::fromBytes(file.read(1 << 20));
    if (!bundle || bundle->id != id)
        return;
    manifest.name = bundle->name;
    manifest.vendor = bundle->vendor;
    manifest.description = bundle->description;
    manifest.licence = bundle->licence;
    manifest.homepage = bundle->homepage;
}

void takeVersion(DriverInfo &info, const InstalledVersion &version, const InstalledPolicy &policy)
{
    info.iconPath = below(version, version.icon);
    info.licencePath = below(version, version.licenceFile);
    info.changes = version.changes;
    info.signature = policy.signatureNow(version);
    info.hasSignature = true;
    info.keyFingerprint = version.keyFingerprint;
    info.keyName = version.keyName;
    if (const auto key = PublicKey::fromBase64(version.key)) {
        if (const auto known = policy.trust().entry(*key); known && !known->name.isEmpty())
            info.keyName = known->name;
    }
    info.from = version.from;
}

void takeVersions(DriverInfo &info, const RecordedDriver &driver, const InstalledPolicy &policy)
{
    info.versions = driver.versions;
    std::ranges::sort(info.versions, [](const auto &left, const auto &right) {
        const auto order = compareDriverVersions(left.version, right.version);
        return order == 0 ? left.installed > right.installed : order > 0;
    });
    info.activeVersion = driver.active;
    const auto loaded = policy.loadedVersion(driver.id);
    info.isRemovedAtNextStart = !driver.removed.isEmpty() && (driver.active.isEmpty() || driver.removed.contains(driver.active));
    if (!loaded.isEmpty() && loaded != driver.active && !info.isRemovedAtNextStart)
        info.pendingAtNextStart = driver.active;
    const auto *used = driver.version(loaded.isEmpty() ? driver.active : loaded);
    if (!used && !driver.versions.isEmpty())
        used = &driver.versions.last();
    if (!used)
        return;
    describeByBundle(info.entry.manifest, driver.id, *used);
    takeVersion(info, *used, policy);
    if (info.entry.filePath.isEmpty())
        info.entry.filePath = below(*used, used->module);
}

void takeRecord(DriverInfo &info, const RecordedDriver &driver, const InstalledPolicy &policy)
{
    info.isDisabled = driver.isDisabled;
    info.isDisabledAtNextStart = driver.isDisabled && isLoaded(info.entry);
    info.crash = driver.crash;
    if (info.entry.origin == DriverOrigin::Installed)
        takeVersions(info, driver, policy);
    info.isIsolated = policy.isIsolated(driver, info.active());
}

std::optional<DriverObstacle> obstacleOf(const DriverInfo &info)
{
    if (info.entry.reason)
        return DriverObstacle { info.entry.reason->message(), info.entry.reason->hint() };
    if (info.isRemovedAtNextStart)
        return DriverObstacle { tr("It is removed when the program starts again, because its code is loaded."), {} };
    if (info.isDisabledAtNextStart)
        return DriverObstacle { tr("It is disabled, but its code is loaded: it serves until the program ends."), {} };
    return {};
}

/// One that has no file a registry could know: no version of it is active.
DriverInfo inactiveDriver(const RecordedDriver &driver, const InstalledPolicy &policy)
{
    DriverInfo info;
    info.entry.origin = DriverOrigin::Installed;
    info.entry.state = DriverState::Refused;
    takeRecord(info, driver, policy);
    info.entry.reason = Error(ErrorKind::Plugin, tr("No version of %1 is active.").arg(driver.id))
                            .withHint(tr("Activate one of its versions, or remove it."));
    info.obstacle = obstacleOf(info);
    return info;
}

} // namespace

QList<DriverInfo> listDrivers(const QList<DriverEntry> &entries, const InstalledPolicy &policy)
{
    const auto record = policy.record();
    QList<DriverInfo> all;
    QStringList seen;
    for (const auto &entry : entries) {
        DriverInfo info;
        info.entry = entry;
        const auto id = entry.origin == DriverOrigin::Installed ? policy.idOf(entry.filePath) : entry.manifest.id;
        if (const auto *driver = id.isEmpty() ? nullptr : record.driver(id)) {
            takeRecord(info, *driver, policy);
            if (entry.origin == DriverOrigin::Installed)
                seen.append(id);
        }
        info.obstacle = obstacleOf(info);
        all.append(info);
    }
    for (const auto &driver : record.drivers) {
        if (!driver.versions.isEmpty() && !seen.contains(driver.id))
            all.append(inactiveDriver(driver, policy));
    }
    return all;
}

} // namespace dumbo
