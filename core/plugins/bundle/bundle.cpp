#include "core/plugins/bundle/bundle.h"

#include "core/platform/paths.h"
#include "core/plugins/bundle/bundleformat.h"
#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"
#include "core/plugins/pluginfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

using namespace bundleformat;

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

/// In the order of SignatureState.
constexpr std::array stateNames { u"trusted", u"unknown-key", u"unsigned", u"modified", u"revoked", u"distrusted" };

Error refusal(const QString &message, const QString &hint)
{
    return Error(ErrorKind::Plugin, message).withHint(hint);
}

/// Reads one bundle, step by step.
class Inspector {
public:
    Inspector(const ZipFile &zip, const TrustStore &trust, const Cancellation &cancellation, const BundleProgress &progress)
        : m_zip(zip)
        , m_trust(trust)
        , m_cancellation(cancellation)
        , m_progress(progress)
    {
    }

    Result<BundleInspection> run()
    {
        const auto done = readLists().and_then([this] { return readFiles(); }).and_then([this] { return checkManifest(); });
        if (!done)
            return fail(done.error());
        m_result.signature = state();
        if (m_result.signature == SignatureState::Modified)
            return m_result;
        checkNamedFiles();
        checkModule();
        return m_result;
    }

private:
    Result<void> readLists();
    Result<void> readFiles();
    Result<void> readFile(const ZipEntry &entry);
    Result<void> checkManifest();
    void checkNamedFiles();
    void checkModule();
    [[nodiscard]] SignatureState state();
    [[nodiscard]] std::optional<QByteArray> readSignature();
    void describeModule(const BundlePlatform &platform);
    void modified(const QString &sentence) { m_result.warnings.append(sentence); m_isModified = true; }

    const ZipFile &m_zip;
    const TrustStore &m_trust;
    const Cancellation &m_cancellation;
    const BundleProgress &m_progress;
    BundleInspection m_result;
    ListedDigests m_listed;
    QByteArray m_manifestBytes;
    bool m_isModified = false;
    qint64 m_done = 0;
    qint64 m_all = 0;
};

Result<void> Inspector::readLists()
{
    const auto *manifest = m_zip.entry(manifestPath);
    if (!manifest)
        return fail(ErrorKind::Data, tr("This is not a driver bundle: it has no manifest.json."));
    auto bytes = m_zip.readAll(*manifest, bundlelimits::manifestSize);
    if (!bytes)
        return fail(bytes.error());
    m_manifestBytes = *std::move(bytes);
    auto listed = readDigests(m_zip);
    if (!listed)
        return fail(listed.error());
    m_listed = *std::move(listed);
    m_result.digest = sha256Hex(m_listed.bytes);
    return {};
}

Result<void> Inspector::readFiles()
{
    for (const auto &entry : m_zip.entries())
        m_all += entry.size;
    for (const auto &entry : m_zip.entries()) {
        if (!isListed(entry.path))
            continue;
        if (const auto read = readFile(entry); !read)
            return read;
    }
    for (const auto &path : m_listed.list.digests.keys()) {
        if (!m_zip.entry(path.toLatin1()))
            modified(tr("%1 is missing.").arg(path));
    }
    return {};
}

Result<void> Inspector::readFile(const ZipEntry &entry)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto read = m_zip.read(
        entry,
        [&](QByteArrayView bytes) -> Result<void> {
            hash.addData(bytes);
            m_done += bytes.size();
            if (m_progress)
                m_progress(m_done, m_all);
            return {};
        },
        m_cancellation);
    if (!read)
        return read;
    const auto path = QString::fromLatin1(entry.path);
    m_result.files.append({ path, entry.size, hash.result().toHex() });
    const auto listed = m_listed.list.digests.value(path);
    if (listed.isEmpty())
        modified(tr("%1 was added: the list of digests does not have it.").arg(path));
    else if (listed != m_result.files.constLast().digest)
        modified(tr("%1 was altered.").arg(path));
    return {};
}

Result<void> Inspector::checkManifest()
{
    auto manifest = BundleManifest::fromBytes(m_manifestBytes);
    if (manifest) {
        m_result.manifest = *std::move(manifest);
        return {};
    }
    if (manifest.error().kind() == ErrorKind::NotImplemented)
        return fail(manifest.error());
    return fail(ErrorKind::Data, tr("The bundle's manifest.json is wrong: %1.").arg(manifest.error().message()));
}

std::optional<QByteArray> Inspector::readSignature()
{
    const auto bytes = m_zip.readAll(*m_zip.entry(signaturePath), bundlelimits::signatureSize);
    const auto json = QJsonDocument::fromJson(bytes.value_or(QByteArray())).object();
    const auto text = [&](const char *key) { return json.value(QLatin1StringView(key)).toString().toLatin1(); };
    const auto key = PublicKey::fromBase64(text("key"));
    const auto signature = QByteArray::fromBase64Encoding(text("signature"), QByteArray::AbortOnBase64DecodingErrors);
    if (text("algorithm") != "Ed25519" || !key || !signature)
        return std::nullopt;
    m_result.key = *key;
    if (const auto known = m_trust.entry(*key))
        m_result.keyName = known->name;
    return *signature;
}

SignatureState Inspector::state()
{
    if (m_zip.entry(signaturePath)) {
        const auto signature = readSignature();
        if (!signature)
            modified(tr("Its signature can't be read."));
        else if (!m_result.key.verifies(m_listed.bytes, *signature))
            modified(tr("Its signature is not one of its list of digests."));
    }
    if (m_isModified)
        return SignatureState::Modified;
    if (!m_result.key.isValid())
        return SignatureState::Unsigned;
    switch (m_trust.stateOf(m_result.key)) {
    case KeyTrust::Unknown:
        break;
    case KeyTrust::Trusted:
        return SignatureState::Trusted;
    case KeyTrust::Distrusted:
        return SignatureState::Distrusted;
    case KeyTrust::Revoked:
        return SignatureState::Revoked;
    }
    return SignatureState::UnknownKey;
}

void Inspector::checkNamedFiles()
{
    const auto &manifest = m_result.manifest;
    const auto has = [&](const QString &path) { return m_zip.entry(path.toLatin1()) != nullptr; };
    for (const auto &path : { manifest.licenceFile, manifest.icon }) {
        if (!path.isEmpty() && !has(path))
            m_result.warnings.append(tr("Its manifest names %1, which is not in it.").arg(path));
    }
    const auto small = [&](const QString &path, qint64 limit) {
        const auto *entry = m_zip.entry(path.toLatin1());
        return entry && entry->size <= limit ? m_zip.readAll(*entry, limit).value_or(QByteArray()) : QByteArray();
    };
    m_result.icon = small(manifest.icon, bundlelimits::iconSize);
    m_result.licenceText = QString::fromUtf8(small(manifest.licenceFile, bundlelimits::textSize));
}

void Inspector::checkModule()
{
    const auto &manifest = m_result.manifest;
    const auto here = currentBundlePlatform();
    const auto *platform = manifest.platform(here);
    m_result.fitsPlatform = platform != nullptr;
    if (!platform) {
        QStringList names;
        for (const auto &each : manifest.platforms)
            names.append(each.name);
        platform = &manifest.platforms.constFirst();
        m_result.refusal = refusal(tr("The driver is made for %1, and this system is %2.").arg(names.join(QStringLiteral(", ")), here),
            tr("Ask its vendor for a bundle for %1.").arg(here));
    }
    describeModule(*platform);
}

/// The error without the folder that nobody shall look for.
Error withoutFolder(const Error &error, const QString &folder)
{
    Error shown(error.kind(), error.message().replace(folder + u'/', QString()));
    return shown.withHint(error.hint()).withServerMessage(error.serverMessage().replace(folder + u'/', QString()));
}

void Inspector::describeModule(const BundlePlatform &platform)
{
    const auto refuse = [&](const Error &error) {
        if (!m_result.refusal)
            m_result.refusal = error;
    };
    const auto broken = tr("This is a mistake in the bundle. Report it to its makers.");
    const auto *entry = m_zip.entry(platform.modulePath().toLatin1());
    if (!entry)
        return refuse(refusal(tr("The bundle's manifest names the module %1, which is not in it.").arg(platform.modulePath()), broken));
    // Not where temporary files lie by default: on many systems that is memory.
    QDir().mkpath(paths::cacheFolder());
    const QTemporaryDir folder(paths::cacheFolder() + QStringLiteral("/inspected-XXXXXX"));
    QFile file(folder.filePath(platform.module));
    const auto written = !folder.isValid() || !file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)
        ? fail(ErrorKind::System, file.errorString())
        : m_zip.read(*entry, [&](QByteArrayView bytes) -> Result<void> {
              if (file.write(bytes.data(), bytes.size()) == bytes.size())
                  return {};
              return fail(ErrorKind::InsufficientResources, file.errorString());
          }, m_cancellation);
    file.close();
    if (!written)
        return refuse(Error(written.error().kind(), tr("The driver can't be looked at: %1.").arg(written.error().message())));
    const auto described = describePluginFile(file.fileName());
    m_result.driver = described.manifest;
    if (described.refusal)
        return refuse(withoutFolder(*described.refusal, folder.path()));
    const auto &manifest = m_result.manifest;
    if (described.manifest.id != manifest.id || described.manifest.version != manifest.version)
        refuse(refusal(tr("The bundle is said to be %1 %2, and the driver in it says that it is %3 %4.")
                           .arg(manifest.id, manifest.version, described.manifest.id, described.manifest.version),
            broken));
}

} // namespace

QString signatureStateName(SignatureState state)
{
    return QString::fromUtf16(stateNames.at(std::size_t(state)));
}

QString signatureStateText(SignatureState state)
{
    switch (state) {
    case SignatureState::Trusted:
        return tr("Signed with a key that you trust.");
    case SignatureState::UnknownKey:
        return tr("Signed with a key that you do not know: it is whole, but anybody may have made it.");
    case SignatureState::Unsigned:
        return tr("Not signed: anybody may have made or changed it.");
    case SignatureState::Modified:
        return tr("Modified: it is not what its maker packed.");
    case SignatureState::Revoked:
        return tr("Signed with a key that was revoked: somebody else may have it.");
    case SignatureState::Distrusted:
        return tr("Signed with a key that you do not trust.");
    }
    return {};
}

qint64 BundleInspection::unpackedSize() const
{
    qint64 size = 0;
    for (const auto &file : files)
        size += file.size;
    return size;
}

Result<BundleInspection> inspectBundle(
    const QString &path, const TrustStore &trust, const Cancellation &cancellation, const BundleProgress &progress)
{
    QFile file(path);
    if (const auto opened = openForReading(file); !opened)
        return fail(opened.error());
    if (isModule(file))
        return inspectModule(file, cancellation, progress);
    const auto zip = ZipFile::open(file);
    if (!zip)
        return fail(zip.error());
    return Inspector(*zip, trust, cancellation, progress).run();
}

} // namespace dumbo
