#include "core/plugins/bundle/packbundle.h"

#include "core/plugins/bundle/bundleformat.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/bundle/zipwriter.h"
#include "core/plugins/pluginfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <algorithm>

namespace dumbo {

namespace {

using namespace bundleformat;

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

/// manifest.json of a folder to be packed: every key may be missing.
Result<BundleManifest> readPartialManifest(const QString &path)
{
    BundleManifest manifest;
    QFile file(path);
    if (!file.exists())
        return manifest;
    if (const auto opened = openForReading(file); !opened)
        return fail(opened.error());
    QJsonParseError problem;
    const auto json = QJsonDocument::fromJson(file.readAll(), &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return fail(ErrorKind::Data, tr("%1 is no JSON: %2.").arg(path, problem.errorString()));
    const auto text = [&](const char *key) { return json.value(QLatin1StringView(key)).toString(); };
    manifest.id = text("id");
    manifest.name = text("name");
    manifest.version = text("version");
    manifest.vendor = text("vendor");
    manifest.description = text("description");
    manifest.licence = text("licence");
    manifest.licenceFile = text("licenceFile");
    manifest.homepage = text("homepage");
    manifest.icon = text("icon");
    manifest.changes = text("changes");
    const auto platforms = json.value(QLatin1StringView("platforms")).toObject();
    for (auto each = platforms.begin(); each != platforms.end(); ++each) {
        const auto platform = each.value().toObject();
        const auto build = platform.value(QLatin1StringView("build")).toObject();
        const auto part = [&](const char *key) { return build.value(QLatin1StringView(key)).toString(); };
        manifest.platforms.append({ each.key(), platform.value(QLatin1StringView("module")).toString(),
            { build.value(QLatin1StringView("sdkAbi")).toInt(), part("architecture"), part("standardLibrary"), part("compilerAbi"),
                part("qt") } });
    }
    return manifest;
}

/// Finds the drivers in folders that the manifest does not speak of.
Result<void> findModules(BundleContent &content)
{
    for (const auto &[path, source] : content.files.asKeyValueRange()) {
        const auto folder = path.section(u'/', 0, 0);
        if (path.count(u'/') != 1 || !path.endsWith(u".so"))
            continue;
        const auto driver = describePluginFile(source).manifest;
        if (driver.id.isEmpty() || bundlePlatformOf(driver.build.architecture) != folder)
            continue;
        const auto module = path.section(u'/', 1);
        const auto *known = content.manifest.platform(folder);
        if (!known)
            content.manifest.platforms.append({ folder, module, driver.build });
        else if (known->module != module && known->build.architecture == driver.build.architecture)
            return fail(ErrorKind::Data,
                tr("There are two drivers for %1, %2 and %3. Name one in manifest.json.").arg(folder, known->module, module));
    }
    return {};
}

void fill(QString &value, const QString &fallback)
{
    if (value.isEmpty())
        value = fallback;
}

/// Takes over what the driver says of itself.
Result<void> fillFrom(const BundleContent &content, BundlePlatform &platform, BundleManifest &manifest)
{
    const auto source = content.files.value(platform.modulePath());
    if (source.isEmpty())
        return fail(ErrorKind::NotFound, tr("The module %1 is not there.").arg(platform.modulePath()));
    const auto described = describePluginFile(source);
    const auto &driver = described.manifest;
    if (driver.id.isEmpty()) {
        // A module of another architecture can't be read here; then the manifest has to tell.
        if (platform.build.sdkAbi > 0 && !manifest.id.isEmpty())
            return {};
        Error error(ErrorKind::Data, tr("%1 is no driver that can be read here.").arg(source));
        if (described.refusal)
            error.withCause(*described.refusal);
        return fail(error);
    }
    if (driver.build.sdkAbi > 0)
        platform.build = driver.build;
    fill(manifest.id, driver.id);
    fill(manifest.name, driver.name);
    fill(manifest.version, driver.version);
    fill(manifest.vendor, driver.vendor);
    fill(manifest.description, driver.description);
    fill(manifest.licence, driver.licence);
    fill(manifest.homepage, driver.homepage);
    if (manifest.id == driver.id && manifest.version == driver.version)
        return {};
    return fail(ErrorKind::Data,
        tr("%1 says that it is %2 %3, and the bundle would be %4 %5.").arg(source, driver.id, driver.version, manifest.id, manifest.version));
}

Result<void> addFile(ZipWriter &zip, DigestList &list, const QString &path, const QString &source, const Cancellation &cancellation)
{
    if (const auto fault = bundlePathFault(path.toUtf8()))
        return fail(ErrorKind::Data, tr("\"%1\" can't be in a bundle: %2.").arg(path, *fault));
    QFile file(source);
    if (const auto opened = openForReading(file); !opened)
        return opened;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!hash.addData(&file) || !file.seek(0))
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(source, file.errorString()));
    list.digests.insert(path, hash.result().toHex());
    return zip.add(path.toLatin1(), file, cancellation);
}

Result<void> writeBundle(QIODevice &device, const BundleContent &content, const QByteArray &manifest, const Cancellation &cancellation)
{
    ZipWriter zip(device);
    DigestList list;
    list.digests.insert(QString::fromLatin1(manifestPath), sha256Hex(manifest));
    if (const auto added = zip.add(manifestPath, manifest); !added)
        return added;
    for (const auto &[path, source] : content.files.asKeyValueRange()) {
        if (const auto added = addFile(zip, list, path, source, cancellation); !added)
            return added;
    }
    return zip.add(digestsPath, list.toBytes()).and_then([&] { return zip.finish(); });
}

Result<void> openForWriting(QSaveFile &file)
{
    if (file.open(QIODevice::WriteOnly))
        return {};
    return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(file.fileName(), file.errorString()));
}

Result<void> commit(QSaveFile &file)
{
    if (file.commit())
        return {};
    return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(file.fileName(), file.errorString()));
}

} // namespace

Result<BundleContent> contentOfFolder(const QString &folder)
{
    if (!QFileInfo(folder).isDir())
        return fail(ErrorKind::NotFound, tr("There is no folder %1.").arg(folder));
    BundleContent content;
    auto manifest = readPartialManifest(folder + u'/' + QLatin1StringView(manifestPath));
    if (!manifest)
        return fail(manifest.error());
    content.manifest = *std::move(manifest);
    // Qt looks for plugins without a full path elsewhere.
    const QDir root(QFileInfo(folder).absoluteFilePath());
    for (QDirIterator each(root.path(), QDir::Files, QDirIterator::Subdirectories); each.hasNext();) {
        const auto file = each.next();
        const auto path = root.relativeFilePath(file);
        if (isListed(path.toUtf8()) && path != QLatin1StringView(manifestPath) && !path.endsWith(u".dumbodriver"))
            content.files.insert(path, file);
    }
    if (const auto found = findModules(content); !found)
        return fail(found.error());
    return content;
}

Result<BundleContent> contentOfModule(const QString &module, const QStringList &libraries)
{
    const auto file = QFileInfo(module).absoluteFilePath();
    const auto described = describePluginFile(file);
    if (described.manifest.id.isEmpty())
        return fail(described.refusal.value_or(Error(ErrorKind::Data, tr("%1 is no driver.").arg(module))));
    BundleContent content;
    const BundlePlatform platform { bundlePlatformOf(described.manifest.build.architecture), QFileInfo(module).fileName(),
        described.manifest.build };
    content.manifest.platforms.append(platform);
    content.files.insert(platform.modulePath(), file);
    for (const auto &library : libraries)
        content.files.insert(platform.name + u'/' + QFileInfo(library).fileName(), library);
    return content;
}

Result<BundleManifest> bundleManifestOf(const BundleContent &content)
{
    auto manifest = content.manifest;
    if (manifest.platforms.isEmpty())
        return fail(ErrorKind::NotFound, tr("There is no driver to pack: no module that is a Dumbo driver, in a folder named after its system such as %1.")
                                             .arg(currentBundlePlatform()));
    for (auto &platform : manifest.platforms) {
        if (const auto filled = fillFrom(content, platform, manifest); !filled)
            return fail(filled.error());
    }
    for (const auto &path : content.files.keys()) {
        const auto stem = path.section(u'.', 0, 0).toLower();
        if (!path.contains(u'/') && (stem == u"license" || stem == u"licence" || stem == u"copying"))
            fill(manifest.licenceFile, path);
        if (path == u"icon.svg" || path == u"icon.png")
            fill(manifest.icon, path);
    }
    const auto checked = BundleManifest::fromJson(manifest.toJson());
    if (!checked)
        return fail(ErrorKind::Data, tr("The manifest would be wrong: %1.").arg(checked.error().message()));
    for (const auto &path : { checked->licenceFile, checked->icon }) {
        if (!path.isEmpty() && !content.files.contains(path))
            return fail(ErrorKind::NotFound, tr("The manifest names %1, which is not there.").arg(path));
    }
    return checked;
}

QString bundleFileName(const BundleManifest &manifest)
{
    return QStringLiteral("%1-%2.dumbodriver").arg(manifest.id.section(u'.', -1), manifest.version);
}

Result<BundleManifest> packBundle(const BundleContent &content, const QString &path, const Cancellation &cancellation)
{
    const auto manifest = bundleManifestOf(content);
    if (!manifest)
        return manifest;
    QSaveFile file(path);
    const auto written
        = openForWriting(file)
              .and_then([&] { return writeBundle(file, content, QJsonDocument(manifest->toJson()).toJson(), cancellation); })
              .and_then([&] { return commit(file); });
    if (!written)
        return fail(written.error());
    return manifest;
}

Result<void> signBundle(const QString &path, const SigningKey &key, const Cancellation &cancellation)
{
    const auto inspection = inspectBundle(path, {}, cancellation);
    if (!inspection)
        return fail(inspection.error());
    if (inspection->isBareModule)
        return fail(ErrorKind::InvalidOperation, tr("%1 is a plugin, not a bundle. Pack it first.").arg(path));
    if (inspection->signature == SignatureState::Modified)
        return fail(Error(ErrorKind::InvalidOperation, tr("%1 is not what was packed, and is not signed.").arg(path))
                        .withDetail(inspection->warnings.join(u'\n')));
    QFile source(path);
    if (const auto opened = openForReading(source); !opened)
        return opened;
    const auto zip = ZipFile::open(source);
    const auto listed = zip.and_then(readDigests);
    if (!listed)
        return fail(listed.error());
    const QJsonObject signature { { QStringLiteral("algorithm"), QStringLiteral("Ed25519") },
        { QStringLiteral("key"), QString::fromLatin1(key.publicKey().base64()) },
        { QStringLiteral("signature"), QString::fromLatin1(key.sign(listed->bytes).toBase64()) } };
    QSaveFile file(path);
    if (const auto opened = openForWriting(file); !opened)
        return opened;
    ZipWriter writer(file);
    for (const auto &entry : zip->entries()) {
        if (entry.path == signaturePath)
            continue;
        if (const auto copied = writer.copy(*zip, entry, cancellation); !copied)
            return copied;
    }
    return writer.add(signaturePath, QJsonDocument(signature).toJson()).and_then([&] { return writer.finish(); }).and_then([&] {
        return commit(file);
    });
}

} // namespace dumbo
