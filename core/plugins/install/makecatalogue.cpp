#include "core/plugins/install/makecatalogue.h"

#include "core/plugins/bundle/bundle.h"
#include "core/plugins/install/driverinfo.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverCatalogue", text);
}

Result<CatalogueBundle> bundleAt(const QString &path, const BundleInspection &inspection)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(path, file.errorString()));
    CatalogueBundle bundle;
    for (const auto &platform : inspection.manifest.platforms) {
        bundle.platforms.append(platform.name);
        bundle.sdkAbi = platform.build.sdkAbi;
    }
    bundle.file = QFileInfo(path).fileName();
    bundle.size = file.size();
    bundle.digest = hash.result().toHex();
    bundle.key = inspection.key.base64();
    return bundle;
}

/// The newest version comes first and describes the driver.
void describe(CatalogueDriver &driver, const BundleManifest &manifest)
{
    const auto isNewest = std::ranges::all_of(driver.versions,
        [&](const auto &each) { return compareDriverVersions(each.version, manifest.version) <= 0; });
    if (!isNewest)
        return;
    driver.name = manifest.name;
    driver.vendor = manifest.vendor;
    driver.description = manifest.description;
    driver.licence = manifest.licence;
    driver.homepage = manifest.homepage;
}

/// When a version first stood in the index.
QDateTime publishedOf(const CatalogueIndex &before, const QString &id, const QString &version)
{
    for (const auto &driver : before.drivers) {
        for (const auto &each : driver.versions) {
            if (driver.id == id && each.version == version)
                return each.published;
        }
    }
    return QDateTime::currentDateTimeUtc();
}

Result<void> add(CatalogueIndex &index, const CatalogueIndex &before, const BundleInspection &inspection, const CatalogueBundle &bundle)
{
    const auto &manifest = inspection.manifest;
    auto driver = std::ranges::find(index.drivers, manifest.id, &CatalogueDriver::id);
    if (driver == index.drivers.end()) {
        index.drivers.append(CatalogueDriver());
        driver = std::prev(index.drivers.end());
        driver->id = manifest.id;
    }
    describe(*driver, manifest);
    auto version = std::ranges::find(driver->versions, manifest.version, &CatalogueVersion::version);
    if (version == driver->versions.end()) {
        driver->versions.append({ manifest.version, manifest.changes, publishedOf(before, manifest.id, manifest.version), {} });
        version = std::prev(driver->versions.end());
    }
    for (const auto &other : std::as_const(version->bundles)) {
        const auto common = std::ranges::find_if(bundle.platforms, [&](const QString &each) { return other.platforms.contains(each); });
        if (common != bundle.platforms.end() && other.sdkAbi == bundle.sdkAbi)
            return fail(ErrorKind::Data, tr("%1 and %2 are both %3 %4 for %5.").arg(other.file, bundle.file, manifest.id, manifest.version, *common));
    }
    version->bundles.append(bundle);
    return {};
}

} // namespace

Result<CatalogueIndex> indexOfFolder(const QString &folder, const CatalogueIndex &before, const Cancellation &cancellation)
{
    auto index = before;
    index.drivers.clear();
    index.serial = before.serial + 1;
    index.issued = QDateTime::currentDateTimeUtc();
    const QDir files(folder);
    const auto names = files.entryList({ QStringLiteral("*.dumbodriver") }, QDir::Files, QDir::Name);
    for (const auto &name : names) {
        const auto path = files.filePath(name);
        const auto inspection = inspectBundle(path, {}, cancellation);
        if (!inspection)
            return fail(Error(inspection.error().kind(), QStringLiteral("%1: %2").arg(path, inspection.error().message())).withHint(inspection.error().hint()));
        if (inspection->signature == SignatureState::Modified)
            return fail(ErrorKind::Data, tr("%1 was modified: it is not what was packed.").arg(path));
        const auto bundle = bundleAt(path, *inspection);
        if (!bundle)
            return fail(bundle.error());
        if (const auto added = add(index, before, *inspection, *bundle); !added)
            return fail(added.error());
    }
    return index;
}

Result<void> writeCatalogue(const QString &folder, const CatalogueIndex &index, const SigningKey &key)
{
    const auto isSigned = SignedIndex::of(index, key);
    for (const auto &[name, bytes] : { std::pair(QStringLiteral("/index.json"), isSigned.index), std::pair(QStringLiteral("/index.json.sig"), isSigned.signature) }) {
        QSaveFile file(folder + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
            return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(file.fileName(), file.errorString()));
    }
    return {};
}

} // namespace dumbo
