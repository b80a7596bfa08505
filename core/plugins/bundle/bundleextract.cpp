#include "core/plugins/bundle/bundle.h"
#include "core/plugins/bundle/bundleformat.h"
#include "core/plugins/bundle/bundlelimits.h"
#include "core/plugins/bundle/bundlepath.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>
#include <QTemporaryDir>

namespace dumbo {

namespace {

using namespace bundleformat;

QString tr(const char *text)
{
    return QCoreApplication::translate("Bundle", text);
}

/// Writes files into a new folder, and knows what their content has to be.
class Unpacker {
public:
    Unpacker(const QString &folder, qint64 all, const BundleProgress &progress)
        : m_folder(folder)
        , m_all(all)
        , m_progress(progress)
    {
    }

    using Source = std::function<Result<void>(const ZipFile::Sink &)>;

    /// digest: in hexadecimal digits; empty where any content will do.
    Result<void> write(const QString &path, const QByteArray &digest, const Source &source)
    {
        QFile file(m_folder + u'/' + path);
        const auto folder = QFileInfo(file.fileName()).path();
        // Unbuffered, so that a full disk is noticed at the write.
        if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered))
            return fail(ErrorKind::System, tr("%1 can't be written: %2.").arg(file.fileName(), file.errorString()));
        QCryptographicHash hash(QCryptographicHash::Sha256);
        const auto done = source([&](QByteArrayView bytes) -> Result<void> {
            if (file.write(bytes.data(), bytes.size()) != bytes.size())
                return fail(ErrorKind::InsufficientResources, tr("The driver can't be written to %1: %2.").arg(m_folder, file.errorString()));
            hash.addData(bytes);
            m_done += bytes.size();
            if (m_progress)
                m_progress(m_done, m_all);
            return {};
        });
        if (done && !digest.isEmpty() && hash.result().toHex() != digest)
            return fail(ErrorKind::Data, tr("The bundle was changed while it was unpacked: %1 is another.").arg(path));
        return done;
    }

    Result<void> write(const QString &path, const QByteArray &bytes)
    {
        return write(path, {}, [&](const ZipFile::Sink &sink) { return sink(bytes); });
    }

private:
    QString m_folder;
    qint64 m_done = 0;
    qint64 m_all;
    const BundleProgress &m_progress;
};

/// The libraries of other systems stay in the bundle.
bool isWanted(const QString &path, const BundleManifest &manifest)
{
    const auto top = path.section(u'/', 0, 0);
    return top == currentBundlePlatform() || !manifest.platform(top) || !path.contains(u'/');
}

Result<void> unpackZip(const BundleInspection &inspection, QFile &file, Unpacker &unpacker, const Cancellation &cancellation)
{
    const auto zip = ZipFile::open(file);
    if (!zip)
        return fail(zip.error());
    const auto listed = readDigests(*zip);
    if (!listed)
        return fail(listed.error());
    if (sha256Hex(listed->bytes) != inspection.digest)
        return fail(ErrorKind::Data, tr("%1 was changed since it was looked at.").arg(file.fileName()));
    for (const auto &[path, digest] : listed->list.digests.asKeyValueRange()) {
        if (!isWanted(path, inspection.manifest))
            continue;
        const auto *entry = zip->entry(path.toLatin1());
        if (!entry)
            return fail(ErrorKind::Data, tr("%1 was changed since it was looked at.").arg(file.fileName()));
        const auto written
            = unpacker.write(path, digest, [&](const ZipFile::Sink &sink) { return zip->read(*entry, sink, cancellation); });
        if (!written)
            return written;
    }
    if (const auto *entry = zip->entry(signaturePath)) {
        const auto bytes = zip->readAll(*entry, bundlelimits::signatureSize);
        const auto written = bytes ? unpacker.write(QString::fromLatin1(signaturePath), *bytes) : fail(bytes.error());
        if (!written)
            return written;
    }
    return unpacker.write(QString::fromLatin1(digestsPath), listed->bytes);
}

Result<void> copyModule(const BundleInspection &inspection, QFile &file, Unpacker &unpacker, const Cancellation &cancellation)
{
    const auto digest = inspection.files.constFirst().digest;
    const auto bare = bareBundle(inspection, digest);
    const auto source = [&](const ZipFile::Sink &sink) -> Result<void> {
        while (!file.atEnd()) {
            if (cancellation.isCancelled())
                return fail(ErrorKind::Cancelled, tr("Cancelled."));
            const auto piece = file.read(1 << 20);
            if (piece.isEmpty())
                return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(file.fileName(), file.errorString()));
            if (const auto taken = sink(piece); !taken)
                return taken;
        }
        return {};
    };
    return unpacker.write(bare.modulePath, digest, source)
        .and_then([&] { return unpacker.write(QString::fromLatin1(manifestPath), bare.manifest); })
        .and_then([&] { return unpacker.write(QString::fromLatin1(digestsPath), bare.digests); });
}

Result<void> checkTarget(const BundleInspection &inspection, const QString &folder)
{
    if (!inspection.isInstallable())
        return fail(ErrorKind::InvalidOperation,
            inspection.refusal ? inspection.refusal->message() : signatureStateText(inspection.signature));
    if (const QFileInfo info(folder); info.exists() || info.isSymLink())
        return fail(ErrorKind::InvalidOperation, tr("%1 exists already.").arg(folder));
    const auto parent = QFileInfo(folder).absolutePath();
    if (!QDir().mkpath(parent))
        return fail(ErrorKind::System, tr("The folder %1 can't be made.").arg(parent));
    const QStorageInfo storage(parent);
    if (storage.isValid() && storage.bytesAvailable() < inspection.unpackedSize())
        return fail(ErrorKind::InsufficientResources,
            tr("The driver needs %1 bytes, and the disk with %2 has %3 left.")
                .arg(inspection.unpackedSize())
                .arg(parent)
                .arg(storage.bytesAvailable()));
    return {};
}

} // namespace

Result<void> extractBundle(const BundleInspection &inspection, const QString &path, const QString &folder,
    const Cancellation &cancellation, const BundleProgress &progress)
{
    if (const auto checked = checkTarget(inspection, folder); !checked)
        return checked;
    QFile file(path);
    if (const auto opened = openForReading(file); !opened)
        return opened;
    // Beside the target, so that the rename stays within one file system.
    QTemporaryDir temporary(QFileInfo(folder).absolutePath() + QStringLiteral("/.unpacking-XXXXXX"));
    if (!temporary.isValid())
        return fail(ErrorKind::System, tr("No folder can be made beside %1: %2.").arg(folder, temporary.errorString()));
    Unpacker unpacker(temporary.path(), inspection.unpackedSize(), progress);
    const auto unpacked = inspection.isBareModule ? copyModule(inspection, file, unpacker, cancellation)
                                                  : unpackZip(inspection, file, unpacker, cancellation);
    if (!unpacked)
        return unpacked;
    if (cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Cancelled."));
    if (!QDir().rename(temporary.path(), folder))
        return fail(ErrorKind::System, tr("The folder %1 can't be made.").arg(folder));
    temporary.setAutoRemove(false);
    return {};
}

} // namespace dumbo
