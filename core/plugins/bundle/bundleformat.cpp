#include "core/plugins/bundle/bundleformat.h"

#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/pluginfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonDocument>

namespace dumbo::bundleformat {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

BundleManifest manifestOf(const Manifest &driver, const QString &fileName)
{
    BundleManifest manifest;
    manifest.id = driver.id;
    manifest.name = driver.name;
    manifest.version = driver.version;
    manifest.vendor = driver.vendor;
    manifest.description = driver.description;
    manifest.licence = driver.licence;
    manifest.homepage = driver.homepage;
    const auto isFit = !bundlePathFault(fileName.toUtf8());
    manifest.platforms.append(
        { bundlePlatformOf(driver.build.architecture), isFit ? fileName : QStringLiteral("driver.so"), driver.build });
    return manifest;
}

Result<QByteArray> digestOf(QFile &file, const Cancellation &cancellation, const BundleProgress &progress)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    file.seek(0);
    for (qint64 done = 0; done < file.size();) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Cancelled."));
        const auto piece = file.read(1 << 20);
        if (piece.isEmpty())
            return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(file.fileName(), file.errorString()));
        hash.addData(piece);
        done += piece.size();
        if (progress)
            progress(done, file.size());
    }
    return hash.result().toHex();
}

} // namespace

Result<void> openForReading(QFile &file)
{
    const QFileInfo info(file.fileName());
    if (!info.exists())
        return fail(ErrorKind::NotFound, tr("There is no file %1.").arg(file.fileName()));
    if (!info.isFile())
        return fail(ErrorKind::Data, tr("%1 is not a file.").arg(file.fileName()));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(file.fileName(), file.errorString()));
    return {};
}

bool isModule(QFile &file)
{
    return file.peek(4) == "\x7f"
                           "ELF";
}

Result<ListedDigests> readDigests(const ZipFile &zip)
{
    const auto *entry = zip.entry(digestsPath);
    if (!entry)
        return fail(ErrorKind::Data, tr("This is not a driver bundle: it has no digests.txt."));
    const auto bytes = zip.readAll(*entry, bundlelimits::digestListSize);
    if (!bytes)
        return fail(bytes.error());
    const auto list = DigestList::fromBytes(*bytes);
    if (!list)
        return fail(list.error());
    return ListedDigests { *bytes, *list };
}

BareBundle bareBundle(const BundleInspection &inspection, const QByteArray &moduleDigest)
{
    BareBundle bare;
    if (inspection.manifest.platforms.isEmpty())
        return bare;
    bare.modulePath = inspection.manifest.platforms.constFirst().modulePath();
    bare.manifest = QJsonDocument(inspection.manifest.toJson()).toJson();
    DigestList list;
    list.digests.insert(bare.modulePath, moduleDigest);
    list.digests.insert(QString::fromLatin1(manifestPath), sha256Hex(bare.manifest));
    bare.digests = list.toBytes();
    return bare;
}

Result<BundleInspection> inspectModule(QFile &file, const Cancellation &cancellation, const BundleProgress &progress)
{
    if (file.size() > bundlelimits::unpackedSize)
        return fail(ErrorKind::Data, tr("%1 is too large for a driver.").arg(file.fileName()));
    const auto digest = digestOf(file, cancellation, progress);
    if (!digest)
        return fail(digest.error());
    BundleInspection inspection;
    inspection.isBareModule = true;
    const auto described = describePluginFile(QFileInfo(file).absoluteFilePath());
    inspection.driver = described.manifest;
    inspection.refusal = described.refusal;
    if (inspection.refusal) {
        inspection.digest = *digest;
        return inspection;
    }
    inspection.manifest = manifestOf(described.manifest, QFileInfo(file.fileName()).fileName());
    inspection.fitsPlatform = inspection.manifest.platform(currentBundlePlatform()) != nullptr;
    // An id that is no fit name for a folder.
    if (const auto fit = BundleManifest::fromJson(inspection.manifest.toJson()); !fit)
        inspection.refusal = Error(ErrorKind::Plugin, tr("The manifest of %1 is wrong: %2.").arg(file.fileName(), fit.error().message()));
    const auto bare = bareBundle(inspection, *digest);
    inspection.files = { { bare.modulePath, file.size(), *digest },
        { QString::fromLatin1(manifestPath), bare.manifest.size(), sha256Hex(bare.manifest) } };
    inspection.digest = sha256Hex(bare.digests);
    return inspection;
}

} // namespace dumbo::bundleformat
